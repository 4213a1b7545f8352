/**
 * Does a grid stay in one piece after some of its cells leave and others join? Decided near the change.
 *
 * Let S be the grid before, L the cells it loses, G the cells it gains, and let S be connected. Every piece of the grid
 * afterwards holds a *seed*: a gained cell, or a kept cell beside a lost or a gained one. For a piece with a kept cell r
 * and L not empty, the path inside S from r to a lost cell leaves the piece only at a kept cell beside a lost one; with L
 * empty the kept cells are one piece, and it holds no seed only if no gained cell touches it, which is looked for apart.
 * So the grid is connected iff the seeds are. All seeds are searched from at once, breadth first, joining their trees in
 * a union–find; the search ends as soon as one tree is left, which after a brush stroke is a few rings away.
 *
 * A grid that was already in several pieces is judged only on those the change touches: it can be repaired step by step.
 */
import type { PatchRun } from './patch.ts'
import type { Adjacency } from './plan.ts'

export interface GridChange {
  readonly grid: number
  readonly lost: readonly PatchRun[]
  readonly gained: readonly PatchRun[]
}

export type GridCheck = { kind: 'connected' } | { kind: 'empty' } | { kind: 'apart'; pieces: number; cells: number[] }

/**
 * Checks one grid of a change. `treeOf` is scratch, zeroed, one entry a cell; the grids of one change may share it.
 * `apart` lists, ascending, the cells of every piece but the main one: the largest that holds a kept cell.
 * O(cells searched): a few rings round the change when connected, the whole grid when not.
 */
export function checkGridChange(
  adjacency: Adjacency,
  before: Uint16Array,
  after: Uint16Array,
  change: GridChange,
  treeOf: Int32Array,
): GridCheck {
  const { offsets, neighbors } = adjacency
  const { grid } = change
  const isKept = (c: number) => before[c] === grid && after[c] === grid
  const queue: number[] = []
  const parent: number[] = []
  const addSeed = (c: number) => {
    if (treeOf[c] !== 0) return
    parent.push(parent.length)
    treeOf[c] = parent.length
    queue.push(c)
  }

  let touchesKept = false
  for (const runs of [change.lost, change.gained])
    for (const { start, length } of runs)
      for (let c = start; c < start + length; c++) {
        if (runs === change.gained) addSeed(c)
        for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
          const neighbor = neighbors[e]!
          if (!isKept(neighbor)) continue
          touchesKept = true
          addSeed(neighbor)
        }
      }
  if (!touchesKept) {
    const kept = after.findIndex((_, c) => isKept(c))
    if (kept < 0 && queue.length === 0) return { kind: 'empty' }
    if (kept >= 0 && change.gained.length === 0) return { kind: 'connected' }
    if (kept >= 0) addSeed(kept)
  }

  let trees = parent.length
  for (let head = 0; head < queue.length && trees > 1; head++) {
    const v = queue[head]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const neighbor = neighbors[e]!
      if (after[neighbor] !== grid) continue
      if (treeOf[neighbor] === 0) {
        treeOf[neighbor] = treeOf[v]!
        queue.push(neighbor)
      } else if (join(parent, treeOf[v]! - 1, treeOf[neighbor]! - 1)) trees--
    }
  }
  if (trees <= 1) return { kind: 'connected' }

  const pieces = new Map<number, number[]>()
  for (const c of queue) {
    const root = find(parent, treeOf[c]! - 1)
    const piece = pieces.get(root)
    if (piece) piece.push(c)
    else pieces.set(root, [c])
  }
  for (const piece of pieces.values()) piece.sort((a, b) => a - b)
  const ranked = [...pieces.values()].sort(
    (a, b) => Number(b.some(isKept)) - Number(a.some(isKept)) || b.length - a.length || a[0]! - b[0]!,
  )
  const apart = ranked.slice(1).flat()
  return { kind: 'apart', pieces: ranked.length, cells: apart.sort((a, b) => a - b) }
}

function find(parent: number[], tree: number): number {
  let root = tree
  while (parent[root] !== root) root = parent[root]!
  for (let t = tree; t !== root; ) {
    const next = parent[t]!
    parent[t] = root
    t = next
  }
  return root
}

/** Joins two trees; false where they were one already. */
function join(parent: number[], a: number, b: number): boolean {
  const rootA = find(parent, a)
  const rootB = find(parent, b)
  if (rootA === rootB) return false
  parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB)
  return true
}
