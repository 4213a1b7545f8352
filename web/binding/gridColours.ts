import { aimedAt, deviationsOf, drawnColour, valuesOf } from '../../partition/index.ts'
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
