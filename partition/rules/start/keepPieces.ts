import { listComponents } from '../../graph/components.ts'
import { flood } from '../../graph/flood.ts'
import type { Graph } from '../../graph/graph.ts'
import { sumAt } from '../../graph/sums.ts'
import type { StartInput } from './startInput.ts'

/**
 * Lets parts keep what they hold today, in place: of each part the pieces that its pinned vertices lie in or touch, or
 * the heaviest piece where it has none (of equals the larger, then the one met first). The rest keeps owner -1.
 */
export function keepPieces(
  graph: Graph,
  owner: Int32Array,
  current: Int32Array,
  loads: Float64Array,
  partCount: number,
): void {
  const hasPins = new Uint8Array(partCount)
  for (const part of owner) if (part !== -1) hasPins[part] = 1
  const heaviest: (Piece | undefined)[] = new Array(partCount).fill(undefined)
  for (const piece of piecesToday(graph, owner, current, loads)) {
    if (piece.touchesPins) claim(piece.vertices, piece.part, owner)
    if (isHeavier(piece, heaviest[piece.part])) heaviest[piece.part] = piece
  }
  for (const [part, piece] of heaviest.entries()) if (piece && !hasPins[part]) claim(piece.vertices, part, owner)
}

/**
 * Fixed vertices with one more for each pinned part that lies elsewhere today: a vertex of its heaviest piece, so that
 * paths lead there and the part need not leave its place for the sake of a pin.
 */
export function pinHome(
  graph: Graph,
  fixed: Int32Array,
  current: Int32Array,
  loads: Float64Array,
  partCount: number,
): Int32Array {
  const isAway = new Uint8Array(partCount)
  for (const part of fixed) if (part !== -1) isAway[part] = 1
  const heaviest: (Piece | undefined)[] = new Array(partCount).fill(undefined)
  for (const piece of piecesToday(graph, fixed, current, loads)) {
    if (piece.touchesPins) isAway[piece.part] = 0
    if (isHeavier(piece, heaviest[piece.part])) heaviest[piece.part] = piece
  }
  const result = fixed.slice()
  for (const [part, piece] of heaviest.entries()) if (piece && isAway[part]) result[piece.vertices[0]!] = part
  return result
}

interface Piece {
  part: number
  vertices: Uint32Array
  load: number
  touchesPins: boolean
}

function isHeavier(piece: Piece, other: Piece | undefined): boolean {
  if (!other || piece.load !== other.load) return !other || piece.load > other.load
  return piece.vertices.length > other.vertices.length
}

/** The connected pieces of today's parts among vertices without an owner, by their smallest vertex. */
function piecesToday(graph: Graph, owner: Int32Array, current: Int32Array, loads: Float64Array): Piece[] {
  const { offsets, neighbors } = graph
  const pieces = listComponents(graph, (v) => (owner[v] === -1 ? current[v]! : -1))
  return pieces.map((vertices) => {
    const part = current[vertices[0]!]!
    const isBesidePins = (v: number) => neighbors.subarray(offsets[v], offsets[v + 1]).some((u) => owner[u] === part)
    return { part, vertices, load: sumAt(loads, vertices), touchesPins: vertices.some(isBesidePins) }
  })
}

function claim(vertices: Uint32Array, part: number, owner: Int32Array): void {
  for (const v of vertices) owner[v] = part
}

/**
 * Splits the part furthest above its goal for `part`, which holds nothing: a subtree of a spanning tree with about
 * half of its load, and no fixed vertex in it. Both sides are connected. False where no part can be split.
 */
export function splitOff({ graph, fixed, loads, goals }: StartInput, owner: Int32Array, part: number): boolean {
  const { vertexCount } = graph
  const filled = new Float64Array(goals.length)
  const sizes = new Uint32Array(goals.length)
  const roots = new Int32Array(goals.length).fill(-1)
  for (let v = 0; v < vertexCount; v++) {
    const p = owner[v]!
    if (p === -1) continue
    filled[p]! += loads[v]! / goals[p]!
    sizes[p]!++
    if (roots[p] === -1 || (fixed[v] !== -1 && fixed[roots[p]!] === -1)) roots[p] = v
  }
  const candidates = [...sizes.keys()].filter((p) => sizes[p]! > 1).sort((a, b) => filled[b]! - filled[a]! || a - b)
  for (const candidate of candidates) {
    const subtree = halfTree(
      graph,
      owner,
      roots[candidate]!,
      fixed,
      loads,
      (filled[candidate]! * goals[candidate]!) / 2,
    )
    if (!subtree) continue
    for (const v of subtree) owner[v] = part
    return true
  }
  return false
}

function halfTree(
  graph: Graph,
  owner: Int32Array,
  root: number,
  fixed: Int32Array,
  loads: Float64Array,
  half: number,
): number[] | undefined {
  const parent = new Map([[root, -1]])
  const order = flood(graph, [root], (u, v) => owner[u] === owner[root] && !parent.has(u) && parent.set(u, v).size > 0)
  const sums = new Map<number, number>()
  const isHeld = new Set<number>()
  let best = -1
  for (let i = order.length - 1; i > 0; i--) {
    const v = order[i]!
    const sum = (sums.get(v) ?? 0) + loads[v]!
    sums.set(v, sum)
    const above = parent.get(v)!
    sums.set(above, (sums.get(above) ?? 0) + sum)
    if (fixed[v] !== -1 || isHeld.has(v)) isHeld.add(above)
    if (fixed[v] !== -1 || isHeld.has(v)) continue
    if (best === -1 || Math.abs(sum - half) < Math.abs(sums.get(best)! - half)) best = v
  }
  if (best === -1) return undefined
  const isIn = new Set([best])
  for (const v of order) if (isIn.has(parent.get(v)!)) isIn.add(v)
  return [...isIn]
}
