/**
 * Pointer handling on the map, in terms of cells: mouse, pen and fingers.
 *
 * Whether a pointer draws, moves the map or presses is decided by the machine in pointerMachine.ts; here its events come from the
 * browser and its effects go to the map. While a tool is on, MapLibre's own drag and pinch are off and the browser is told to leave
 * touches alone: one finger draws, each move reports the cells passed over since the last one however fast it went, and two fingers
 * move and zoom. The right and middle buttons always drag the map.
 */
import type { Map as MapLibreMap } from 'maplibre-gl'
import { idlePointers, type Point, type PointerEffect, type PointerInput, stepPointers } from './pointerMachine.ts'

export interface PointerAt {
  /** -1 outside the city */
  cellIndex: number
  /** CSS pixels in the map's box */
  x: number
  y: number
  lng: number
  lat: number
  altKey: boolean
}

export interface PointerHandlers {
  isDrawing: (event: PointerEvent) => boolean
  onHover: (at: PointerAt | null) => void
  onClick: (at: PointerAt) => void
  onDrawStart: (at: PointerAt) => void
  /** `path`: cells passed since the last, in order, without repeats in a row */
  onDraw: (path: number[], at: PointerAt) => void
  onDrawEnd: (isCancelled: boolean) => void
}

export function listenToPointer(
  map: MapLibreMap,
  locate: (lng: number, lat: number) => number,
  handlers: PointerHandlers,
): () => void {
  const box = map.getCanvasContainer()
  let state = idlePointers
  // Where the pointer that draws was last, so that a path begins without its cell.
  let lastCell = -1

  const cellAt = (x: number, y: number): number => {
    const { lng, lat } = map.unproject([x, y])
    return locate(lng, lat)
  }

  /** Samples every three pixels: finer than a cell at any zoom where drawing is of use. */
  function pathBetween(from: Point, to: Point): number[] {
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / 3))
    const path: number[] = []
    for (let step = 1; step <= steps; step++) {
      const cell = cellAt(from.x + ((to.x - from.x) * step) / steps, from.y + ((to.y - from.y) * step) / steps)
      if (cell >= 0 && cell !== lastCell) path.push(cell)
      lastCell = cell
    }
    return path
  }

  function carryOut(effect: PointerEffect, altKey: boolean): void {
    const placed = ({ x, y }: Point): PointerAt => {
      const { lng, lat } = map.unproject([x, y])
      return { x, y, lng, lat, cellIndex: locate(lng, lat), altKey }
    }
    switch (effect.kind) {
      case 'capture':
        box.setPointerCapture(effect.id)
        return
      case 'draw-start': {
        const at = placed(effect.at)
        lastCell = at.cellIndex
        handlers.onDrawStart(at)
        handlers.onDraw(at.cellIndex >= 0 ? [at.cellIndex] : [], at)
        return
      }
      case 'draw':
        handlers.onDraw(pathBetween(effect.from, effect.to), placed(effect.to))
        return
      case 'draw-end':
        handlers.onDrawEnd(effect.isCancelled)
        return
      case 'click':
        handlers.onClick(placed(effect.at))
        return
      case 'move-map': {
        const { dx, dy, scale, around } = effect
        map.panBy([-dx, -dy], { animate: false })
        if (scale === 1) return
        map.zoomTo(map.getZoom() + Math.log2(scale), { around: map.unproject([around.x, around.y]), animate: false })
        return
      }
      case 'hover':
        handlers.onHover(placed(effect.at))
    }
  }

  function take(input: PointerInput, altKey: boolean): void {
    const { state: next, effects } = stepPointers(state, input)
    state = next
    for (const effect of effects) carryOut(effect, altKey)
  }

  function takeEvent(event: PointerEvent, kind: 'move' | 'up' | 'cancel' | 'lost' | 'down'): void {
    const { left, top } = box.getBoundingClientRect()
    const { pointerId: id, pointerType: type, button, buttons, isPrimary, altKey } = event
    const isTool = kind === 'down' && handlers.isDrawing(event)
    take(
      { kind, id, type, x: event.clientX - left, y: event.clientY - top, button, buttons, isPrimary, isTool },
      altKey,
    )
  }

  function onDown(event: PointerEvent): void {
    takeEvent(event, 'down')
    // Else the browser would begin to select, to scroll by the wheel button, or to make mouse events of touches.
    if (state.mode.kind === 'drawing' || state.mode.kind === 'panning') event.preventDefault()
  }
  const onMove = (event: PointerEvent): void => takeEvent(event, 'move')
  const onUp = (event: PointerEvent): void => takeEvent(event, 'up')
  const onCancel = (event: PointerEvent): void => takeEvent(event, 'cancel')
  // A finger is the canvas's own until it is captured here, which the canvas is told as a loss.
  const onLost = (event: PointerEvent): void => {
    if (event.target === box) takeEvent(event, 'lost')
  }
  const onBlur = (): void => take({ kind: 'blur' }, false)
  const onLeave = (): void => handlers.onHover(null)
  const onContextMenu = (event: Event): void => event.preventDefault()

  const stop = new AbortController()
  const { signal } = stop
  box.addEventListener('pointerdown', onDown, { signal })
  box.addEventListener('pointermove', onMove, { signal })
  box.addEventListener('lostpointercapture', onLost, { signal })
  box.addEventListener('pointerleave', onLeave, { signal })
  box.addEventListener('contextmenu', onContextMenu, { signal })
  // On the window: a pointer that went down on the map may come up anywhere.
  addEventListener('pointerup', onUp, { signal })
  addEventListener('pointercancel', onCancel, { signal })
  addEventListener('blur', onBlur, { signal })
  return () => stop.abort()
}
