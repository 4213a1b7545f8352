/** Keeps the map in step with the session: what changed in the state is drawn, what the pointer did becomes an action. */
import { cellBoundary, deviation, drawnColour } from '../../partition/index.ts'
import { densityClasses, densityRgba, deviationColour } from '../charts/colours.ts'
import { judgeGrid } from '../charts/judgement.ts'
import { shortenName } from '../i18n/splitName.ts'
import { cellMark, type PickedGrid, type Rgba } from '../map/cellLayer.ts'
import { findDistrictPoints } from '../map/districtPoints.ts'
import { findGridPoints, type GridPoint } from '../map/gridPoints.ts'
import { nameZooms } from '../map/nameZooms.ts'
import type { PointerAt } from '../map/pointer.ts'
import { createSandboxMap, type Padding, type SandboxMap } from '../map/sandboxMap.ts'
import type { CityModel } from '../model/cityModel.ts'
import { averagesOf } from '../model/gridRows.ts'
import type { CellFacts } from '../model/snapshotModel.ts'
import type { Session } from '../session/session.ts'
import type { SessionState } from '../session/sessionState.ts'
import type { MapView } from '../session/urlState.ts'
import type { Stroke } from '../tools/brush.ts'
import { cellDisk } from '../tools/disk.ts'

export interface BoundMap {
  map: SandboxMap
  /** the rectangle of the grid's outline, clear of what covers the map */
  fitGrid: (grid: number, covered: Padding) => void
  fitCity: (covered: Padding) => void
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

// Stronger than any district line, and darker still where the fills on both sides look alike.
const usualBorder: Rgba = [84, 104, 112, 255]
const alikeBorder: Rgba = [24, 42, 49, 255]
const receivingColour: Rgba = [13, 72, 84, 255]
const selectedColour: Rgba = [28, 45, 52, 255]
const pointedColour: Rgba = [70, 92, 100, 255]
const givingColour: Rgba = [183, 83, 22, 255]

/** Letters of a grid's name on the map; a longer one loses its middle. */
const longestMapName = 12
/** What stays free around an outline, of the map's free width and height on each side. */
const gridMargin = 0.12
const cityMargin = 0.03

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
        const whole = (names.get(grid) ?? String(grid)).replace(/网格$/, '')
        const name = shortenName(whole, longestMapName)
        const number = /(\d+)\D*$/.exec(whole)?.[1] ?? name
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

  function drawColours({ colourBy, judgeBy, facts, grids, weights, tolerances, plan, stroke }: SessionState): void {
    if (colourBy === 'density' && facts) {
      if (density?.facts !== facts) density = { facts, rgba: densityOf(model, facts) }
      map.cells.setCellColours(density.rgba)
      map.cells.setBorderColours(alikeBorder, alikeBorder)
      return
    }
    map.cells.setCellColours(null)
    if (colourBy === 'grid') {
      map.cells.setGridColours(new Map(grids.map(({ number, colour }) => [number, drawnColour(colour)])))
      map.cells.setBorderColours(usualBorder, alikeBorder)
      return
    }
    const open = session.planSession()
    const moving = new Map(
      stroke?.isDrawing ? [stroke.receiving, ...stroke.giving].map(({ grid, after }) => [grid, after]) : [],
    )
    const averages = open ? averagesOf(open.figures, grids) : { customers: 0, revenueCents: 0 }
    const judgement = { weights, tolerances, sizeBand: plan?.parameters?.sizeBand }
    const colours = grids.map((row) => {
      const after = moving.get(row.number)
      const shown = after
        ? {
            customers: after.customers,
            customersDeviation: deviation(after.customers, averages.customers),
            revenueDeviation: deviation(after.revenueCents, averages.revenueCents),
          }
        : row
      return [row.number, deviationColour(judgeGrid(shown, judgeBy, judgement))] as const
    })
    map.cells.setGridColours(new Map(colours))
    map.cells.setBorderColours(usualBorder, usualBorder)
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
    if (
      isNew('colourBy', 'judgeBy', 'facts', 'grids', 'tolerances') ||
      (isNew('stroke') && state.colourBy === 'deviation')
    )
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
    fitGrid(grid, covered) {
      const box = outlineBox(model, session.planSession()?.plan.assignment, grid)
      if (box) map.fit(box, covered, gridMargin)
    },
    fitCity: (covered) => map.fit(model.city.bbox, covered, cityMargin),
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

/** West, south, east and north of a grid's cells, corners and all. */
function outlineBox(
  { lattice }: CityModel,
  assignment: Uint16Array | undefined,
  grid: number,
): [number, number, number, number] | null {
  const box: [number, number, number, number] = [180, 90, -180, -90]
  for (let cell = 0; cell < (assignment?.length ?? 0); cell++) {
    if (assignment![cell] !== grid) continue
    for (const [lng, lat] of cellBoundary(lattice, cell)) {
      box[0] = Math.min(box[0], lng)
      box[1] = Math.min(box[1], lat)
      box[2] = Math.max(box[2], lng)
      box[3] = Math.max(box[3], lat)
    }
  }
  return box[0] <= box[2] ? box : null
}
