/**
 * Pointer handling on the map, in terms of cells.
 *
 * While `isDrawing` says so, the left button draws: MapLibre's own drag is off and each move reports the cells the pointer
 * passed over since the last one, however fast it went. The right and middle buttons always drag the map.
 */
import type { Map as MapLibreMap } from 'maplibre-gl'

export interface PointerAt {
  /** -1 outside the city */
  cellIndex: number
  /** CSS pixels in the map's box */
  x: number
  y: number
  altKey: boolean
}

export interface PointerHandlers {
  isDrawing: (event: PointerEvent) => boolean
  onHover: (at: PointerAt | null) => void
  onClick: (at: PointerAt) => void
  onDrawStart: (at: PointerAt) => void
  /** `path`: cells passed, in order, without repeats in a row */
  onDraw: (path: number[], at: PointerAt) => void
  onDrawEnd: (isCancelled: boolean) => void
}

const clickTolerance = 4

export function listenToPointer(
  map: MapLibreMap,
  locate: (lng: number, lat: number) => number,
  handlers: PointerHandlers,
): () => void {
  const box = map.getCanvasContainer()
  let drawing: { pointerId: number; x: number; y: number; cell: number } | null = null
  let panning: { pointerId: number; x: number; y: number } | null = null
  let pressed: { x: number; y: number } | null = null

  const cellAt = (x: number, y: number): number => {
    const { lng, lat } = map.unproject([x, y])
    return locate(lng, lat)
  }
  const pointOf = (event: PointerEvent): { x: number; y: number } => {
    const { left, top } = box.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const pointerAt = (event: PointerEvent): PointerAt => {
    const { x, y } = pointOf(event)
    return { x, y, cellIndex: cellAt(x, y), altKey: event.altKey }
  }

  function onDown(event: PointerEvent): void {
    const at = pointerAt(event)
    pressed = { x: at.x, y: at.y }
    if (event.button === 1 || event.button === 2) {
      panning = { pointerId: event.pointerId, x: at.x, y: at.y }
      box.setPointerCapture(event.pointerId)
      event.preventDefault()
      return
    }
    if (event.button !== 0 || !event.isPrimary || !handlers.isDrawing(event)) return
    event.preventDefault()
    box.setPointerCapture(event.pointerId)
    drawing = { pointerId: event.pointerId, x: at.x, y: at.y, cell: at.cellIndex }
    handlers.onDrawStart(at)
    handlers.onDraw(at.cellIndex >= 0 ? [at.cellIndex] : [], at)
  }

  function onMove(event: PointerEvent): void {
    const at = pointerAt(event)
    if (panning?.pointerId === event.pointerId) {
      map.panBy([panning.x - at.x, panning.y - at.y], { animate: false })
      panning = { ...panning, x: at.x, y: at.y }
      return
    }
    if (drawing?.pointerId === event.pointerId) {
      handlers.onDraw(pathTo(drawing, at), at)
      drawing = { ...drawing, x: at.x, y: at.y, cell: at.cellIndex }
    }
    handlers.onHover(at)
  }

  /** Samples every three pixels: finer than a cell at any zoom where drawing is of use. */
  function pathTo(from: { x: number; y: number; cell: number }, to: PointerAt): number[] {
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 3))
    const path: number[] = []
    let last = from.cell
    for (let step = 1; step <= steps; step++) {
      const cell = cellAt(from.x + ((to.x - from.x) * step) / steps, from.y + ((to.y - from.y) * step) / steps)
      if (cell >= 0 && cell !== last) path.push(cell)
      last = cell
    }
    return path
  }

  function onUp(event: PointerEvent): void {
    if (panning?.pointerId === event.pointerId) {
      panning = null
      return
    }
    if (drawing?.pointerId === event.pointerId) {
      drawing = null
      handlers.onDrawEnd(event.type === 'pointercancel')
      return
    }
    const at = pointerAt(event)
    if (!pressed || event.button !== 0 || event.type === 'pointercancel') return
    if (Math.hypot(at.x - pressed.x, at.y - pressed.y) <= clickTolerance) handlers.onClick(at)
    pressed = null
  }

  const onLeave = (): void => handlers.onHover(null)
  const onContextMenu = (event: Event): void => event.preventDefault()

  const listeners: [string, (event: never) => void][] = [
    ['pointerdown', onDown],
    ['pointermove', onMove],
    ['pointerup', onUp],
    ['pointercancel', onUp],
    ['pointerleave', onLeave],
    ['contextmenu', onContextMenu],
  ]
  for (const [type, listener] of listeners) box.addEventListener(type, listener as EventListener)
  return () => {
    for (const [type, listener] of listeners) box.removeEventListener(type, listener as EventListener)
  }
}
