/** Keeps the map in step with the session: what changed in the state is drawn, what the pointer did becomes an action. */

import { type CellRun, cellsOfRuns } from '../../partition/index.ts'
import type { FigureKey } from '../../server/contract/figures.ts'
import { densityFigure } from '../charts/judgement.ts'
import { cellMark, type PickedGrid, type Rgba } from '../map/cellLayer.ts'
import type { PlaceRef } from '../map/placeLayers.ts'
import type { PointerAt } from '../map/pointer.ts'
import { createSandboxMap, type Padding, type SandboxMap } from '../map/sandboxMap.ts'
import type { CityModel } from '../model/cityModel.ts'
import type { SnapshotModel } from '../model/snapshotModel.ts'
import { cellsOfUnit } from '../model/unitsModel.ts'
import type { Session } from '../session/session.ts'
import type { SessionState } from '../session/state.ts'
import type { MapView } from '../session/urlState.ts'
import { cellDisk } from '../tools/disk.ts'
import type { Marks } from '../tools/tool.ts'
import { hasRadius, isPainting } from '../tools/tools.ts'
import { boxOf, cellsOf } from './boxOf.ts'
import { densityOf, deviationColours, emphasised, ownColours } from './gridColours.ts'
import { listenToKeys } from './keyboardCursor.ts'
import { createMapNames } from './mapNames.ts'
import { byKind, drawPlaces, previewShapes, shownLayers } from './placeDrawing.ts'

export interface BoundMap {
  map: SandboxMap
  /** the rectangle of the grid's outline, clear of what covers the map */
  fitGrid: (grid: number, covered: Padding) => void
  fit: (what: readonly number[] | 'city', covered: Padding) => void
  /** an element at the places that were pressed, which moves with the map; told again when it is another one */
  onPlaces: (listener: (element: HTMLElement | null) => void) => void
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

/** What stays free around an outline, of the map's free width and height on each side. */
const gridMargin = 0.12
const cityMargin = 0.03

export function bindMap({ session, model, container, view, onView, onError }: BindMapOptions): BoundMap {
  const { store } = session
  let isHandHeld = false
  let pickedBefore: Pick<SessionState, 'receiving' | 'selected' | 'direction' | 'partner'> | null = null
  // Cells that are shown in another grid than theirs.
  let shownElsewhere: readonly number[] = []
  let density: { snapshot: SnapshotModel; figure: FigureKey; rgba: Uint8Array } | null = null
  let shownPins: readonly CellRun[] = []
  const names = createMapNames(model)

  const map = createSandboxMap({
    container,
    basemapUrl: store.get().config?.basemapUrl ?? null,
    ground: model,
    locate: model.locate,
    bbox: model.city.bbox,
    districts: model.districts,
    view,
    pointer: {
      isDrawing: (event) => store.get().tool !== 'select' && !event.altKey && !isHandHeld,
      onHover: (at) =>
        session.setHover(at && at.cellIndex >= 0 ? { ...at, grid: gridAt(at), places: placesAt(at) } : null),
      onClick(at) {
        const grid = gridAt(at)
        if (at.altKey) {
          if (grid > 0) session.pickReceiver(grid)
        } else if (store.get().tool === 'select') {
          const places = placesAt(at)
          const isKept = grid !== store.get().selected || places.length > 0
          // Whoever asks whose a place is reads the answer below the map: the grid's own card would cover what is left of it.
          if (store.get().history !== 'owners') session.select(isKept ? grid : 0)
          else if (at.cellIndex >= 0) session.life.askOwner({ at: [at.lng, at.lat] })
          session.places.pick(places.length > 0 ? { at: [at.lng, at.lat], places } : null)
        }
      },
      onDrawStart(at) {
        const { receiving, selected, direction, partner, tool } = store.get()
        pickedBefore = { receiving, selected, direction, partner }
        // With no grid in hand, the one under the pointer grows: press inside it and drag outwards.
        if (isPainting(tool) && receiving === 0 && gridAt(at) > 0) session.pickReceiver(gridAt(at), 'take')
        session.beginStroke(at.cellIndex)
      },
      onDraw: (path, { lng, lat }) => session.drawStroke({ path, at: [lng, lat] }),
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
    onIdle() {
      // What is drawn under a pointer that rests may have come since.
      const { hover } = store.get()
      if (!hover) return
      const places = placesAt(hover)
      if (!isSamePlaces(places, hover.places)) session.setHover({ ...hover, places })
    },
    onError,
  })

  const cells = () => session.plan()?.cells
  const assignment = () => cells()?.plan.assignment

  function gridAt({ cellIndex }: PointerAt): number {
    return cellIndex < 0 ? 0 : (assignment()?.[cellIndex] ?? 0)
  }

  /** Nothing while a stroke is drawn: who draws looks at grids. */
  const placesAt = ({ x, y }: { readonly x: number; readonly y: number }): PlaceRef[] =>
    store.get().stroke?.isDrawing ? [] : map.places.at(x, y)

  function drawColours(state: SessionState): void {
    const { colourBy, snapshot, judgeBy, shownCells } = state
    const labels = assignment()
    if (shownCells && labels) {
      map.cells.setCellColours(emphasised(labels, ownColours(state), shownCells))
      map.cells.setBorderColours(usualBorder, usualBorder)
      return
    }
    if (colourBy === 'density' && snapshot) {
      const figure = densityFigure(judgeBy, snapshot.facts.keys)
      if (density?.snapshot !== snapshot || density.figure !== figure)
        density = { snapshot, figure, rgba: densityOf(model, snapshot, figure) }
      map.cells.setCellColours(density.rgba)
      map.cells.setBorderColours(alikeBorder, alikeBorder)
      return
    }
    map.cells.setCellColours(null)
    map.cells.setGridColours(colourBy === 'grid' ? ownColours(state) : deviationColours(state, cells()))
    map.cells.setBorderColours(usualBorder, colourBy === 'grid' ? alikeBorder : usualBorder)
  }

  function drawPicked(state: SessionState): void {
    const { tool, receiving, selected, pointedGrid, stroke, direction, partner, pending } = state
    const picked: PickedGrid[] = []
    const add = (grid: number, colour: Rgba, width: number): void => {
      if (grid > 0) picked.push({ grid, colour, width })
    }
    if (stroke && (stroke.isDrawing || pending)) {
      add(stroke.receiving.grid, receivingColour, 3.4)
      for (const { grid } of stroke.giving.slice(0, 2)) add(grid, givingColour, 2.6)
    } else if (isPainting(tool)) {
      const isGiving = direction === 'give'
      add(isGiving ? partner : receiving, receivingColour, 3.4)
      add(isGiving ? receiving : partner, givingColour, isGiving ? 3.4 : 2.6)
    }
    if (tool === 'select') add(selected, selectedColour, 3.2)
    add(pointedGrid, pointedColour, 2.6)
    map.cells.setPicked(picked)
  }

  function drawFootprint({ tool, hover, brushRadius, askedCell, units }: SessionState): void {
    const isShown = hover !== null && !isHandHeld && (tool !== 'select' || hover.isByKey)
    const asked = tool === 'select' && askedCell !== null ? [askedCell] : []
    const unit = isShown && tool === 'unit' ? units?.unitAt(hover.cellIndex) : undefined
    const reach = unit
      ? cellsOfUnit(unit)
      : isShown
        ? cellDisk(model.neighbors, hover.cellIndex, hasRadius(tool) ? brushRadius : 0)
        : asked
    map.cells.setMarks(cellMark.footprint, reach)
    map.cells.setHovered(tool === 'select' ? (hover?.grid ?? 0) : 0)
  }

  function drawMarks(marks: Marks | null): void {
    const labels = assignment()
    const grid = marks?.grid ?? null
    const shown = marks && grid !== null ? marks.cells : []
    if (labels) {
      const isShown = new Set(shown)
      const wasShown = new Set(shownElsewhere)
      map.cells.paint(
        shownElsewhere.filter((cell) => !isShown.has(cell)),
        (cell) => labels[cell]!,
      )
      if (grid !== null)
        map.cells.paint(
          shown.filter((cell) => !wasShown.has(cell)),
          () => grid,
        )
    }
    shownElsewhere = shown
    map.setToolOutline(marks?.outline ?? [])
    map.cells.setMarks(cellMark.drawn, marks && !marks.refusal ? marks.cells : [])
    map.cells.setMarks(cellMark.refused, marks?.refusal ? marks.cells : [])
    map.cells.setMarks(cellMark.offending, marks?.refusal?.cells ?? [])
  }

  function drawPins({ grids }: SessionState): void {
    const pins = grids.flatMap((grid) => grid.pins)
    if (pins.length === shownPins.length && pins.every((run, i) => run === shownPins[i])) return
    shownPins = pins
    map.cells.setMarks(cellMark.pinned, cellsOfRuns(pins))
  }

  function updateTool({ tool }: SessionState): void {
    map.setOwnGestures(tool === 'select' || isHandHeld)
    map.setCursor(isHandHeld ? 'grab' : tool === 'select' ? '' : 'crosshair')
  }

  let tellPlaces: (element: HTMLElement | null) => void = () => {}
  let last: SessionState | null = null
  function update(): void {
    const state = store.get()
    const before = last
    last = state
    const isNew = <K extends keyof SessionState>(...keys: K[]): boolean =>
      keys.some((key) => before?.[key] !== state[key])
    if (isNew('plan')) map.cells.setLabels(assignment() ?? new Uint16Array(model.lattice.cellCount))
    if (isNew('plan', 'edition'))
      map.setGridNames(names.ofGrids(assignment(), new Map(state.grids.map(({ number, name }) => [number, name]))))
    // Strokes move a grid's name a little; the districts' names stay where they were first put.
    if (isNew('plan')) map.setDistrictNames(names.ofDistricts())
    if (
      isNew('colourBy', 'judgeBy', 'snapshot', 'grids', 'tolerances', 'shownCells') ||
      (isNew('stroke') && state.colourBy === 'deviation')
    )
      drawColours(state)
    if (isNew('grids')) drawPins(state)
    if (isNew('units') && state.units) drawPlaces(map, byKind(state.units.units))
    if (isNew('barriers') && state.barriers) drawPlaces(map, byKind(state.barriers.barriers))
    if (isNew('sites') && state.sites) drawPlaces(map, state.sites.layers)
    if (isNew('subdistricts')) drawPlaces(map, [['subdistrict', state.subdistricts]])
    if (isNew('hiddenLayers', 'rulePreview')) map.places.show(shownLayers(state))
    if (isNew('rulePreview', 'previewUnits', 'barriers')) map.setRulePreview(previewShapes(state, model))
    if (isNew('pickedPlaces')) tellPlaces(map.openAt(state.pickedPlaces?.at ?? null))
    if (isNew('tool', 'receiving', 'selected', 'pointedGrid', 'stroke', 'direction', 'partner', 'pending'))
      drawPicked(state)
    if (isNew('tool', 'hover', 'brushRadius', 'askedCell')) drawFootprint(state)
    if (isNew('tool')) updateTool(state)
  }

  const stops = [
    store.subscribe(update),
    session.on('marks', drawMarks),
    session.on('patch', ({ runs }) => {
      for (const { start, length, to } of runs) {
        map.cells.paint(
          Array.from({ length }, (_, i) => start + i),
          () => to,
        )
      }
    }),
  ]
  const stopKeys = listenToKeys({ session, model, map, container })
  // Over a basemap the fills let it through.
  map.cells.setOpacity(store.get().config?.basemapUrl ? 0.62 : 1)
  update()

  function fitTo(what: readonly number[] | 'city', covered: Padding): void {
    const box = what === 'city' ? model.city.bbox : boxOf(model, what)
    if (box) map.fit(box, covered, what === 'city' ? cityMargin : gridMargin)
  }

  return {
    map,
    fit: fitTo,
    onPlaces(listener) {
      tellPlaces = listener
    },
    fitGrid(grid, covered) {
      const { grids } = store.get()
      const gridId = grids.find(({ number }) => number === grid)?.gridId
      // A main grid is where its sub-grids are.
      const all = [
        grid,
        ...grids.filter(({ parentId }) => parentId !== null && parentId === gridId).map((sub) => sub.number),
      ]
      fitTo(
        all.flatMap((number) => [...cellsOf(assignment(), number)]),
        covered,
      )
    },
    setHandHeld(isHeld) {
      isHandHeld = isHeld
      updateTool(store.get())
      drawFootprint(store.get())
    },
    remove() {
      for (const stop of [...stops, stopKeys]) stop()
      map.remove()
    },
  }
}

const isSamePlaces = (a: readonly PlaceRef[], b: readonly PlaceRef[]): boolean =>
  a.length === b.length && a.every(({ id }, i) => id === b[i]!.id)
