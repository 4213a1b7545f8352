import type { GeoJSONSource, LayerSpecification, Map as MapLibreMap } from 'maplibre-gl'
import {
  isMarked,
  type LayerKey,
  type PlaceLayerKind,
  type PlaceLook,
  placeLayerKinds,
  placeLooks,
} from './placeLooks.ts'
import { districtLayers, widthByZoom } from './style.ts'

/** A place that is drawn somewhere: its layer, and its id in it. */
export interface PlaceRef {
  readonly kind: PlaceLayerKind
  readonly id: string
}

/**
 * The city's own places on a map, a source a kind: each is cut into tiles once, when its kind is set, and showing or hiding it changes no
 * more than whether its layers are drawn.
 */
export interface PlaceLayers {
  setPlaces(kind: PlaceLayerKind, places: GeoJSON.FeatureCollection): void
  show(keys: readonly LayerKey[]): void
  /** What is drawn at a pixel: marks and lines near it, then the areas it lies in; each once. */
  at(x: number, y: number): PlaceRef[]
}

/** How near the pointer has to be to a mark or a line, in CSS pixels. */
const reach = 5

/** The layers go below the layer `before`. Nothing is done until the map's style is there. */
export function createPlaceLayers(map: MapLibreMap, before: string): PlaceLayers & { onStyle: () => void } {
  const data = new Map<PlaceLayerKind, GeoJSON.FeatureCollection>()
  let shown: readonly LayerKey[] = []
  let hasStyle = false

  function draw(kind: PlaceLayerKind): void {
    const source = map.getSource<GeoJSONSource>(sourceOf(kind))
    if (source) return void source.setData(data.get(kind)!)
    map.addSource(sourceOf(kind), { type: 'geojson', data: data.get(kind)!, tolerance: 0.2 })
    // Whatever is read first: those later in the list lie above.
    const later = placeLayerKinds
      .slice(placeLayerKinds.indexOf(kind) + 1)
      .find((other) => map.getSource(sourceOf(other)))
    const next = later ? layersOf(later, placeLooks[later])[0]!.id : before
    for (const layer of layersOf(kind, placeLooks[kind])) map.addLayer(layer, next)
    showLayers(kind)
  }

  function showLayers(key: LayerKey): void {
    const layers = key === 'district' ? districtLayers : layersOf(key, placeLooks[key]).map(({ id }) => id)
    for (const id of layers) map.setLayoutProperty(id, 'visibility', shown.includes(key) ? 'visible' : 'none')
  }

  return {
    onStyle() {
      hasStyle = true
      for (const kind of data.keys()) draw(kind)
      showLayers('district')
    },
    setPlaces(kind, places) {
      data.set(kind, places)
      if (hasStyle) draw(kind)
    },
    show(keys) {
      shown = keys
      if (!hasStyle) return
      for (const kind of data.keys()) showLayers(kind)
      showLayers('district')
    },
    at(x, y) {
      if (!hasStyle) return []
      const drawn = [...data.keys()].filter((kind) => shown.includes(kind))
      const ids = drawn.flatMap((kind) => layersOf(kind, placeLooks[kind]).map(({ id }) => id))
      const isFill = (id: string): boolean => id.endsWith('fills')
      const near = map.queryRenderedFeatures(
        [
          [x - reach, y - reach],
          [x + reach, y + reach],
        ],
        // An area's outline is no place of its own: whoever is beside it points at something else.
        { layers: ids.filter((id) => !isFill(id) && !id.endsWith('outlines')) },
      )
      const within = map.queryRenderedFeatures([x, y], { layers: ids.filter(isFill) })
      const found = [...near, ...within].map(
        ({ source, properties }): PlaceRef => ({ kind: kindOf(source), id: String(properties.id) }),
      )
      return [...new Map(found.map((ref) => [`${ref.kind} ${ref.id}`, ref])).values()]
    },
  }
}

const sourceOf = (kind: PlaceLayerKind): string => `place-${kind}`
const kindOf = (source: string): PlaceLayerKind => source.slice('place-'.length) as PlaceLayerKind

function layersOf(kind: PlaceLayerKind, look: PlaceLook): LayerSpecification[] {
  const { form, colour, dashes } = look
  const source = sourceOf(kind)
  const is = (type: 'Polygon' | 'LineString' | 'Point') => ['==', ['geometry-type'], type] as ['==', ...unknown[]]
  const marks: LayerSpecification = {
    id: `${source}-marks`,
    type: 'circle',
    source,
    filter: is('Point') as never,
    paint:
      form === 'ring'
        ? {
            'circle-color': '#ffffff',
            'circle-radius': widthByZoom(0.7, 4.5),
            'circle-stroke-color': colour,
            'circle-stroke-width': widthByZoom(0.6, 2),
          }
        : {
            'circle-color': colour,
            'circle-radius': widthByZoom(1.2, 5),
            'circle-stroke-color': '#ffffff',
            'circle-stroke-width': widthByZoom(0.5, 1.2),
          },
  }
  if (isMarked(look)) return [marks]
  const fills: LayerSpecification = {
    id: `${source}-fills`,
    type: 'fill',
    source,
    filter: is('Polygon') as never,
    // Their edges have lines of their own: smoothing them as well would draw each twice.
    paint: { 'fill-color': colour, 'fill-opacity': fillOpacity[form], 'fill-antialias': false },
  }
  const outlines: LayerSpecification = {
    id: `${source}-outlines`,
    type: 'line',
    source,
    filter: is('Polygon') as never,
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': colour,
      'line-opacity': 0.9,
      'line-width': widthByZoom(0.7, 1.6),
      ...(form === 'outline' && dashes && { 'line-dasharray': [...dashes] }),
    },
  }
  const lines: LayerSpecification = {
    id: `${source}-lines`,
    type: 'line',
    source,
    filter: is('LineString') as never,
    layout: { 'line-join': 'round', 'line-cap': dashes ? 'butt' : 'round' },
    paint: {
      'line-color': colour,
      'line-opacity': 0.8,
      'line-width': widthByZoom(1.2, 4),
      ...(dashes && { 'line-dasharray': [...dashes] }),
    },
  }
  return form === 'line' ? [fills, outlines, lines, marks] : [fills, outlines, marks]
}

/** An area that is not tinted has a fill all the same: what lies under the pointer is asked of it. */
const fillOpacity = { area: 0.12, outline: 0, line: 0.42, dot: 0, ring: 0 } as const
