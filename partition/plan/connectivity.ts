/**
 * Does a grid stay in one piece after some of its cells leave and others join? Decided near the change, on the assignment with the
 * change already written into it.
 *
 * Let S be the grid before, L the cells it loses, G the cells it gains, and let S be connected. Every piece of the grid
 * afterwards holds a *seed*: a gained cell, or a kept cell beside a lost or a gained one. For a piece with a kept cell r
 * and L not empty, the path inside S from r to a lost cell leaves the piece only at a kept cell beside a lost one; with L
 * empty the kept cells are one piece, and it holds no seed only if no gained cell touches it, which is looked for apart.
 * So the grid is connected iff the seeds are. Gained cells that touch are flooded first, with the kept cells beside them: one tree, and
 * mostly the only one. All kept seeds are then searched from at once, breadth first, joining their trees in a union–find; the search ends
 * as soon as one tree is left, which after a brush stroke is a few rings away. Where a piece is cut off, it ends once the one tree that
 * still grows is the main piece for certain.
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

const scratch = scratchOf(0)

function scratchOf(cellCount: number) {
  return {
    cellCount,
    stamp: 0,
    // by cell
    seen: new Uint32Array(cellCount),
    changed: new Uint32Array(cellCount),
    tree: new Uint32Array(cellCount),
    // cells in the order they were found
    queue: new Uint32Array(cellCount),
    // by tree: its parent in the union–find; of roots: cells found, cells still to be searched from, whether one of them is kept
    parent: new Uint32Array(cellCount),
    size: new Uint32Array(cellCount),
    open: new Uint32Array(cellCount),
    hasKept: new Uint8Array(cellCount),
  }
}

/** Scratch for a city of so many cells, with a stamp that no entry has. */
function freshStamp(cellCount: number): number {
  if (scratch.cellCount < cellCount || scratch.stamp === 0xffffffff)
    Object.assign(scratch, scratchOf(Math.max(cellCount, scratch.cellCount)))
  return ++scratch.stamp
}

/** One check under way. Its trees are in the scratch; these are the counts. */
interface Walk {
  readonly adjacency: Adjacency
  readonly assignment: Uint16Array
  readonly change: GridCells
  readonly stamp: number
  /** cells in the queue, trees ever made, trees left */
  found: number
  made: number
  trees: number
}

/**
 * Checks one grid of a change that `assignment` already holds.
 * `apart` lists, ascending, the cells of every piece but the main one: the largest that holds a kept cell.
 * O(cells searched): a few rings round the change when connected, the smaller pieces when not.
 */
export function checkGridCells(adjacency: Adjacency, assignment: Uint16Array, change: GridCells): GridCheck {
  const stamp = freshStamp(assignment.length)
  const walk: Walk = { adjacency, assignment, change, stamp, found: 0, made: 0, trees: 0 }
  floodGained(walk)
  seedBesideLost(walk)
  const { hasKept } = scratch
  let touchesKept = false
  for (let t = 0; t < walk.made && !touchesKept; t++) touchesKept = hasKept[t] === 1
  if (!touchesKept) {
    const kept = findKept(walk)
    if (kept < 0 && walk.found === 0) return { kind: 'empty' }
    if (kept >= 0 && change.gained.length === 0) return { kind: 'connected' }
    if (kept >= 0) addTree(walk, kept, 1)
  }
  return walk.trees <= 1 ? { kind: 'connected' } : searchOn(walk)
}

/** A tree of one cell, which is still to be searched from where it is kept. */
function addTree(walk: Walk, c: number, kept: 0 | 1): number {
  const { seen, tree, queue, parent, size, open, hasKept } = scratch
  const own = walk.made++
  seen[c] = walk.stamp
  tree[c] = own
  parent[own] = own
  size[own] = 1
  open[own] = kept
  hasKept[own] = kept
  queue[walk.found++] = c
  walk.trees++
  return own
}

/** Gained cells that touch are one tree from the first, with the kept cells beside them, which are searched from later. */
function floodGained(walk: Walk): void {
  const { adjacency, assignment, change, stamp } = walk
  const { offsets, neighbors } = adjacency
  const { seen, changed, tree, queue, parent, size, open, hasKept } = scratch
  for (const { start, length } of change.gained) for (let c = start; c < start + length; c++) changed[c] = stamp
  for (const { start, length } of change.gained)
    for (let c = start; c < start + length; c++) {
      if (seen[c] === stamp) continue
      let at = walk.found
      for (let own = addTree(walk, c, 0); at < walk.found; at++) {
        const v = queue[at]!
        if (changed[v] !== stamp) continue
        for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
          const neighbor = neighbors[e]!
          if (assignment[neighbor] !== change.grid) continue
          if (seen[neighbor] === stamp) {
            own = join(walk, own, find(parent, tree[neighbor]!))
            continue
          }
          seen[neighbor] = stamp
          tree[neighbor] = own
          queue[walk.found++] = neighbor
          size[own]!++
          if (changed[neighbor] === stamp) continue
          open[own]!++
          hasKept[own] = 1
        }
      }
    }
}

function seedBesideLost(walk: Walk): void {
  const { adjacency, assignment, change, stamp } = walk
  const { offsets, neighbors } = adjacency
  const { seen } = scratch
  for (const { start, length } of change.lost)
    for (let c = start; c < start + length; c++)
      for (let e = offsets[c]!; e < offsets[c + 1]!; e++) {
        const neighbor = neighbors[e]!
        // What was gained is seen by now.
        if (assignment[neighbor] === change.grid && seen[neighbor] !== stamp) addTree(walk, neighbor, 1)
      }
}

function join(walk: Walk, a: number, b: number): number {
  if (a === b) return a
  const { parent, size, open, hasKept } = scratch
  const root = Math.min(a, b)
  const child = Math.max(a, b)
  parent[child] = root
  size[root]! += size[child]!
  open[root]! += open[child]!
  hasKept[root]! |= hasKept[child]!
  walk.trees--
  return root
}

/** Searches from the kept cells of all trees, until one is left or what is cut off is known. */
function searchOn(walk: Walk): GridCheck {
  const { adjacency, assignment, change, stamp } = walk
  const { offsets, neighbors } = adjacency
  const { seen, changed, tree, queue, parent, size, open, hasKept } = scratch
  let growing = 0
  for (let t = 0; t < walk.made; t++) if (parent[t] === t && open[t]! > 0) growing++
  // the largest kept piece among those that ended
  let endedMost = 0
  for (let head = 0; head < walk.found && walk.trees > 1; head++) {
    const v = queue[head]!
    if (changed[v] === stamp) continue
    let own = find(parent, tree[v]!)
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const neighbor = neighbors[e]!
      if (assignment[neighbor] !== change.grid) continue
      if (seen[neighbor] !== stamp) {
        seen[neighbor] = stamp
        tree[neighbor] = own
        size[own]!++
        open[own]!++
        queue[walk.found++] = neighbor
        continue
      }
      const other = find(parent, tree[neighbor]!)
      if (other === own) continue
      own = join(walk, own, other)
      growing--
    }
    if (--open[own]! === 0) {
      growing--
      endedMost = Math.max(endedMost, size[own]!)
    } else if (growing === 1 && walk.trees > 1 && size[own]! > endedMost) return apart(walk, own)
  }
  if (walk.trees <= 1) return { kind: 'connected' }

  const firstCell = new Map<number, number>()
  for (const c of queue.subarray(0, walk.found)) {
    const root = find(parent, tree[c]!)
    firstCell.set(root, Math.min(c, firstCell.get(root) ?? c))
  }
  const [main] = [...firstCell.keys()].sort(
    (a, b) => hasKept[b]! - hasKept[a]! || size[b]! - size[a]! || firstCell.get(a)! - firstCell.get(b)!,
  )
  return apart(walk, main!)
}

// Where a grid's cell was found last: a stroke on its way to the grid it paints into asks again and again.
const lastFound = new Uint32Array(65536)

/** A cell of the grid that was its own before, -1 where there is none. */
function findKept({ assignment, change, stamp }: Walk): number {
  const { grid } = change
  const isKept = (c: number) => assignment[c] === grid && scratch.changed[c] !== stamp
  const hint = lastFound[grid]!
  if (hint < assignment.length && isKept(hint)) return hint
  let cell = assignment.indexOf(grid)
  while (cell >= 0 && !isKept(cell)) cell = assignment.indexOf(grid, cell + 1)
  if (cell >= 0) lastFound[grid] = cell
  return cell
}

/** What was found that is not in the main tree. */
function apart({ found, trees }: Walk, main: number): GridCheck {
  const { queue, parent, tree } = scratch
  const cells = Array.from(queue.subarray(0, found).filter((c) => find(parent, tree[c]!) !== main))
  return { kind: 'apart', pieces: trees, cells: cells.sort((a, b) => a - b) }
}

function find(parent: Uint32Array, tree: number): number {
  let root = tree
  while (parent[root] !== root) root = parent[root]!
  for (let t = tree; t !== root; ) {
    const next = parent[t]!
    parent[t] = root
    t = next
  }
  return root
}
