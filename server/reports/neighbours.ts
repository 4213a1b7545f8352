import type { Position } from '../../partition/index.ts'

/**
 * Which grids touch, from their outlines: two grids do where they share at least two vertices, a border and not a corner, or where
 * one of the plan's links leads from one to the other. Outlines of one plan carry bit-identical coordinates where they meet.
 * O(vertices).
 */
export function touchingGrids(
  outlines: ReadonlyMap<number, Position[][][]>,
  linked: readonly (readonly [number, number])[] = [],
): Map<number, Set<number>> {
  const gridsAt = new Map<string, number[]>()
  for (const [grid, outline] of outlines) {
    for (const [lng, lat] of outline.flat().flatMap((ring) => ring.slice(1))) {
      const vertex = `${lng},${lat}`
      const grids = gridsAt.get(vertex)
      if (!grids) gridsAt.set(vertex, [grid])
      else if (!grids.includes(grid)) grids.push(grid)
    }
  }
  const shared = new Map<number, Map<number, number>>()
  const count = (a: number, b: number) => {
    const row = shared.get(a) ?? new Map<number, number>()
    shared.set(a, row.set(b, (row.get(b) ?? 0) + 1))
  }
  for (const grids of gridsAt.values()) {
    for (const a of grids) for (const b of grids) if (a !== b) count(a, b)
  }
  const touching = new Map(
    [...outlines.keys()].map((grid) => {
      const row = [...(shared.get(grid) ?? [])]
      return [grid, new Set(row.filter(([, vertices]) => vertices >= 2).map(([other]) => other))]
    }),
  )
  for (const [a, b] of linked) {
    touching.get(a)?.add(b)
    touching.get(b)?.add(a)
  }
  return touching
}
