import { unassigned } from '../../partition/index.ts'
import type { ComparedGrid, ComparedPair, Comparison } from '../contract/impact.ts'
import type { Facts } from '../data/facts.ts'

/** Cells and grids of one side. */
export interface Side {
  readonly assignment: Uint16Array
  readonly grids: readonly (ComparedGrid & { readonly number: number })[]
}

export interface CompareInput {
  /** none: nothing was in force */
  readonly left: Side | null
  readonly right: Side
  readonly facts: Facts
}

export type Differences = Pick<Comparison, 'totals' | 'pairs' | 'grids'>

/**
 * What differs from left to right, by the ids of grids: a grid that keeps its id keeps its cells, however it is numbered. Swapping the
 * sides swaps `from` and `to` and changes no sum. O(cells · figures).
 */
export function compareSides({ left, right, facts }: CompareInput): Differences {
  const names: (ComparedGrid | null)[] = [null]
  const placeOf = new Map<string, number>()
  const placesOf = (side: Side | null): Uint32Array => {
    const places = new Uint32Array(65536)
    for (const { number, gridId, code, name } of side?.grids ?? []) {
      const known = placeOf.get(gridId)
      const place = known ?? names.push({ gridId, code, name }) - 1
      placeOf.set(gridId, place)
      places[number] = place
    }
    return places
  }
  const leftPlaces = placesOf(left)
  const rightPlaces = placesOf(right)

  const count = names.length
  const slots = new Map<number, { cells: number; sums: number[] }>()
  const { keys, values } = facts
  for (let cell = 0; cell < right.assignment.length; cell++) {
    const from = leftPlaces[left?.assignment[cell] ?? unassigned]!
    const to = rightPlaces[right.assignment[cell]!]!
    if (from === to) continue
    const key = from * count + to
    const slot = slots.get(key) ?? { cells: 0, sums: keys.map(() => 0) }
    slots.set(key, slot)
    slot.cells++
    for (const [f, column] of values.entries()) slot.sums[f]! += column[cell]!
  }

  const named = (grids: Side['grids'], place: number): ComparedGrid | null => {
    const known = names[place]
    const own = known && grids.find(({ gridId }) => gridId === known.gridId)
    return own ? { gridId: own.gridId, code: own.code, name: own.name } : null
  }
  const pairs = [...slots]
    .map(
      ([key, { cells, sums }]): ComparedPair => ({
        from: named(left?.grids ?? [], Math.floor(key / count)),
        to: named(right.grids, key % count),
        cells,
        figures: Object.fromEntries(keys.map((name, f) => [name, sums[f]!])),
      }),
    )
    .sort(
      (a, b) =>
        (b.figures.customers ?? 0) - (a.figures.customers ?? 0) || b.cells - a.cells || (idsOf(a) < idsOf(b) ? -1 : 1),
    )
  return { totals: totalsOf(pairs, facts), pairs, grids: gridsOf(left, right, pairs) }
}

const idsOf = ({ from, to }: ComparedPair) => `${from?.gridId}/${to?.gridId}`

function totalsOf(pairs: readonly ComparedPair[], { keys, values }: Facts): Comparison['totals'] {
  const sumOf = (key: string) => pairs.reduce((sum, { figures }) => sum + figures[key]!, 0)
  const place = keys.indexOf('customers')
  const all = place === -1 ? 0 : values[place]!.reduce((sum, value) => sum + value, 0)
  return {
    cells: pairs.reduce((sum, { cells }) => sum + cells, 0),
    figures: Object.fromEntries(keys.map((key) => [key, sumOf(key)])),
    share: all > 0 ? sumOf('customers') / all : null,
  }
}

function gridsOf(left: Side | null, right: Side, pairs: readonly ComparedPair[]): Comparison['grids'] {
  const before = new Map((left?.grids ?? []).map((grid) => [grid.gridId, plain(grid)]))
  const after = new Map(right.grids.map((grid) => [grid.gridId, plain(grid)]))
  return {
    created: [...after.values()].filter(({ gridId }) => !before.has(gridId)),
    ended: [...before.values()]
      .filter(({ gridId }) => !after.has(gridId))
      .map((grid) => ({ ...grid, successors: successorsOf(pairs.filter(({ from }) => from?.gridId === grid.gridId)) })),
    renamed: [...before.values()].flatMap((from) => {
      const to = after.get(from.gridId)
      return to && (to.code !== from.code || to.name !== from.name) ? [{ from, to }] : []
    }),
  }
}

const plain = ({ gridId, code, name }: ComparedGrid): ComparedGrid => ({ gridId, code, name })

/** By customers, by cells where there are none of them. */
function successorsOf(pairs: readonly ComparedPair[]) {
  const weigh = (pair: ComparedPair) => pair.figures.customers ?? 0
  const byCustomers = pairs.reduce((sum, pair) => sum + weigh(pair), 0)
  const all = byCustomers > 0 ? byCustomers : pairs.reduce((sum, { cells }) => sum + cells, 0)
  return pairs
    .map((pair) => ({ gridId: pair.to?.gridId ?? null, share: (byCustomers > 0 ? weigh(pair) : pair.cells) / all }))
    .filter(({ share }) => share > 0)
}
