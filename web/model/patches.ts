import { type Patch, sameGrid } from '../../partition/index.ts'

export const touches = ({ runs, grids }: Patch, grid: number | undefined): boolean =>
  runs.some(({ from, to }) => from === grid || to === grid) || grids.some(({ number }) => number === grid)

/** Whether one of two patches may decide over the other: by a grid of both, or by records, whose names and codes are one's alone. */
export const shareGrid = (a: Patch, b: Patch): boolean =>
  (a.grids.length > 0 && b.grids.length > 0) ||
  a.runs.some(({ from, to }) => touches(b, from) || touches(b, to)) ||
  a.grids.some(({ number }) => touches(b, number))

/** Patches are canonical: equal differences are equal data. */
export const isSamePatch = (a: Patch, b: Patch): boolean =>
  a.runs.length === b.runs.length &&
  a.grids.length === b.grids.length &&
  a.runs.every(({ start, length, from, to }, i) => {
    const other = b.runs[i]!
    return start === other.start && length === other.length && from === other.from && to === other.to
  }) &&
  a.grids.every(({ from, to }, i) => sameGrid(from, b.grids[i]!.from) && sameGrid(to, b.grids[i]!.to))
