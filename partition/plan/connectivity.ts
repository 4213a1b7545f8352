/**
 * Does a grid stay in one piece after some of its cells leave and others join? Decided near the change, on the assignment with the
 * change already written into it.
 *
 * Let S be the grid before, L the cells it loses, G the cells it gains, and let S be connected. Every piece of the grid
 * afterwards holds a *seed*: a gained cell, or a kept cell beside a lost or a gained one. For a piece with a kept cell r
 * and L not empty, the path inside S from r to a lost cell leaves the piece only at a kept cell beside a lost one; with L
 * empty the kept cells are one piece, and it holds no seed only if no gained cell touches it, which is looked for apart.
 * So the grid is connected iff the seeds are. All seeds are searched from at once, breadth first, joining their trees in
 * a union–find; the search ends as soon as one tree is left, which after a brush stroke is a few rings away. Where a piece
 * is cut off, it ends once the one tree that still grows is the main piece for certain.
 *
 * A grid that was already in several pieces is judged only on those the change touches: it can be repaired step by step.
 *
 * The scratch is one for all plans of this thread and is never cleared: an entry counts where its stamp is the walk's own.
 */
import type { CellRun } from './cellRuns.ts'
import type { Adjacency } from './plan.ts'

export interface GridCells {
  readonly grid: number
  readonly lost: readonly CellRun[]
  readonly gained: readonly CellRun[]
}

export type GridCheck = { kind: 'connected' } | { kind: 'empty' } | { kind: 'apart'; pieces: number; cells: number[] }

const scratch = { seen: new Uint32Array(0), tree: new Int32Array(0), changed: new Uint32Array(0), stamp: 0 }

/** Scratch for a city of so many cells, with a stamp that no entry has. */
function freshStamp(cellCount: number): number {
  if (scratch.seen.length < cellCount || scratch.stamp === 0xffffffff) {
    scratch.seen = new Uint32Array(Math.max(cellCount, scratch.seen.length))
    scratch.tree = new Int32Array(scratch.seen.length)
    scratch.changed = new Uint32Array(scratch.seen.length)
    scratch.stamp = 0
  }
  return ++scratch.stamp
}

/**
 * Checks one grid of a change that `assignment` already holds.
 * `apart` lists, ascending, the cells of every piece but the main one: the largest that holds a kept cell.
 * O(cells searched): a few rings round the change when connected, the smaller pieces when not.
 */
export function checkGridCells(adjacency: Adjacency, assignment: Uint16Array, change: GridCells): GridCheck {
  const { offsets, neighbors } = adjacency
  const { grid, lost, gained } = change
  const stamp = freshStamp(assignment.length)
  const { seen, tree, changed } = scratch
  for (const { start, length } of gained) changed.fill(stamp, start, start + length)
  const isKept = (c: number) => assignment[c] === grid && changed[c] !== stamp

  // By tree: its parent in the union–find; of roots: cells found, cells still to be searched from, whether one of them is kept.
  const parent: number[] = []
  const size: number[] = []
  const open: number[] = []
  const hasKept: boolean[] = []
  const queue: number[] = []
  const addSeed = (c: number, kept: boolean) => {
    if (seen[c] === stamp) return
    seen[c] = stamp
    tree[c] = parent.length
    parent.push(parent.length)
    size.push(1)
    open.push(1)
    hasKept.push(kept)
    queue.push(c)
  }

  let touchesKept = false
  for (const runs of [lost, gained])
    for (const { start, length } of runs)
      for (let c = start; c < start + length; c++) {
        if (runs === gained) addSeed(c, false)
        for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
          const neighbor = neighbors[e]!
          if (!isKept(neighbor)) continue
          touchesKept = true
          addSeed(neighbor, true)
        }
      }
  if (!touchesKept) {
    const kept = findKept(assignment, grid, isKept)
    if (kept < 0 && queue.length === 0) return { kind: 'empty' }
    if (kept >= 0 && gained.length === 0) return { kind: 'connected' }
    if (kept >= 0) addSeed(kept, true)
  }

  let trees = parent.length
  let growing = trees
  // the largest kept piece among those that ended
  let endedMost = 0
  for (let head = 0; head < queue.length && trees > 1; head++) {
    const v = queue[head]!
    let own = find(parent, tree[v]!)
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const neighbor = neighbors[e]!
      if (assignment[neighbor] !== grid) continue
      if (seen[neighbor] !== stamp) {
        seen[neighbor] = stamp
        tree[neighbor] = own
        size[own]!++
        open[own]!++
        hasKept[own] ||= changed[neighbor] !== stamp
        queue.push(neighbor)
        continue
      }
      const other = find(parent, tree[neighbor]!)
      if (other === own) continue
      const root = Math.min(own, other)
      const child = Math.max(own, other)
      parent[child] = root
      size[root]! += size[child]!
      open[root]! += open[child]!
      hasKept[root] ||= hasKept[child]!
      own = root
      trees--
      growing--
    }
    if (--open[own]! === 0) {
      growing--
      if (hasKept[own]) endedMost = Math.max(endedMost, size[own]!)
    } else if (growing === 1 && trees > 1 && hasKept[own] && size[own]! > endedMost)
      return apart(queue, parent, own, trees)
  }
  if (trees <= 1) return { kind: 'connected' }

  const firstCell = new Map<number, number>()
  for (const c of queue) {
    const root = find(parent, tree[c]!)
    firstCell.set(root, Math.min(c, firstCell.get(root) ?? c))
  }
  const [main] = [...firstCell.keys()].sort(
    (a, b) => Number(hasKept[b]) - Number(hasKept[a]) || size[b]! - size[a]! || firstCell.get(a)! - firstCell.get(b)!,
  )
  return apart(queue, parent, main!, trees)
}

// Where a grid's cell was found last: a stroke on its way to the grid it paints into asks again and again.
const lastFound = new Uint32Array(65536)

/** A cell of the grid that was its own before, -1 where there is none. */
function findKept(assignment: Uint16Array, grid: number, isKept: (cell: number) => boolean): number {
  const hint = lastFound[grid]!
  if (hint < assignment.length && isKept(hint)) return hint
  let cell = assignment.indexOf(grid)
  while (cell >= 0 && !isKept(cell)) cell = assignment.indexOf(grid, cell + 1)
  if (cell >= 0) lastFound[grid] = cell
  return cell
}

function apart(queue: readonly number[], parent: number[], main: number, pieces: number): GridCheck {
  const cells = queue.filter((c) => find(parent, scratch.tree[c]!) !== main)
  return { kind: 'apart', pieces, cells: cells.sort((a, b) => a - b) }
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
