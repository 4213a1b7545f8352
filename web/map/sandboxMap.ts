/** The map of the sandbox: MapLibre, the cell layer, district lines and names. Knows cells and grids, nothing of plans or React. */
import 'maplibre-gl/dist/maplibre-gl.css'
import { type GeoJSONSource, Map as MapLibreMap, Popup, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import { type CellGround, type CellLayer, createCellLayer } from './cellLayer.ts'
import { districtLines } from './districtLines.ts'
import { linkLines, type MapLink } from './linkLines.ts'
import type { NameZooms } from './nameZooms.ts'
import { createPlaceLayers, type PlaceLayers } from './placeLayers.ts'
import { listenToPointer, type PointerHandlers } from './pointer.ts'
import { cellLayerBefore, createBasemap, sandboxLayers, sandboxSources } from './style.ts'

setWorkerUrl(workerUrl)

export interface MapView {
  lng: number
  lat: number
  zoom: number
}

export interface MapName {
  lng: number
  lat: number
  name: string
}

/** A grid's name with the zooms it is shown from, and how much room it has: of two that collide, the roomier one stays. */
export interface GridName extends MapName, NameZooms {
  number: string
  roomMetres: number
}

export interface SandboxMapOptions {
  container: HTMLElement
  basemapUrl: string | null
  ground: CellGround
  locate: (lng: number, lat: number) => number
  bbox: readonly [number, number, number, number]
  districts: GeoJSON.FeatureCollection
  view: MapView | undefined
  pointer: PointerHandlers
  onViewChange: (view: MapView) => void
  onReady: () => void
  /** nothing moves and everything asked for is drawn */
  onIdle: () => void
  onError: (message: string) => void
}

export interface RulePreviewShapes {
  readonly parted: GeoJSON.FeatureCollection
  /** points with `name`, `customers` as text and `count` */
  readonly units: GeoJSON.FeatureCollection
}

/** Pixels that panels cover at each side of the map. */
export interface Padding {
  top: number
  right: number
  bottom: number
  left: number
}

export interface SandboxMap {
  cells: CellLayer
  setGridNames(names: readonly GridName[]): void
  setDistrictNames(names: readonly MapName[]): void
  setLinks(links: readonly MapLink[]): void
  /** the line that a tool draws around what it takes, closed; none for fewer than two points */
  setToolOutline(outline: readonly (readonly [lng: number, lat: number])[]): void
  /** the city's own places, over the fills of grids and under their borders */
  readonly places: PlaceLayers
  /** while a partition is being set up: sides of cells that are parted, as lines, and units to be kept whole with what they have */
  setRulePreview(preview: RulePreviewShapes): void
  /** An element that stays at a place while the map moves, for whoever fills it; null takes it off. */
  openAt(place: readonly [lng: number, lat: number] | null): HTMLElement | null
  /** Whoever asks is told each cell that is pressed, in place of the tool; null gives the presses back. */
  pickPlace(onPick: ((cellIndex: number) => void) | null): void
  /** Where a place is in the map's box, in CSS pixels. */
  project(place: readonly [lng: number, lat: number]): { x: number; y: number }
  /** the place in the middle of the map's box */
  center(): readonly [lng: number, lat: number]
  /** Moves the map by no more than brings a place well inside its box. */
  bringIn(place: readonly [lng: number, lat: number]): void
  /** Off while a tool draws with the left button or a finger: see pointer.ts for who moves the map then. */
  setOwnGestures(isOn: boolean): void
  setCursor(cursor: string): void
  /** Shows a rectangle clear of what covers the map, with a margin: a share of the free width and height on each side. */
  fit(bbox: readonly [number, number, number, number], covered: Padding, margin: number): void
  zoomBy(steps: number): void
  remove(): void
}

export function createSandboxMap(options: SandboxMapOptions): SandboxMap {
  const { container, bbox, view } = options
  const map = new MapLibreMap({
    container,
    style: createBasemap(options.basemapUrl),
    ...(view
      ? { center: [view.lng, view.lat], zoom: view.zoom }
      : { bounds: boundsOf(bbox), fitBoundsOptions: { padding: fitPadding } }),
    minZoom: 5,
    maxZoom: 18,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxPitch: 0,
    rollEnabled: false,
    doubleClickZoom: false,
    keyboard: false,
    fadeDuration: 120,
    attributionControl: false,
    // A city across the antimeridian lies at the edge of one world and goes on in the next.
    renderWorldCopies: Math.abs(bbox[0]) > 179 || bbox[2] > 179,
    locale: {},
  })
  map.touchZoomRotate.disableRotation()
  map.addControl(new ScaleControl({ maxWidth: 110, unit: 'metric' }), 'bottom-left')

  const cells = createCellLayer('cells', options.ground)
  const pendingData = new Map<string, GeoJSON.FeatureCollection>([['districts', districtLines(options.districts)]])
  const { onStyle: showPlaces, ...places } = createPlaceLayers(map, cells.borders.id)
  let popup: Popup | null = null
  let hasOutline = false
  let isRemoved = false
  const setData = (source: string, data: GeoJSON.FeatureCollection): void => {
    if (isRemoved) return
    const found = map.getSource<GeoJSONSource>(source)
    if (found) found.setData(data)
    else pendingData.set(source, data)
  }

  map.on('style.load', () => {
    for (const [id, source] of Object.entries(sandboxSources)) map.addSource(id, source)
    for (const layer of sandboxLayers) map.addLayer(layer)
    map.addLayer(cells, cellLayerBefore)
    map.addLayer(cells.borders, cellLayerBefore)
    showPlaces()
    for (const [source, data] of pendingData) map.getSource<GeoJSONSource>(source)?.setData(data)
    pendingData.clear()
  })
  map.once('idle', options.onReady)
  map.on('idle', options.onIdle)
  map.on('error', (event) => options.onError(event.error.message))

  // What a test, or a planner's own script, needs to find a place on the screen: the map is never rotated or tilted.
  const tellView = (): void => {
    const { lng, lat } = map.getCenter().wrap()
    container.dataset.lng = String(lng)
    container.dataset.lat = String(lat)
    container.dataset.zoom = String(map.getZoom())
    options.onViewChange({ lng, lat, zoom: map.getZoom() })
  }
  map.on('moveend', tellView)
  map.on('load', tellView)

  let onPick: ((cellIndex: number) => void) | null = null
  const stopListening = listenToPointer(map, options.locate, {
    ...options.pointer,
    isDrawing: (event) => !onPick && options.pointer.isDrawing(event),
    onClick(at) {
      if (!onPick) options.pointer.onClick(at)
      else if (at.cellIndex >= 0) onPick(at.cellIndex)
    },
  })

  return {
    cells,
    setGridNames: (names) => setData('grid-names', pointsOf(names)),
    setDistrictNames: (names) => setData('district-names', pointsOf(names)),
    setLinks: (links) => setData('links', linkLines(links)),
    setToolOutline(outline) {
      // Told with every step of any tool, and nearly always empty.
      if (outline.length === 0 && !hasOutline) return
      hasOutline = outline.length > 0
      setData('tool-outline', outlineOf(outline))
    },
    places,
    setRulePreview({ parted, units }) {
      setData('parted', parted)
      setData('kept-units', units)
    },
    openAt(place) {
      popup?.remove()
      popup = null
      if (!place || isRemoved) return null
      const element = document.createElement('div')
      popup = new Popup({ closeButton: false, closeOnClick: false, focusAfterOpen: false, maxWidth: 'none', offset: 8 })
        .setLngLat([...place])
        .setDOMContent(element)
        .addTo(map)
      return element
    },
    project: (place) => map.project([...place]),
    center() {
      const { lng, lat } = map.getCenter()
      return [lng, lat]
    },
    bringIn(place) {
      const { x, y } = map.project([...place])
      const over = (at: number, size: number): number =>
        at < bringInMargin ? at - bringInMargin : Math.max(0, at - (size - bringInMargin))
      const [dx, dy] = [over(x, container.clientWidth), over(y, container.clientHeight)]
      if (dx !== 0 || dy !== 0) map.panBy([dx, dy], { animate: false })
    },
    pickPlace(take) {
      onPick = take
    },
    setOwnGestures(isOn) {
      for (const handler of [map.dragPan, map.touchZoomRotate]) {
        if (isOn) handler.enable()
        else handler.disable()
      }
      // With its handlers off, MapLibre hands touches back to the browser, which would scroll and take the pointer away.
      for (const element of [map.getCanvasContainer(), map.getCanvas()]) element.style.touchAction = isOn ? '' : 'none'
    },
    setCursor(cursor) {
      map.getCanvas().style.cursor = cursor
    },
    fit(target, covered, margin) {
      const padding = withMargin(covered, container.clientWidth, container.clientHeight, margin)
      map.fitBounds(boundsOf(target), { padding, maxZoom: 15, duration: 500 })
    },
    zoomBy(steps) {
      map.zoomTo(map.getZoom() + steps, { duration: 200 })
    },
    remove() {
      isRemoved = true
      stopListening()
      map.remove()
    },
  }
}

const bringInMargin = 120

/** Before the panels are there to be measured. */
const fitPadding: Padding = { top: 76, bottom: 62, left: 36, right: 36 }

function withMargin(covered: Padding, width: number, height: number, margin: number): Padding {
  const aside = margin * Math.max(0, width - covered.left - covered.right)
  const above = margin * Math.max(0, height - covered.top - covered.bottom)
  return {
    top: covered.top + above,
    right: covered.right + aside,
    bottom: covered.bottom + above,
    left: covered.left + aside,
  }
}

function boundsOf([west, south, east, north]: readonly [number, number, number, number]): [
  [number, number],
  [number, number],
] {
  return [
    [west, south],
    [east, north],
  ]
}

function outlineOf(outline: readonly (readonly [number, number])[]): GeoJSON.FeatureCollection {
  if (outline.length < 2) return { type: 'FeatureCollection', features: [] }
  const coordinates = [...outline, outline[0]!].map(([lng, lat]) => [lng, lat])
  return {
    type: 'FeatureCollection',
    features: [{ type: 'Feature', geometry: { type: 'LineString', coordinates }, properties: {} }],
  }
}

function pointsOf(names: readonly MapName[]): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: names.map(({ lng, lat, ...properties }) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [lng, lat] },
      properties,
    })),
  }
}
