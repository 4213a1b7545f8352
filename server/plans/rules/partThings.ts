import type { PlanRefusal } from '../../contract/planNotes.ts'
import type { Thing } from '../../contract/things.ts'
import type { NamedThing, ThingFinder } from './namedThings.ts'

export interface PartedThings {
  readonly things: readonly (readonly [NamedThing, NamedThing])[]
  /** pairs of cells that must not share a grid, one for each two cells of a pair of things that are not kept whole */
  readonly pairs: readonly (readonly [number, number])[]
}

/** More the search cannot follow. */
const mostPairs = 100_000

/**
 * Pairs of things that never share a grid as the engine takes them. `leaderOf` names of each cell the first cell of the group it is kept
 * whole with, itself where it is in none: of two wholes one pair of cells says it all. Refuses a thing without a cell, one that shares a
 * cell with what it is to be apart from, and more pairs of cells than can be searched.
 */
export function partThings(
  apart: readonly (readonly [Thing, Thing])[],
  find: ThingFinder,
  leaderOf: (cell: number) => number,
): PartedThings | { readonly refusal: PlanRefusal } {
  const things: [NamedThing, NamedThing][] = []
  const pairs = new Map<string, readonly [number, number]>()
  for (const [first, second] of apart) {
    const [a, b] = [find.of(first), find.of(second)]
    for (const { name, cells } of [a, b])
      if (cells.length === 0) return { refusal: { code: 'thing-without-cell', thing: name } }
    const own = new Set(a.cells)
    if (b.cells.some((cell) => own.has(cell)))
      return { refusal: { code: 'apart-overlap', thing: a.name, other: b.name } }
    const [from, to] = [a, b].map(({ cells }) => [...new Set(cells.map(leaderOf))]) as [number[], number[]]
    // in one group: the engine refuses it, by the two cells
    const all = from.flatMap((p) =>
      to.map((q) => (p === q ? ([a.cells[0]!, b.cells[0]!] as const) : ([p, q] as const))),
    )
    for (const [p, q] of all) pairs.set(`${Math.min(p, q)}-${Math.max(p, q)}`, [p, q])
    if (pairs.size > mostPairs) return { refusal: { code: 'too-many-pairs', pairs: pairs.size, most: mostPairs } }
    things.push([a, b])
  }
  return { things, pairs: [...pairs.values()] }
}
