import { type BarrierKind, barrierKinds } from '../../server/contract/placeKinds.ts'
import type { BarrierCollection } from '../../server/contract/places.ts'

export type Barrier = BarrierCollection['features'][number]

/** Rivers, railways, expressways, and the crossings over them. */
export interface BarriersModel {
  readonly barriers: readonly Barrier[]
  /** how many there are of each kind, in the order of the contract; none of 0 */
  readonly counts: ReadonlyMap<BarrierKind | 'crossing', number>
  byId(id: string): Barrier | undefined
  /** What barriers of some kinds do to neighbouring cells. */
  parted(kinds: readonly BarrierKind[]): Parted
}

export interface Parted {
  /** a0, b0, a1, b1, …: neighbours that no grid joins here, each pair once */
  readonly pairs: readonly number[]
  /** pairs that a crossing joins again */
  readonly crossed: number
}

export function buildBarriersModel({ features: barriers }: BarrierCollection): BarriersModel {
  const ofKind = Map.groupBy(barriers, ({ properties }) => properties.kind)
  const ids = new Map(barriers.map((barrier) => [barrier.id, barrier]))
  /** The pairs of some kinds, by a text that tells them apart. */
  const pairsOf = (kinds: readonly (BarrierKind | 'crossing')[]): Map<string, [number, number]> => {
    const found = new Map<string, [number, number]>()
    for (const { properties } of kinds.flatMap((kind) => ofKind.get(kind) ?? []))
      for (let i = 0; i < properties.pairs.length; i += 2) {
        const [a, b] = [properties.pairs[i]!, properties.pairs[i + 1]!]
        found.set(`${a} ${b}`, [a, b])
      }
    return found
  }
  return {
    barriers,
    counts: new Map(
      [...barrierKinds, 'crossing' as const].flatMap((kind) =>
        ofKind.has(kind) ? [[kind, ofKind.get(kind)!.length]] : [],
      ),
    ),
    byId: (id) => ids.get(id),
    parted(kinds) {
      const cut = pairsOf(kinds)
      const joined = pairsOf(['crossing'])
      const pairs = [...cut].filter(([key]) => !joined.has(key)).flatMap(([, pair]) => pair)
      return { pairs, crossed: cut.size - pairs.length / 2 }
    },
  }
}
