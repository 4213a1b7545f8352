import { aimedAt, deviationsOf, drawnColour, unassigned, valuesOf } from '../../partition/index.ts'
import { deviationColour } from '../../server/contract/figureColours.ts'
import type { FigureKey } from '../../server/contract/figures.ts'
import { densityClasses, densityRgba } from '../charts/colours.ts'
import { judgeGrid } from '../charts/judgement.ts'
import type { CityModel } from '../model/cityModel.ts'
import { aimsOfGrids, averagesOf } from '../model/gridRows.ts'
import type { PlanCells } from '../model/planCells.ts'
import type { SnapshotModel } from '../model/snapshotModel.ts'
import type { SessionState } from '../session/state.ts'

/** Each grid in its own colour. */
export const ownColours = ({ grids }: SessionState): Map<number, string> =>
  new Map(grids.map(({ number, colour }) => [number, drawnColour(colour)]))

/** Each grid by how far it is off, those of the stroke under way as they would be. */
export function deviationColours(
  { grids, weights, tolerances, plan, stroke, judgeBy }: SessionState,
  cells: PlanCells | undefined,
): Map<number, string> {
  const moving = new Map(
    stroke?.isDrawing ? [stroke.receiving, ...stroke.giving].map(({ grid, after }) => [grid, after]) : [],
  )
  const { sizeBand, classB } = plan?.parameters ?? {}
  const averages = cells ? averagesOf(cells.figures(), grids) : {}
  const aims = cells && aimsOfGrids(cells.figures(), grids, classB?.share)
  const judgement = { weights, tolerances, sizeBand, classB }
  return new Map(
    grids.map((row) => {
      const after = moving.get(row.number)
      const { areaClass } = row
      const shown = after
        ? { areaClass, figures: after, deviations: deviationsOf(after, aimedAt(averages, aims?.get(row.number))) }
        : row
      return [row.number, deviationColour(judgeGrid(shown, judgeBy, judgement))]
    }),
  )
}

/** Each cell by how much of a figure it has a square kilometre, 4 bytes a cell. */
export function densityOf({ areasKm2 }: CityModel, { facts }: SnapshotModel, figure: FigureKey): Uint8Array {
  const values = valuesOf(facts, figure)
  return densityRgba(values, areasKm2, densityClasses(values, areasKm2))
}

/** How much of a colour is left of cells that are not meant. */
const faint = 0.22
const ground = [246, 248, 248] as const
/** A cell that is meant and has no grid. */
const gridless = [183, 83, 22] as const

/** Each cell in its grid's colour where it is among those meant, and next to white elsewhere, 4 bytes a cell. */
export function emphasised(
  assignment: Uint16Array,
  colours: ReadonlyMap<number, string>,
  cells: readonly number[],
): Uint8Array {
  const bytes = new Map(
    [...colours].map(([grid, colour]) => [grid, [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))]),
  )
  const rgba = new Uint8Array(4 * assignment.length).fill(255)
  const paint = (cell: number, share: number): void => {
    const grid = assignment[cell]!
    const colour = bytes.get(grid) ?? (grid === unassigned && share === 1 ? gridless : ground)
    for (let i = 0; i < 3; i++) rgba[4 * cell + i] = Math.round(colour[i]! * share + ground[i]! * (1 - share))
  }
  for (let cell = 0; cell < assignment.length; cell++) paint(cell, faint)
  for (const cell of cells) paint(cell, 1)
  return rgba
}
