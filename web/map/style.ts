import type {
  ExpressionSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import { backgroundColour } from '../draw/alikeFills.ts'
import { nameSizes, nameZoomRange } from './nameZooms.ts'

// The first family names no font: MapLibre reads the weight from it and draws every letter with the fonts of the machine
// (there is no `glyphs` URL, so nothing is fetched).
const families = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', 'Segoe UI', 'Helvetica Neue']
const semibold = ['Shapan Semibold', ...families]

/** Where the cells go, then the city's own places, then the borders of grids: below the district lines and every name. */
export const cellLayerBefore = 'city-edge'

/** What is shown and hidden with the districts; the city's edge stays. */
export const districtLayers: readonly string[] = ['district-lines', 'district-names']

const noFeatures: GeoJSONSourceSpecification = { type: 'geojson', data: { type: 'FeatureCollection', features: [] } }

/** What lies below the cells: nothing from outside unless the operator configured a basemap, by tile template or by style. */
export function createBasemap(url: string | null): StyleSpecification | string {
  if (url !== null && !url.includes('{z}')) return url
  const background: LayerSpecification = {
    id: 'background',
    type: 'background',
    paint: { 'background-color': backgroundColour },
  }
  if (url === null) return { version: 8, sources: {}, layers: [background] }
  const tiles: LayerSpecification = {
    id: 'basemap',
    type: 'raster',
    source: 'basemap',
    paint: { 'raster-saturation': -0.6, 'raster-opacity': 0.8 },
  }
  return {
    version: 8,
    sources: { basemap: { type: 'raster', tiles: [url], tileSize: 256 } },
    layers: [background, tiles],
  }
}

/** The sandbox's own sources, added over any basemap. */
export const sandboxSources: Readonly<Record<string, GeoJSONSourceSpecification>> = {
  districts: { ...noFeatures, tolerance: 0.2 },
  links: noFeatures,
  parted: noFeatures,
  'kept-units': noFeatures,
  'district-names': noFeatures,
  'grid-names': noFeatures,
  'tool-outline': noFeatures,
}

export const sandboxLayers: readonly LayerSpecification[] = [
  {
    id: 'city-edge',
    type: 'line',
    source: 'districts',
    filter: ['!', ['get', 'isShared']],
    layout: { 'line-join': 'round' },
    paint: { 'line-color': '#5d737b', 'line-width': widthByZoom(0.9, 1.6) },
  },
  {
    // Thinner and paler than any border of a grid, and without a casing: where both run together, the grid's border shows.
    id: 'district-lines',
    type: 'line',
    source: 'districts',
    filter: ['get', 'isShared'],
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': '#1d4c5a',
      'line-opacity': 0.62,
      'line-width': widthByZoom(0.8, 1.3),
      'line-dasharray': [6, 3],
    },
  },
  {
    // The sides of cells that no grid crosses, while a partition is being set up.
    id: 'parted',
    type: 'line',
    source: 'parted',
    layout: { 'line-cap': 'round' },
    paint: { 'line-color': '#8f1a1d', 'line-opacity': 0.9, 'line-width': widthByZoom(1.4, 4.5) },
  },
  {
    // Ferries and bridges over the water between the pieces of a city; those proposed are paler, a refused one is grey.
    id: 'links',
    type: 'line',
    source: 'links',
    layout: { 'line-cap': 'round' },
    paint: {
      'line-color': ['match', ['get', 'kind'], 'none', '#8a979c', 'proposed', '#c4621a', '#1d6570'],
      'line-opacity': ['case', ['get', 'isPointed'], 1, ['match', ['get', 'kind'], 'proposed', 0.75, 0.9]],
      'line-width': ['case', ['get', 'isPointed'], 4.5, 2.2],
      'line-dasharray': [1.5, 1.8],
    },
  },
  {
    // Below the grids' names, which are therefore placed first and never give way to it.
    id: 'district-names',
    type: 'symbol',
    source: 'district-names',
    maxzoom: 13.5,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': semibold,
      'text-size': ['interpolate', ['linear'], ['zoom'], 7, 11, 12, 17],
      'text-letter-spacing': 0.14,
      'text-padding': 6,
      'text-variable-anchor': ['center', 'top', 'bottom', 'left', 'right'],
      'text-radial-offset': 0.8,
    },
    paint: {
      'text-color': '#0f3b43',
      'text-opacity': ['interpolate', ['linear'], ['zoom'], 12.5, 0.85, 13.5, 0],
      'text-halo-color': 'rgba(255,255,255,0.9)',
      'text-halo-width': 1.8,
    },
  },
  {
    // What each unit to be kept whole has, while a partition is being set up: where two have no room, the larger one is told.
    id: 'kept-units',
    type: 'symbol',
    source: 'kept-units',
    minzoom: 11,
    layout: {
      'text-field': [
        'step',
        ['zoom'],
        ['get', 'customers'],
        13.5,
        ['concat', ['get', 'name'], '\n', ['get', 'customers']],
      ],
      'text-font': semibold,
      'text-size': ['interpolate', ['linear'], ['zoom'], 11, 10, 15, 13],
      'text-padding': 2,
      'symbol-sort-key': ['-', 0, ['get', 'count']],
    },
    paint: { 'text-color': '#3b1a55', 'text-halo-color': 'rgba(255,255,255,0.92)', 'text-halo-width': 1.6 },
  },
  {
    id: 'tool-outline',
    type: 'line',
    source: 'tool-outline',
    paint: { 'line-color': '#0d4854', 'line-width': 2, 'line-dasharray': [2, 1.5] },
  },
  {
    id: 'grid-names',
    type: 'symbol',
    source: 'grid-names',
    layout: {
      'text-field': nameByZoom(),
      'text-font': semibold,
      'text-size': ['interpolate', ['linear'], ['zoom'], ...nameSizes.flat()],
      'text-max-width': 20,
      'text-padding': 1,
      'symbol-sort-key': ['-', 0, ['get', 'roomMetres']],
    },
    paint: {
      'text-color': '#1d2f36',
      'text-halo-color': 'rgba(255,255,255,0.85)',
      'text-halo-width': 1.3,
      'text-halo-blur': 0.4,
    },
  },
]

export function widthByZoom(far: number, near: number): ['interpolate', ['linear'], ['zoom'], ...number[]] {
  return ['interpolate', ['linear'], ['zoom'], 8, far, 14, near]
}

/** What the grid has room for at each whole zoom. */
function nameByZoom(): ExpressionSpecification {
  const at = (zoom: number): ExpressionSpecification => [
    'case',
    ['<=', ['get', 'nameZoom'], zoom],
    ['get', 'name'],
    ['<=', ['get', 'numberZoom'], zoom],
    ['get', 'number'],
    '',
  ]
  const zooms = Array.from({ length: nameZoomRange.to - nameZoomRange.from }, (_, i) => nameZoomRange.from + 1 + i)
  return ['step', ['zoom'], at(nameZoomRange.from), ...zooms.flatMap((zoom) => [zoom, at(zoom)])]
}
