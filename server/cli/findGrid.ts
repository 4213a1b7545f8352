import { ShapanError } from '../base/errors.ts'
import type { GridSummary } from '../contract/grids.ts'

/** A grid by its id, code, name or number, in this order; throws `grid-not-found`, naming some that there are. */
export function findGrid(grids: readonly GridSummary[], text: string): GridSummary {
  for (const key of ['gridId', 'code', 'name'] as const) {
    const found = grids.find((grid) => grid[key] === text)
    if (found) return found
  }
  const numbered = grids.find((grid) => String(grid.number) === text)
  if (numbered) return numbered
  const known = grids.slice(0, 3).map(({ code, name }) => `${code} (${name})`)
  throw new ShapanError('grid-not-found', `No grid is called "${text}"; there is ${known.join(', ')}, …`)
}
