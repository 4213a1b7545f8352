import type { Grid } from '../../../partition/index.ts'
import type { PlanRefusal } from '../../contract/planNotes.ts'
import type { Pin } from '../../contract/things.ts'
import type { NamedThing, ThingFinder } from './namedThings.ts'

export interface PinnedThing extends NamedThing {
  /** of the engine, from 0 */
  readonly part: number
}

export interface PinnedThings {
  readonly things: readonly PinnedThing[]
  /** cells with the part each must be in, every cell once */
  readonly pins: readonly (readonly [cell: number, part: number])[]
  /** by part, where grids are not those of a plan to stay near: what the rule calls them */
  readonly labels: readonly string[]
}

/**
 * Things pinned to grids as the engine takes them. `rows` are the grids of the plan to stay near by their part; without one the numbers of
 * the rule, ascending, are the first parts. Refuses a thing without a cell, a cell that two things pin to different grids, and a grid that
 * is not there. O(cells pinned).
 */
export function pinThings(
  pins: readonly Pin[],
  find: ThingFinder,
  rows: readonly Grid[] | undefined,
): PinnedThings | { readonly refusal: PlanRefusal } {
  const numbers = [...new Set(pins.flatMap(({ grid }) => (typeof grid === 'number' ? [grid] : [])))].sort(
    (a, b) => a - b,
  )
  const labels = numbers.map((number) => `№ ${number}`)
  const partOf = (grid: Pin['grid']): number =>
    rows ? rows.findIndex((row) => row.gridId === grid || row.number === grid) : numbers.indexOf(Number(grid))
  const nameOf = (part: number) => (rows ? rows[part]!.name : labels[part]!)
  const holder = new Map<number, PinnedThing>()
  const things: PinnedThing[] = []
  for (const pin of pins) {
    const { name, cells } = find.of(pin)
    const part = partOf(pin.grid)
    if (part < 0) return { refusal: { code: 'pin-without-grid', thing: name, grid: String(pin.grid) } }
    if (cells.length === 0) return { refusal: { code: 'thing-without-cell', thing: name } }
    const thing = { name, cells, part }
    for (const cell of cells) {
      const other = holder.get(cell)
      if (other && other.part !== part)
        return {
          refusal: {
            code: 'things-pinned-apart',
            thing: other.name,
            grid: nameOf(other.part),
            other: name,
            otherGrid: nameOf(part),
          },
        }
      holder.set(cell, thing)
    }
    things.push(thing)
  }
  return { things, pins: [...holder].map(([cell, { part }]) => [cell, part]), labels }
}
