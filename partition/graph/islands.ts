import { isWithin } from '../metrics/base/isWithin.ts'
import { cellGraph, type Link } from './cells.ts'
import { components } from './components.ts'
import { createGroups } from './groups.ts'
import { neighborsWithin, type ProposedLink, type SpanningInput, spanningLinks } from './spanningLinks.ts'

/**
 * Chooses the links that let islands share grids, from those that tie the pieces of a city together at the least length.
 *
 * Two rules, one after the other. A component is *small* when its share, the mean over the weights of (its sum · parts / total), is
 * under half a grid: rounded by weight it would get no grid of its own. The lightest goes first and joins what is nearest to it, so a
 * chain of islets ends as one. Then, where tolerances are given, components are joined until each is within them with a whole number
 * of grids and these numbers add up: the one that is furthest off joins what is nearest to it, however far that is.
 */
const SMALLEST_OWN_GRID = 0.5

export interface IslandsInput extends SpanningInput {
  /** what is balanced, each one value a cell; those with a total of zero or less are left out */
  weights: readonly Float64Array[]
  parts: number
  /** one a weight: the deviation allowed, both ways. Without them only small islands are joined */
  tolerances?: readonly number[] | undefined
}

/** `islandCell` is the end on the island that was joined. */
export interface IslandLink extends ProposedLink {
  islandCell: number
}

/** Each list by length. */
export interface IslandLinks {
  /** of islands too small for a grid of their own */
  small: IslandLink[]
  /** of larger pieces that no whole number of grids fits */
  balancing: IslandLink[]
}

/** O(shore cells squared) at worst, see `spanningLinks`; nothing where the planner's links leave one component. */
export function joinIslands(input: IslandsInput): IslandLinks {
  const { links = [], regionOf, parts, tolerances } = input
  const neighbors = regionOf ? neighborsWithin(input.neighbors, regionOf) : input.neighbors
  const isWithin = ({ a, b }: Link) => !regionOf || regionOf[a] === regionOf[b]
  const { count, labels } = components(cellGraph(neighbors, [], links.filter(isWithin)))
  if (count <= 1) return { small: [], balancing: [] }
  const islands = measure(labels, count, input.weights, parts)
  const tree = createTree(labels, islands, () => spanningLinks(input))
  const small: IslandLink[] = []
  for (;;) {
    const island = lightest(tree.left)
    if (!island || island.share >= SMALLEST_OWN_GRID) break
    const link = tree.joinNearest(island)
    if (link) small.push(link)
  }
  const balancing: IslandLink[] = []
  while (tolerances) {
    const island = furthestOff(tree.left, tolerances, parts)
    if (!island) break
    const link = tree.joinNearest(island)
    if (link) balancing.push(link)
  }
  return { small: small.sort(byLength), balancing: balancing.sort(byLength) }
}

interface Island {
  /** the component it began as, the lowest of those that count equal */
  id: number
  cells: number
  /** how many grids it would be: the mean over the weights */
  share: number
  /** the same for each weight that counts, NaN for one that does not */
  shares: number[]
  /** no link leaves it any more */
  isAlone: boolean
}

function measure(labels: Int32Array, count: number, weights: readonly Float64Array[], parts: number): Island[] {
  const islands = Array.from({ length: count }, (_, id): Island => {
    return { id, cells: 0, share: 0, shares: [], isAlone: false }
  })
  for (const label of labels) islands[label]!.cells++
  let counted = 0
  for (const weight of weights) {
    const sums = new Float64Array(count)
    let total = 0
    for (let cell = 0; cell < labels.length; cell++) {
      sums[labels[cell]!]! += weight[cell]!
      total += weight[cell]!
    }
    if (total > 0) counted++
    for (const island of islands) island.shares.push(total > 0 ? (sums[island.id]! * parts) / total : Number.NaN)
  }
  for (const island of islands) {
    const known = island.shares.filter((share) => !Number.isNaN(share))
    // A city without any weight is divided by cells, and so are its islands.
    island.share =
      counted === 0 ? (island.cells * parts) / labels.length : known.reduce((sum, share) => sum + share, 0) / counted
    if (counted === 0) island.shares.fill(island.share)
  }
  return islands
}

/** Islands that merge along the links of the spanning tree, which is made when it is first needed. */
function createTree(labels: Int32Array, islands: readonly Island[], make: () => ProposedLink[]) {
  const known = createGroups(islands.length)
  const left = new Set(islands)
  const byLeader = [...islands]
  const islandAt = (cell: number) => byLeader[known.leader(labels[cell]!)]!
  let unused: ProposedLink[] | undefined
  return {
    left: left as ReadonlySet<Island>,
    /** Merges an island into what its shortest link leads to; undefined where none leads away, which it keeps in mind. */
    joinNearest(island: Island): IslandLink | undefined {
      unused ??= make()
      const place = unused.findIndex(({ a, b }) => islandAt(a) === island || islandAt(b) === island)
      const [link] = place === -1 ? [] : unused.splice(place, 1)
      if (!link) {
        island.isAlone = true
        return undefined
      }
      const [other, islandCell] = islandAt(link.a) === island ? [islandAt(link.b), link.a] : [islandAt(link.a), link.b]
      other.cells += island.cells
      other.share += island.share
      other.shares = other.shares.map((share, c) => share + island.shares[c]!)
      left.delete(island)
      known.join(labels[link.a]!, labels[link.b]!)
      byLeader[known.leader(labels[link.a]!)] = other
      return { ...link, islandCell }
    },
  }
}

/** Of those not alone: least weight, then fewest cells, then the highest number, so that the first of equals stays the mainland. */
function lightest(islands: ReadonlySet<Island>): Island | undefined {
  let best: Island | undefined
  for (const island of islands) {
    if (island.isAlone) continue
    const order = best ? island.share - best.share || island.cells - best.cells || best.id - island.id : -1
    if (order < 0) best = island
  }
  return best
}

/**
 * The island that a whole number of grids fits worst, of those that are not alone; undefined where all are within tolerance and the
 * numbers add up to `parts`, or where nothing is left to join. Where only the sum is wrong, the one rounded furthest in its direction.
 */
function furthestOff(islands: ReadonlySet<Island>, tolerances: readonly number[], parts: number): Island | undefined {
  let worst: { island: Island; off: number } | undefined
  let sum = 0
  const rounded = Array.from(islands, (island) => {
    const first = island.shares.find((share) => !Number.isNaN(share)) ?? island.share
    const count = wholeGrids(first)
    sum += count
    return { island, count, first }
  })
  for (const { island, count } of rounded) {
    if (island.isAlone) continue
    for (const [c, share] of island.shares.entries()) {
      const off = Math.abs(share / count - 1)
      if (Number.isNaN(off) || isWithin(off, tolerances[c]!)) continue
      if (!worst || off > worst.off) worst = { island, off }
    }
  }
  if (worst || sum === parts) return worst?.island
  const direction = sum > parts ? -1 : 1
  for (const { island, count, first } of rounded) {
    const off = direction * (first / count - 1)
    if (!island.isAlone && (!worst || off > worst.off)) worst = { island, off }
  }
  return worst?.island
}

/** As the parts of pieces are shared out: up from the geometric mean of the whole numbers around it, and at least one. */
function wholeGrids(share: number): number {
  const below = Math.floor(share)
  return Math.max(1, share * share > below * (below + 1) ? below + 1 : below)
}

function byLength(p: ProposedLink, q: ProposedLink): number {
  return p.distanceKm - q.distanceKm || p.a - q.a || p.b - q.b
}
