import type { PlaceKind } from '../contract/placeKinds.ts'

/** What a barrier parts or a crossing joins: pairs of neighbours, a0, b0, a1, b1, …, each a below its b. */
export interface PartingPlace {
  readonly kind: PlaceKind
  readonly cells: readonly number[]
}

export interface Cut {
  /** pairs that are no neighbours, ascending: what barriers part and no crossing joins */
  readonly pairs: number[]
  /** how many a crossing has joined again */
  readonly opened: number
  /** six per cell, -1 where the neighbour is none or beyond a barrier */
  readonly neighbors: Int32Array
}

/** The neighbours of cells where barriers are borders, whatever the order of the places. O(cells + pairs). */
export function cutNeighbors(neighbors: Int32Array, places: readonly PartingPlace[]): Cut {
  const cellCount = neighbors.length / 6
  const keysOf = (isWanted: (kind: PlaceKind) => boolean) => {
    const keys = new Set<number>()
    for (const { kind, cells } of places) {
      if (!isWanted(kind)) continue
      for (let i = 0; i < cells.length; i += 2) keys.add(cells[i]! * cellCount + cells[i + 1]!)
    }
    return keys
  }
  const crossings = keysOf((kind) => kind === 'crossing')
  const barriers = keysOf((kind) => kind !== 'crossing')
  const cut = [...barriers].filter((key) => !crossings.has(key)).sort((a, b) => a - b)
  const isCut = new Set(cut)
  const left = Int32Array.from(neighbors, (other, at) => {
    if (other < 0) return -1
    const cell = Math.floor(at / 6)
    return isCut.has(Math.min(cell, other) * cellCount + Math.max(cell, other)) ? -1 : other
  })
  return {
    pairs: cut.flatMap((key) => [Math.floor(key / cellCount), key % cellCount]),
    opened: barriers.size - cut.length,
    neighbors: left,
  }
}
