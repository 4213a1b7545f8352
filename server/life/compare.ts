import { unassigned } from '../../partition/index.ts'
import type { ComparedGrid, ComparedPair, Comparison, Impact } from '../contract/impact.ts'
import type { Facts } from '../data/facts.ts'
import { type CityThings, readThings, type Thing } from './cityThings.ts'

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
  readonly things: CityThings
}

/** What a grid has on both sides. */
export interface Stay extends Pick<ComparedPair, 'cells' | 'figures'> {
  readonly gridId: string
}

export interface Differences extends Pick<Comparison, 'totals' | 'pairs' | 'grids'> {
  readonly stays: readonly Stay[]
}

export interface BordersInput extends CompareInput {
  /** what begins after the right side; none where nothing does */
  readonly next: Side | null
}

export interface Borders {
  readonly own: Differences
  readonly next: (Differences & Pick<NonNullable<Impact['next']>, 'undone'>) | null
}

/** What changes when the right side begins, what changes when the next one does, and what of the first that takes back. O(cells · figures). */
export function compareBorders({ next, ...input }: BordersInput): Borders {
  const own = compareSides(input)
  if (!next) return { own, next: null }
  const { left, right, facts } = input
  const [before, during, after] = [idsOf(left), idsOf(right), idsOf(next)]
  const undone = { cells: 0, sums: facts.keys.map(() => 0) }
  for (let cell = 0; cell < right.assignment.length; cell++) {
    const was = before[left?.assignment[cell] ?? unassigned]
    if (was === during[right.assignment[cell]!] || was !== after[next.assignment[cell]!]) continue
    undone.cells++
    for (const [f, column] of facts.values.entries()) undone.sums[f]! += column[cell]!
  }
  return {
    own,
    next: {
      ...compareSides({ ...input, left: right, right: next }),
      undone: { cells: undone.cells, figures: byKeys(facts, undone.sums) },
    },
  }
}

/** By number; none where no grid has it. */
function idsOf(side: Side | null): string[] {
  const ids: string[] = []
  for (const { number, gridId } of side?.grids ?? []) ids[number] = gridId
  return ids
}

interface Slot {
  cells: number
  readonly sums: number[]
  readonly accounts: { readonly key: Set<string>; readonly listed: Set<string> }
  readonly units: { whole: number; split: number }
}

/**
 * What differs from left to right, by the ids of grids: a grid that keeps its id keeps its cells, however it is numbered. Swapping the
 * sides swaps `from` and `to` and changes no sum. O(cells · figures).
 */
export function compareSides({ left, right, facts, things }: CompareInput): Differences {
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
  const slots = new Map<number, Slot>()
  const { keys, values } = facts
  const slotOf = (cell: number): number => {
    const from = leftPlaces[left?.assignment[cell] ?? unassigned]!
    return from * count + rightPlaces[right.assignment[cell]!]!
  }
  const isStay = (key: number) => Math.floor(key / count) === key % count
  for (let cell = 0; cell < right.assignment.length; cell++) {
    const key = slotOf(cell)
    if (key === 0) continue
    const slot = slots.get(key) ?? newSlot(keys.length)
    slots.set(key, slot)
    slot.cells++
    for (const [f, column] of values.entries()) slot.sums[f]! += column[cell]!
  }
  const { accounts, units } = readThings(things)
  const moved = newSlot(keys.length)
  for (const { kind, id, cells } of accounts)
    for (const key of new Set(cells.map(slotOf).filter((one) => !isStay(one)))) {
      slots.get(key)!.accounts[kind].add(id)
      moved.accounts[kind].add(id)
    }
  countUnits(units, { slotOf, isStay, slots, moved })

  const named = (grids: Side['grids'], place: number): ComparedGrid | null => {
    const known = names[place]
    const own = known && grids.find(({ gridId }) => gridId === known.gridId)
    return own ? { gridId: own.gridId, code: own.code, name: own.name } : null
  }
  const pairs = [...slots]
    .filter(([key]) => !isStay(key))
    .map(
      ([key, slot]): ComparedPair => ({
        from: named(left?.grids ?? [], Math.floor(key / count)),
        to: named(right.grids, key % count),
        ...heldBy(slot, facts),
      }),
    )
    .sort(
      (a, b) =>
        (b.figures.customers ?? 0) - (a.figures.customers ?? 0) || b.cells - a.cells || (idOf(a) < idOf(b) ? -1 : 1),
    )
  const stays = [...slots]
    .filter(([key]) => isStay(key))
    .map(
      ([key, { cells, sums }]): Stay => ({ gridId: names[key % count]!.gridId, cells, figures: byKeys(facts, sums) }),
    )
    .sort((a, b) => (a.gridId < b.gridId ? -1 : 1))
  return { totals: totalsOf(pairs, moved, facts), pairs, grids: gridsOf(left, right, pairs), stays }
}

function newSlot(figures: number): Slot {
  return {
    cells: 0,
    sums: Array(figures).fill(0),
    accounts: { key: new Set(), listed: new Set() },
    units: { whole: 0, split: 0 },
  }
}

/** A unit all of whose cells go the same way goes over whole; else each pair that takes some of it splits it. */
function countUnits(
  units: readonly Thing[],
  hands: {
    readonly slotOf: (cell: number) => number
    readonly isStay: (key: number) => boolean
    readonly slots: ReadonlyMap<number, Slot>
    readonly moved: Slot
  },
): void {
  for (const { cells } of units) {
    const ways = new Set(cells.map(hands.slotOf))
    const gone = [...ways].filter((key) => !hands.isStay(key))
    const how = ways.size === 1 ? 'whole' : 'split'
    for (const key of gone) hands.slots.get(key)!.units[how]++
    if (gone.length > 0) hands.moved.units[how]++
  }
}

function heldBy({ cells, sums, accounts, units }: Slot, facts: Facts) {
  return {
    cells,
    figures: byKeys(facts, sums),
    accounts: { key: accounts.key.size, listed: accounts.listed.size },
    units: { ...units },
  }
}

function byKeys({ keys }: Facts, sums: readonly number[]): Record<string, number> {
  return Object.fromEntries(keys.map((key, f) => [key, sums[f]!]))
}

const idOf = ({ from, to }: ComparedPair) => `${from?.gridId}/${to?.gridId}`

function totalsOf(pairs: readonly ComparedPair[], moved: Slot, facts: Facts): Comparison['totals'] {
  const { keys, values } = facts
  const sumOf = (key: string) => pairs.reduce((sum, { figures }) => sum + figures[key]!, 0)
  const place = keys.indexOf('customers')
  const all = place === -1 ? 0 : values[place]!.reduce((sum, value) => sum + value, 0)
  return {
    ...heldBy(moved, facts),
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

function successorsOf(pairs: readonly ComparedPair[]) {
  return sharesOf(pairs.map(({ to, ...held }) => ({ ...held, gridId: to?.gridId ?? null })))
}

/** Where what a grid had went: by customers, by cells where there are none of them; shares sum to 1. */
export function sharesOf(
  parts: readonly (Pick<ComparedPair, 'cells' | 'figures'> & { readonly gridId: string | null })[],
): { gridId: string | null; share: number }[] {
  const weigh = (part: (typeof parts)[number]) => part.figures.customers ?? 0
  const byCustomers = parts.reduce((sum, part) => sum + weigh(part), 0)
  const all = byCustomers > 0 ? byCustomers : parts.reduce((sum, { cells }) => sum + cells, 0)
  return parts
    .map((part) => ({ gridId: part.gridId, share: (byCustomers > 0 ? weigh(part) : part.cells) / all }))
    .filter(({ share }) => share > 0)
}
