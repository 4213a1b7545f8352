import type { FigureKey } from '../contract/figures.ts'
import type { GridFigures } from '../contract/grids.ts'

/** MultiPolygon coordinates: polygons of rings of [longitude, latitude]. */
export type Outline = [number, number][][][]

/** A grid as the report judges it. */
export interface ReportGrid extends GridFigures {
  /** the deviation furthest from zero among the figures that the plan is judged by */
  worstDeviation: number
  isWithin: boolean
}

/** A grid's deviation from the average as a fraction; 0 where it is not defined. */
export function deviation(grid: GridFigures, key: FigureKey): number {
  return grid.deviations[key] ?? 0
}
