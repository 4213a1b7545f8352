/**
 * What pointers do on the map, as a machine without a browser: events in, next state and effects out.
 *
 *             down, tool on                 up
 *   idle ───────────────────▶ drawing ──────────────▶ idle        the stroke is made
 *    │ right or middle button    │ second pointer, cancel, capture lost, blur
 *    ├─────────────▶ panning     ▼                                  the stroke is taken back
 *    │ down, tool off         gesture ── last pointer up ──▶ idle   two fingers move and zoom, one left over does nothing
 *    └─────────────▶ pressing ──▶ click, where it comes up where it went down; what else it does is MapLibre's
 *
 * Laws, held to by a test over random events: nothing is drawn while two pointers are down; each stroke that begins ends once;
 * a stroke that a second pointer joined is taken back; once every pointer is up, or the window has lost the focus, all is idle.
 */
export interface Point {
  readonly x: number
  readonly y: number
}

export interface Pointer extends Point {
  readonly id: number
  /** mouse, pen or touch */
  readonly type: string
}

export type PointerInput =
  | ({
      readonly kind: 'down'
      readonly button: number
      readonly isPrimary: boolean
      readonly isTool: boolean
    } & Pointer)
  /** `buttons`: the bits of those that are held; 1 is the left one, a finger, the pen's tip */
  | ({ readonly kind: 'move'; readonly buttons: number } & Pointer)
  | ({ readonly kind: 'up'; readonly button: number } & Pointer)
  | ({ readonly kind: 'cancel' } & Pointer)
  /** the browser took the pointer away from the map */
  | ({ readonly kind: 'lost' } & Pointer)
  | { readonly kind: 'blur' }

type Mode =
  | { readonly kind: 'idle' }
  | { readonly kind: 'drawing'; readonly id: number }
  | { readonly kind: 'panning'; readonly id: number }
  | { readonly kind: 'pressing'; readonly id: number; readonly from: Point }
  /** `isOurs`: with a tool on the map leaves fingers to us; else MapLibre moves it */
  | { readonly kind: 'gesture'; readonly isOurs: boolean }

export interface PointerState {
  readonly mode: Mode
  /** those that are down, in the order they came */
  readonly down: readonly Pointer[]
}

export type PointerEffect =
  | { readonly kind: 'capture'; readonly id: number }
  | { readonly kind: 'draw-start'; readonly at: Point }
  | { readonly kind: 'draw'; readonly from: Point; readonly to: Point }
  | { readonly kind: 'draw-end'; readonly isCancelled: boolean }
  | { readonly kind: 'click'; readonly at: Point }
  /** the map goes along by so many pixels and is scaled by `scale` around `around` */
  | {
      readonly kind: 'move-map'
      readonly dx: number
      readonly dy: number
      readonly scale: number
      readonly around: Point
    }
  | { readonly kind: 'hover'; readonly at: Point }

export interface PointerStep {
  readonly state: PointerState
  readonly effects: readonly PointerEffect[]
}

const idle: Mode = { kind: 'idle' }
export const idlePointers: PointerState = { mode: idle, down: [] }

const clickTolerance = 4

export function stepPointers(state: PointerState, event: PointerInput): PointerStep {
  switch (event.kind) {
    case 'down':
      return press(state, event)
    case 'move':
      return move(state, event)
    case 'up':
      return lift(state, event)
    case 'cancel':
      return { state: without(state, event.id), effects: endDrawing(state, event.id, true) }
    case 'lost':
      // After an ordinary release the pointer is no longer known, and there is nothing to give up.
      return { state: without(state, event.id), effects: endDrawing(state, event.id, true) }
    case 'blur':
      return {
        state: idlePointers,
        effects: state.mode.kind === 'drawing' ? [{ kind: 'draw-end', isCancelled: true }] : [],
      }
  }
}

function press(state: PointerState, event: Extract<PointerInput, { kind: 'down' }>): PointerStep {
  const { id, type, x, y, button, isPrimary, isTool } = event
  // A primary pointer is the first of its kind: others of it, and itself, are up, though nobody may have told us.
  const gone = state.down.filter((one) => one.id === id || (isPrimary && one.type === type))
  const effects = gone.flatMap((one) => endDrawing(state, one.id, true))
  const before = gone.reduce((rest, one) => without(rest, one.id), state)
  const down = [...before.down, { id, type, x, y }]
  if (before.down.length > 0) {
    const { mode } = before
    if (mode.kind === 'drawing') effects.push({ kind: 'draw-end', isCancelled: true })
    const isOurs = mode.kind === 'gesture' ? mode.isOurs : mode.kind === 'drawing' || isTool
    if (isOurs) effects.push({ kind: 'capture', id })
    return { state: { mode: { kind: 'gesture', isOurs }, down }, effects }
  }
  if (button === 1 || button === 2)
    return { state: { mode: { kind: 'panning', id }, down }, effects: [...effects, { kind: 'capture', id }] }
  if (button === 0 && isTool) {
    effects.push({ kind: 'capture', id }, { kind: 'draw-start', at: { x, y } })
    return { state: { mode: { kind: 'drawing', id }, down }, effects }
  }
  return { state: { mode: button === 0 ? { kind: 'pressing', id, from: { x, y } } : idle, down }, effects }
}

function move(state: PointerState, event: Extract<PointerInput, { kind: 'move' }>): PointerStep {
  const { id, type, x, y, buttons } = event
  const at = { x, y }
  const was = state.down.find((one) => one.id === id)
  if (!was) return { state, effects: [{ kind: 'hover', at }] }
  const { mode } = state
  // Nothing is held any more, and its release was never told.
  if (buttons === 0) {
    const effects: PointerEffect[] = [...endDrawing(state, id, true), { kind: 'hover', at }]
    return { state: without(state, id), effects }
  }
  const down = state.down.map((one) => (one.id === id ? { id, type, x, y } : one))
  const next = { mode, down }
  if (mode.kind === 'drawing') {
    // Another button is held as well, and the one that draws came up.
    if ((buttons & 1) === 0) return { state: { mode: idle, down }, effects: [{ kind: 'draw-end', isCancelled: false }] }
    return {
      state: next,
      effects: [
        { kind: 'draw', from: was, to: at },
        { kind: 'hover', at },
      ],
    }
  }
  if (mode.kind === 'panning') return { state: next, effects: [mapMove([was], [at])] }
  if (mode.kind === 'gesture' && mode.isOurs && down.length >= 2)
    return { state: next, effects: [mapMove(state.down.slice(0, 2), down.slice(0, 2))] }
  return { state: next, effects: mode.kind === 'gesture' ? [] : [{ kind: 'hover', at }] }
}

function lift(state: PointerState, event: Extract<PointerInput, { kind: 'up' }>): PointerStep {
  const { id, x, y, button } = event
  const { mode } = state
  const effects: PointerEffect[] = endDrawing(state, id, false)
  if (mode.kind === 'pressing' && mode.id === id && button === 0) {
    const { from } = mode
    if (Math.hypot(x - from.x, y - from.y) <= clickTolerance) effects.push({ kind: 'click', at: { x, y } })
  }
  return { state: without(state, id), effects }
}

function endDrawing({ mode }: PointerState, id: number, isCancelled: boolean): PointerEffect[] {
  return mode.kind === 'drawing' && mode.id === id ? [{ kind: 'draw-end', isCancelled }] : []
}

/** The state once a pointer is up. A gesture lasts until the last of its pointers is. */
function without({ mode, down }: PointerState, id: number): PointerState {
  const left = down.filter((one) => one.id !== id)
  if (left.length === 0) return idlePointers
  return { mode: 'id' in mode && mode.id === id ? idle : mode, down: left }
}

/** How the map follows one pointer or two: by their middle, and in scale by their distance. */
function mapMove(before: readonly Point[], after: readonly Point[]): PointerEffect {
  const middle = (points: readonly Point[]): Point => ({
    x: points.reduce((sum, { x }) => sum + x, 0) / points.length,
    y: points.reduce((sum, { y }) => sum + y, 0) / points.length,
  })
  const spread = ([a, b]: readonly Point[]): number => (a && b ? Math.hypot(b.x - a.x, b.y - a.y) : 0)
  const [from, to] = [middle(before), middle(after)]
  const scale = spread(before) > 1 && spread(after) > 1 ? spread(after) / spread(before) : 1
  return { kind: 'move-map', dx: to.x - from.x, dy: to.y - from.y, scale, around: to }
}
