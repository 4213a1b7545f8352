/** Keeps the map in step with the session: what changed in the state is drawn, what the pointer did becomes an action. */
import { deviation } from '../../partition/index.ts'
import { densityClasses, densityRgba, deviationColour, paleColour } from '../charts/colours.ts'
import { cellMark, type PickedGrid, type Rgba } from '../map/cellLayer.ts'
import { findDistrictPoints } from '../map/districtPoints.ts'
import { findGridPoints, type GridPoint } from '../map/gridPoints.ts'
import { nameZooms } from '../map/nameZooms.ts'
import type { PointerAt } from '../map/pointer.ts'
import { createSandboxMap, type SandboxMap } from '../map/sandboxMap.ts'
import type { Stroke } from '../tools/brush.ts'
import { cellDisk } from '../tools/disk.ts'
import type { CellFacts } from './cellFacts.ts'
import type { CityModel } from './cityModel.ts'
import { averagesOf } from './gridRows.ts'
import type { Session } from './session.ts'
import type { SessionState } from './sessionState.ts'
import type { MapView } from './urlState.ts'

export interface BoundMap {
  map: SandboxMap
  /** the grid's own rectangle */
  fitGrid: (grid: number) => void
  fitCity: () => void
  /** held space: the left button drags the map whatever the tool */
  setHandHeld: (isHeld: boolean) => void
  remove: () => void
}

export interface BindMapOptions {
  session: Session
  model: CityModel
  container: HTMLElement
  view: MapView | undefined
  onView: (view: MapView) => void
  onError: (message: string) => void
}

const receivingColour: Rgba = [13, 72, 84, 255]
const selectedColour: Rgba = [28, 45, 52, 255]
const pointedColour: Rgba = [70, 92, 100, 255]
const givingColour: Rgba = [183, 83, 22, 255]

export function bindMap({ session, model, container, view, onView, onError }: BindMapOptions): BoundMap {
  const { store } = session
  let isHandHeld = false
  let pickedBefore: Pick<SessionState, 'receiving' | 'selected'> | null = null
  let shownStroke: Stroke | null = null
  let gridPoints: GridPoint[] = []
  let density: { facts: CellFacts; rgba: Uint8Array } | null = null

  // Between two opposite sides of a cell of the middle size.
  const cellWidthMetres = 1000 * Math.sqrt(((model.city.areaKm2 / model.lattice.cellCount) * 2) / Math.sqrt(3))
  const placeOf = (cellIndex: number): { lng: number; lat: number } => ({
    lng: model.centers[2 * cellIndex]!,
    lat: model.centers[2 * cellIndex + 1]!,
  })

  const map = createSandboxMap({
    container,
    basemapUrl: store.get().config?.basemapUrl ?? null,
    mesh: model.mesh,
    locate: model.locate,
    bbox: model.city.bbox,
    districts: model.districts,
    view,
    pointer: {
      isDrawing: (event) => store.get().tool === 'brush' && !event.altKey && !isHandHeld,
      onHover: (at) => session.setHover(at && at.cellIndex >= 0 ? { ...at, grid: gridAt(at) } : null),
      onClick(at) {
        const grid = gridAt(at)
        if (at.altKey) {
          if (grid > 0) session.pickReceiver(grid)
        } else if (store.get().tool === 'select') session.select(grid === store.get().selected ? 0 : grid)
      },
      onDrawStart(at) {
        const { receiving, selected } = store.get()
        pickedBefore = { receiving, selected }
        // With no receiver chosen, the grid under the pointer grows: press inside it and drag outwards.
        if (store.get().receiving === 0 && gridAt(at) > 0) session.pickReceiver(gridAt(at))
        session.beginStroke()
      },
      onDraw: (path) => session.drawStroke(path),
      onDrawEnd(isCancelled) {
        if (!isCancelled) return session.endStroke()
        session.cancelStroke()
        if (pickedBefore) session.restorePicked(pickedBefore)
      },
    },
    onViewChange: onView,
    onReady: () => {
      container.dataset.ready = 'true'
    },
    onError,
  })

  function gridAt({ cellIndex }: PointerAt): number {
    return cellIndex < 0 ? 0 : (session.planSession()?.plan.assignment[cellIndex] ?? 0)
  }

  function drawNames(): void {
    const open = session.planSession()
    gridPoints = open ? findGridPoints(open.plan.assignment, model.neighbors, model.centers) : []
    const names = new Map(open?.detail.grids.map(({ number, name }) => [number, name]))
    map.setGridNames(
      gridPoints.map(({ grid, cellIndex, depth }) => {
        const place = placeOf(cellIndex)
        // On a map of grids the word itself tells nothing.
        const name = (names.get(grid) ?? String(grid)).replace(/网格$/, '')
        const number = /(\d+)\D*$/.exec(name)?.[1] ?? name
        const roomMetres = (2 * depth - 1) * cellWidthMetres
        return { ...place, name, number, roomMetres, ...nameZooms(name, number, roomMetres, place.lat) }
      }),
    )
  }

  function drawDistrictNames(): void {
    const taken = gridPoints.map(({ cellIndex }) => cellIndex)
    const points = findDistrictPoints(model.districtOfCell, model.neighbors, model.centers, taken)
    map.setDistrictNames(
      points.map(({ district, cellIndex }) => ({ ...placeOf(cellIndex), name: model.districtNames[district] ?? '' })),
    )
  }

  function drawPlan(): void {
    const open = session.planSession()
    map.cells.setLabels(open?.plan.assignment ?? new Uint16Array(model.lattice.cellCount))
  }

  function drawColours({ colourBy, facts, grids, tolerances, stroke }: SessionState): void {
    if (colourBy === 'density' && facts) {
      if (density?.facts !== facts) density = { facts, rgba: densityOf(model, facts) }
      map.cells.setCellColours(density.rgba)
      map.cells.setBorderColour([69, 88, 96, 255])
      return
    }
    map.cells.setCellColours(null)
    if (colourBy === 'grid') {
      map.cells.setGridColours(new Map(grids.map(({ number, colour }) => [number, paleColour(colour)])))
      map.cells.setBorderColour([255, 255, 255, 255])
      return
    }
    const open = session.planSession()
    const moving = new Map(
      stroke?.isDrawing ? [stroke.receiving, ...stroke.giving].map(({ grid, after }) => [grid, after]) : [],
    )
    const average = open ? averagesOf(open.figures, grids).customers : 0
    const colours = grids.map(({ number, customersDeviation }) => {
      const after = moving.get(number)
      const shown = after ? deviation(after.customers, average) : customersDeviation
      return [number, deviationColour(shown, tolerances.customers)] as const
    })
    map.cells.setGridColours(new Map(colours))
    map.cells.setBorderColour([96, 113, 121, 255])
  }

  function drawPicked({ tool, receiving, selected, pointedGrid, stroke }: SessionState): void {
    const picked: PickedGrid[] = []
    if (tool === 'brush' && receiving > 0) picked.push({ grid: receiving, colour: receivingColour, width: 3.4 })
    if (tool === 'select' && selected > 0) picked.push({ grid: selected, colour: selectedColour, width: 3.2 })
    if (stroke?.isDrawing) {
      for (const { grid } of stroke.giving.slice(0, 2)) {
        if (grid > 0) picked.push({ grid, colour: givingColour, width: 2.6 })
      }
    }
    if (pointedGrid > 0) picked.push({ grid: pointedGrid, colour: pointedColour, width: 2.6 })
    map.cells.setPicked(picked)
  }

  function drawFootprint({ tool, hover, brushRadius }: SessionState): void {
    const isShown = tool === 'brush' && hover && !isHandHeld
    map.cells.setMarks(cellMark.footprint, isShown ? cellDisk(model.neighbors, hover.cellIndex, brushRadius) : [])
    map.cells.setHovered(tool === 'select' ? (hover?.grid ?? 0) : 0)
  }

  function drawStroke(stroke: Stroke | null): void {
    const open = session.planSession()
    if (stroke === null) {
      if (shownStroke && open) map.cells.paint(shownStroke.cells, (cell) => open.plan.assignment[cell]!)
      map.cells.setMarks(cellMark.drawn, [])
      map.cells.setMarks(cellMark.refused, [])
      map.cells.setMarks(cellMark.offending, [])
    } else {
      map.cells.paint(stroke.added, () => stroke.grid)
      const refusal = stroke.verdict && !stroke.verdict.ok ? stroke.verdict : null
      map.cells.setMarks(cellMark.drawn, refusal ? [] : stroke.cells)
      map.cells.setMarks(cellMark.refused, refusal ? stroke.cells : [])
      map.cells.setMarks(cellMark.offending, refusal?.cells ?? [])
    }
    shownStroke = stroke
  }

  function updateTool({ tool }: SessionState): void {
    map.setOwnGestures(tool !== 'brush' || isHandHeld)
    map.setCursor(isHandHeld ? 'grab' : tool === 'brush' ? 'crosshair' : '')
  }

  let last: SessionState | null = null
  function update(): void {
    const state = store.get()
    const before = last
    last = state
    const isNew = <K extends keyof SessionState>(...keys: K[]): boolean =>
      keys.some((key) => before?.[key] !== state[key])
    if (isNew('plan')) drawPlan()
    if (isNew('plan', 'edition')) drawNames()
    // Strokes move a grid's name a little; the districts' names stay where they were first put.
    if (isNew('plan')) drawDistrictNames()
    if (isNew('colourBy', 'facts', 'grids', 'tolerances') || (isNew('stroke') && state.colourBy === 'deviation'))
      drawColours(state)
    if (isNew('tool', 'receiving', 'selected', 'pointedGrid', 'stroke')) drawPicked(state)
    if (isNew('tool', 'hover', 'brushRadius')) drawFootprint(state)
    if (isNew('tool')) updateTool(state)
  }

  const stops = [
    store.subscribe(update),
    session.on('stroke', drawStroke),
    session.on('patch', ({ runs }) => {
      for (const { start, length, to } of runs) {
        map.cells.paint(
          Array.from({ length }, (_, i) => start + i),
          () => to,
        )
      }
    }),
  ]
  // Over a basemap the fills let it through.
  map.cells.setOpacity(store.get().config?.basemapUrl ? 0.62 : 1)
  update()

  return {
    map,
    fitGrid(grid) {
      const box = boxOf(model, session.planSession()?.plan.assignment, grid)
      if (box) map.fit(box)
    },
    fitCity: () => map.fit(model.city.bbox),
    setHandHeld(isHeld) {
      isHandHeld = isHeld
      updateTool(store.get())
      drawFootprint(store.get())
    },
    remove() {
      for (const stop of stops) stop()
      map.remove()
    },
  }
}

function densityOf({ areasKm2 }: CityModel, { customers }: CellFacts): Uint8Array {
  return densityRgba(customers, areasKm2, densityClasses(customers, areasKm2))
}

function boxOf(
  { centers }: CityModel,
  assignment: Uint16Array | undefined,
  grid: number,
): [number, number, number, number] | null {
  const box: [number, number, number, number] = [180, 90, -180, -90]
  for (let cell = 0; cell < (assignment?.length ?? 0); cell++) {
    if (assignment![cell] !== grid) continue
    box[0] = Math.min(box[0], centers[2 * cell]!)
    box[1] = Math.min(box[1], centers[2 * cell + 1]!)
    box[2] = Math.max(box[2], centers[2 * cell]!)
    box[3] = Math.max(box[3], centers[2 * cell + 1]!)
  }
  return box[0] <= box[2] ? box : null
}
