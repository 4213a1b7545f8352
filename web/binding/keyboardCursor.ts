/**
 * The map by keyboard: a cell under the keys' control, which takes the pointer's place.
 *
 *   arrows           to the next cell that way; with Shift between two of the ways
 *   P                the pen down and up: while it is down, the tool works on each cell passed
 *   Enter            makes the stroke; with no tool, picks the grid
 *   Esc              drops it (the window's own shortcut)
 *
 * Keys are told by where they are, so that they work with an input method on. They are taken only while the map has the focus.
 */
import type { SandboxMap } from '../map/sandboxMap.ts'
import type { CityModel } from '../model/cityModel.ts'
import type { Session } from '../session/session.ts'

export interface KeyGround {
  readonly session: Session
  readonly model: CityModel
  readonly map: SandboxMap
  readonly container: HTMLElement
}

// East and south, as the screen has them.
const ways: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}
const between: typeof ways = { ArrowLeft: [-1, -1], ArrowRight: [1, 1], ArrowUp: [1, -1], ArrowDown: [-1, 1] }

export function listenToKeys({ session, model, map, container }: KeyGround): () => void {
  const { store } = session
  const { centers, neighbors } = model
  let isPenDown = false

  const placeOf = (cell: number): [lng: number, lat: number] => [centers[2 * cell]!, centers[2 * cell + 1]!]

  function goTo(cellIndex: number): void {
    const place = placeOf(cellIndex)
    map.bringIn(place)
    const grid = session.plan()?.cells.plan.assignment[cellIndex] ?? 0
    session.setHover({ cellIndex, grid, ...map.project(place), places: [], isByKey: true })
    if (isPenDown) session.drawStroke({ path: [cellIndex], at: place })
  }

  /** The cell where the keys are: the pointer's last, or the one nearest to the middle of the screen. */
  function here(): number {
    const { hover } = store.get()
    if (hover) return hover.cellIndex
    const [lng, lat] = map.center()
    const under = model.locate(lng, lat)
    if (under >= 0) return under
    let nearest = 0
    let least = Number.POSITIVE_INFINITY
    for (let cell = 0; 2 * cell < centers.length; cell++) {
      const distance = (centers[2 * cell]! - lng) ** 2 + (centers[2 * cell + 1]! - lat) ** 2
      if (distance >= least) continue
      least = distance
      nearest = cell
    }
    return nearest
  }

  /** The neighbour that lies most that way, -1 at the city's edge. */
  function next(from: number, [x, y]: readonly [number, number]): number {
    const start = map.project(placeOf(from))
    let best = -1
    let most = 0.5
    for (let side = 0; side < 6; side++) {
      const cell = neighbors[6 * from + side]!
      if (cell < 0) continue
      const end = map.project(placeOf(cell))
      const [dx, dy] = [end.x - start.x, end.y - start.y]
      const along = (dx * x + dy * y) / (Math.hypot(dx, dy) * Math.hypot(x, y))
      if (along <= most) continue
      most = along
      best = cell
    }
    return best
  }

  function press(): void {
    const cell = here()
    const grid = session.plan()?.cells.plan.assignment[cell] ?? 0
    if (session.isDrawing()) {
      isPenDown = false
      session.endStroke()
    } else if (store.get().pending) session.acceptPending()
    else if (store.get().tool === 'select') session.select(grid)
    else if (grid > 0 && store.get().receiving === 0) session.pickReceiver(grid)
  }

  function togglePen(): void {
    if (isPenDown || store.get().tool === 'select') {
      isPenDown = false
      return
    }
    const cell = here()
    // Put down again, it goes on with the stroke that was begun.
    isPenDown = session.isDrawing() || session.beginStroke(cell)
    if (isPenDown) goTo(cell)
  }

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const way = (event.shiftKey ? between : ways)[event.code]
    if (way) {
      const { hover } = store.get()
      const cell = hover ? next(here(), way) : here()
      if (cell >= 0) goTo(cell)
    } else if (event.code === 'KeyP') togglePen()
    else if (event.code === 'Enter' || event.code === 'NumpadEnter') press()
    else {
      if (event.code === 'Escape') isPenDown = false
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }

  const stop = new AbortController()
  container.tabIndex = 0
  container.addEventListener('keydown', onKey, { signal: stop.signal })
  return () => stop.abort()
}
