import type { Link } from './cells.ts'

/**
 * Ties small islands to the mainland by explicit links, so that they share a grid with the nearest shore.
 *
 * A component is small when its normalised weight, the mean over the weights of (component's sum · parts / total), is
 * under half a grid: rounded by weight it would get no grid of its own. The lightest component goes first and joins
 * the cell nearest to it of any other component; what it joined grows by its weight, so a chain of islets ends as one.
 */
const SMALLEST_OWN_GRID = 0.5
const NEIGHBORS_PER_CELL = 6

/**
 * Returns the links that leave every component with at least half a grid's weight, or one component in all.
 * `centers` are [lng, lat, …] in degrees; weights with a total of zero or less are left out. Links come in the order
 * they were made, `a` on the smaller component. O(shore cells of the small components · all shore cells).
 */
export function joinIslands(
  neighbors: Int32Array,
  centers: Float64Array,
  weights: readonly Float64Array[],
  parts: number,
): Link[] {
  const cellCount = neighbors.length / NEIGHBORS_PER_CELL
  const islands = findIslands(neighbors, cellCount)
  if (islands.length <= 1) return []
  const share = normalisedShares(islands, weights, parts)
  const shore = islands.map((cells) => cells.filter((cell) => isShore(neighbors, cell)))
  const points = project(centers, cellCount)
  const links: Link[] = []
  const open = new Set(islands.keys())
  while (open.size > 1) {
    const smallest = lightest(open, share, islands)
    if (share[smallest]! >= SMALLEST_OWN_GRID) break
    const { link, other } = nearestShore(smallest, open, shore, points)
    links.push(link)
    open.delete(smallest)
    share[other]! += share[smallest]!
    islands[other] = islands[other]!.concat(islands[smallest]!)
    shore[other] = shore[other]!.concat(shore[smallest]!)
  }
  return links
}

function findIslands(neighbors: Int32Array, cellCount: number): number[][] {
  const seen = new Uint8Array(cellCount)
  const islands: number[][] = []
  for (let start = 0; start < cellCount; start++) {
    if (seen[start]) continue
    seen[start] = 1
    const cells = [start]
    for (let head = 0; head < cells.length; head++) {
      for (let slot = 0; slot < NEIGHBORS_PER_CELL; slot++) {
        const u = neighbors[cells[head]! * NEIGHBORS_PER_CELL + slot]!
        if (u < 0 || seen[u]) continue
        seen[u] = 1
        cells.push(u)
      }
    }
    islands.push(cells)
  }
  return islands
}

function normalisedShares(islands: readonly number[][], weights: readonly Float64Array[], parts: number): number[] {
  const totals = weights.map((weight) => weight.reduce((sum, value) => sum + value, 0))
  const counted = weights.filter((_, index) => totals[index]! > 0)
  const countedTotals = totals.filter((total) => total > 0)
  const cellCount = islands.reduce((sum, cells) => sum + cells.length, 0)
  return islands.map((cells) => {
    // A city without any weight is divided by cells, and so are its islands.
    if (counted.length === 0) return (cells.length * parts) / cellCount
    let share = 0
    for (const [index, weight] of counted.entries()) {
      let sum = 0
      for (const cell of cells) sum += weight[cell]!
      share += (sum * parts) / countedTotals[index]!
    }
    return share / counted.length
  })
}

function isShore(neighbors: Int32Array, cell: number): boolean {
  for (let slot = 0; slot < NEIGHBORS_PER_CELL; slot++) {
    if (neighbors[cell * NEIGHBORS_PER_CELL + slot]! < 0) return true
  }
  return false
}

/** Least weight, then fewest cells, then the highest number, so that the first of equals stays the mainland. */
function lightest(open: ReadonlySet<number>, share: readonly number[], islands: readonly number[][]): number {
  let best = -1
  for (const island of open) {
    if (best === -1) best = island
    else if (share[island]! !== share[best]!) best = share[island]! < share[best]! ? island : best
    else if (islands[island]!.length <= islands[best]!.length) best = island
  }
  return best
}

function nearestShore(
  from: number,
  open: ReadonlySet<number>,
  shore: readonly number[][],
  points: Float64Array,
): { link: Link; other: number } {
  let nearest = Infinity
  let link: Link = { a: -1, b: -1 }
  let other = -1
  for (const island of open) {
    if (island === from) continue
    for (const a of shore[from]!) {
      const x = points[3 * a]!
      const y = points[3 * a + 1]!
      const z = points[3 * a + 2]!
      for (const b of shore[island]!) {
        const dx = points[3 * b]! - x
        const dy = points[3 * b + 1]! - y
        const dz = points[3 * b + 2]! - z
        const distance = dx * dx + dy * dy + dz * dz
        if (distance < nearest) {
          nearest = distance
          link = { a, b }
          other = island
        }
      }
    }
  }
  return { link, other }
}

/** Unit vectors on the sphere: chord length orders points as distance does, at the antimeridian too. */
function project(centers: Float64Array, cellCount: number): Float64Array {
  const points = new Float64Array(3 * cellCount)
  for (let cell = 0; cell < cellCount; cell++) {
    const lng = (centers[2 * cell]! * Math.PI) / 180
    const lat = (centers[2 * cell + 1]! * Math.PI) / 180
    points[3 * cell] = Math.cos(lat) * Math.cos(lng)
    points[3 * cell + 1] = Math.cos(lat) * Math.sin(lng)
    points[3 * cell + 2] = Math.sin(lat)
  }
  return points
}
