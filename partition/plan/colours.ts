/**
 * Colours for a plan's grids, so that touching grids look clearly different.
 *
 * Grids are coloured one after the other, each with the palette entry that looks most different from its coloured
 * neighbours; among entries different enough, the one used least, so that the whole palette serves. The order is smallest
 * last: the grid with the fewest uncoloured neighbours is put at the end, again and again. Connected grids of a lattice
 * touch like a planar map, where some grid always has at most five neighbours, so nobody meets more than five colours.
 */
import { clearDistance } from './colourDistance.ts'
import type { Grid } from './grid.ts'
import { palette, paletteDistance, paletteEntry } from './palette.ts'
import { type Adjacency, type Plan, unassigned } from './plan.ts'

/**
 * '#rrggbb' of grids 1..gridCount: entry i is grid i + 1. The same plan gives the same colours. O(cells + touching pairs
 * of grids · palette). Where a broken plan makes a grid touch all twelve colours, the least bad one is taken.
 * Grids in `kept` keep their colour, and the others are chosen around them.
 */
export function colourGrids(
  adjacency: Adjacency,
  assignment: Uint16Array,
  gridCount: number,
  kept: ReadonlyMap<number, string> = new Map(),
): string[] {
  const touching = touchingGrids(adjacency, assignment, gridCount)
  const entryOf = new Int32Array(gridCount + 1).fill(-1)
  const uses = new Uint32Array(palette.length)
  for (const [grid, colour] of kept) {
    const entry = paletteEntry(colour)
    entryOf[grid] = entry
    if (entry >= 0) uses[entry]!++
  }
  for (const grid of smallestLast(touching)) {
    if (kept.has(grid)) continue
    const around = [...new Set([...touching[grid]!].map((other) => entryOf[other]!))].filter((entry) => entry >= 0)
    const entry = pickEntry(around, uses)
    entryOf[grid] = entry
    uses[entry]!++
  }
  return Array.from({ length: gridCount }, (_, i) => kept.get(i + 1) ?? palette[entryOf[i + 1]!]!)
}

/** A colour for a new grid of `cells`, clear from those of the grids around it. O(cells + grids). */
export function pickColour(
  { assignment, adjacency: { offsets, neighbors }, grids }: Plan,
  cells: readonly number[],
  known: readonly Pick<Grid, 'colour'>[],
): string {
  const around = new Set<number>()
  for (const cell of cells) {
    around.add(assignment[cell]!)
    for (let e = offsets[cell]!; e < offsets[cell + 1]!; e++) around.add(assignment[neighbors[e]!]!)
  }
  const uses = new Uint32Array(palette.length)
  for (const { colour } of known) {
    const entry = paletteEntry(colour)
    if (entry >= 0) uses[entry]!++
  }
  const entries = [...around].map((number) => paletteEntry(grids.get(number)?.colour ?? ''))
  return palette[
    pickEntry(
      [...new Set(entries)].filter((entry) => entry >= 0),
      uses,
    )
  ]!
}

function pickEntry(around: readonly number[], uses: Uint32Array): number {
  const clearness = palette.map((_, entry) =>
    Math.min(clearDistance, ...around.map((other) => paletteDistance(entry, other))),
  )
  let best = 0
  for (let entry = 1; entry < palette.length; entry++) {
    const gain = clearness[entry]! - clearness[best]!
    if (gain > 0 || (gain === 0 && uses[entry]! < uses[best]!)) best = entry
  }
  return best
}

/** For each grid number the numbers of the grids that share a cell edge or a link with it. */
function touchingGrids({ offsets, neighbors }: Adjacency, assignment: Uint16Array, gridCount: number): Set<number>[] {
  const touching = Array.from({ length: gridCount + 1 }, () => new Set<number>())
  for (let c = 0; c < assignment.length; c++) {
    const grid = assignment[c]!
    if (grid === unassigned || grid > gridCount) continue
    for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
      const other = assignment[neighbors[e]!]!
      if (other !== grid && other !== unassigned && other <= gridCount) touching[grid]!.add(other)
    }
  }
  return touching
}

/** Grid numbers in colouring order. */
function smallestLast(touching: readonly ReadonlySet<number>[]): number[] {
  const degree = touching.map((others) => others.size)
  const buckets: number[][] = []
  const put = (grid: number) => {
    buckets[degree[grid]!] ??= []
    buckets[degree[grid]!]!.push(grid)
  }
  for (let grid = touching.length - 1; grid > 0; grid--) put(grid)
  const order: number[] = []
  const isTaken = new Uint8Array(touching.length)
  for (let least = 0; order.length < touching.length - 1; ) {
    const grid = buckets[least]?.pop()
    if (grid === undefined) least++
    else if (!isTaken[grid] && degree[grid] === least) {
      isTaken[grid] = 1
      order.push(grid)
      for (const other of touching[grid]!)
        if (!isTaken[other]) {
          degree[other]!--
          put(other)
        }
      least = Math.max(0, least - 1)
    }
  }
  return order.reverse()
}
