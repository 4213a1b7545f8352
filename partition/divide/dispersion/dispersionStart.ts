import { flood } from '../../graph/flood.ts'
import type { Graph } from '../../graph/graph.ts'
import type { Division } from '../base/division.ts'
import { createHeap } from '../base/heap.ts'
import { type Random, shuffle } from '../base/random.ts'
import { squareOf } from './squareOf.ts'

const ROUNDS = 24
const CLAIM_TRIES = 16
// What a vertex without weight still counts for among the centers' candidates, in average vertices.
const LIGHTEST_SHARE = 0.1

/**
 * A first division by location and allocation: parts grow from their centers, always by the vertex whose distance to a
 * center is the least multiple of that center's reach; then centers move to the middle of their parts, and reaches grow
 * where a part holds too little. Parts are connected, not empty, and keep `fixed`; undefined where no paths were found
 * that join its vertices. Returns the round with the most even loads. O(rounds · edges · log vertices + parts · vertices).
 *
 * Reaches multiply: allowances that are added to distances, as in a power diagram, let dense quarters vanish in their
 * surroundings (20,000 cells, 60 parts: worst part out by 4.6 averages; here, with centers drawn by weight, by 0.28).
 */
export function startDispersion(division: Division, positions: Float64Array, random: Random): Uint16Array | undefined {
  const { apart, fixed } = division
  const hints = apart && spreadApart(division, apart, random)
  const claimed = (hints && joinFixed(division, hints, random)) ?? joinFixed(division, fixed, random)
  if (!claimed) return undefined
  const centers = chooseCenters(division, positions, claimed, random)
  const reaches = new Float64Array(division.partCount).fill(1)
  let best: Uint16Array = new Uint16Array(0)
  let least = Infinity
  for (let round = 0; round < ROUNDS; round++) {
    const part = growFromCenters(division, positions, claimed, centers, reaches)
    const loads = loadsOf(division, part)
    const unevenness = loads.reduce((sum, load) => sum + Math.abs(load - 1), 0)
    if (unevenness < least) {
      least = unevenness
      best = part
    }
    moveCenters(positions, part, centers)
    for (let p = 0; p < reaches.length; p++) reaches[p]! /= Math.sqrt(Math.max(0.5, Math.min(2, loads[p]!)))
  }
  return best
}

/**
 * Gives every vertex that must be apart from others a part of its own while there are any, so that parts grow around
 * them; one that is left to itself may end up between its partners, where no single move frees it.
 */
function spreadApart({ graph, partCount, fixed }: Division, apart: Uint32Array, random: Random): Int32Array {
  const claimed = fixed?.slice() ?? new Int32Array(graph.vertexCount).fill(-1)
  const isUsed = new Uint8Array(partCount)
  for (const p of claimed) if (p !== -1) isUsed[p] = 1
  const order = Uint32Array.from({ length: partCount }, (_, p) => p)
  shuffle(order, random)
  let next = 0
  for (const v of apart) {
    if (claimed[v] !== -1) continue
    while (next < partCount && isUsed[order[next]!]) next++
    if (next === partCount) break
    claimed[v] = order[next]!
    isUsed[order[next]!] = 1
  }
  return claimed
}

/**
 * Joins the fixed vertices of each part by shortest paths through vertices nobody claims, in several orders of the parts;
 * undefined if none joins all. -1 where no part has a claim.
 */
function joinFixed(
  { graph, partCount }: Division,
  fixed: Int32Array | undefined,
  random: Random,
): Int32Array | undefined {
  if (!fixed) return new Int32Array(graph.vertexCount).fill(-1)
  const order = Uint32Array.from({ length: partCount }, (_, p) => p)
  for (let attempt = 0; attempt < CLAIM_TRIES; attempt++) {
    const claimed = fixed.slice()
    if (order.every((p) => joinClaims(graph, fixed, p, claimed))) return claimed
    shuffle(order, random)
  }
  return undefined
}

/** Adds paths from one fixed vertex of p to all others to `claimed`; false if one is out of reach. */
function joinClaims(graph: Graph, fixed: Int32Array, p: number, claimed: Int32Array): boolean {
  const first = fixed.indexOf(p)
  if (first === -1) return true
  const cameFrom = new Int32Array(graph.vertexCount).fill(-1)
  cameFrom[first] = first
  flood(graph, [first], (u, v) => {
    if (cameFrom[u] !== -1 || (claimed[u] !== -1 && claimed[u] !== p)) return false
    cameFrom[u] = v
    return true
  })
  for (let v = 0; v < fixed.length; v++) {
    if (fixed[v] !== p) continue
    if (cameFrom[v] === -1) return false
    for (let u = v; u !== first; u = cameFrom[u]!) claimed[u] = p
  }
  return true
}

/**
 * Centers by k-means++: each drawn with a chance that grows with its weight and with its squared distance to the nearest
 * one before, so that dense quarters get as many as they need. Parts with claims start from one of these.
 */
function chooseCenters(division: Division, positions: Float64Array, claimed: Int32Array, random: Random): Int32Array {
  const { partCount, graph, scale } = division
  const { vertexCount, vertexWeights } = graph
  const centers = new Int32Array(partCount)
  const shares = new Float64Array(vertexCount)
  const squares = new Float64Array(vertexCount).fill(-1)
  for (let v = 0; v < vertexCount; v++) {
    shares[v] = (LIGHTEST_SHARE * partCount) / vertexCount
    for (const [c, column] of vertexWeights.entries()) shares[v]! += column[v]! * scale[c]!
  }
  let isFirst = true
  const place = (p: number, center: number) => {
    centers[p] = center
    for (let v = 0; v < vertexCount; v++) {
      const square = squareOf(positions, v, center)
      if (isFirst || square < squares[v]!) squares[v] = square
    }
    isFirst = false
    isTaken[center] = 1
  }
  const isTaken = Uint8Array.from(claimed, (p) => (p === -1 ? 0 : 1))
  const open: number[] = []
  for (let p = 0; p < partCount; p++) {
    const own = claimed.indexOf(p)
    if (own === -1) open.push(p)
    else place(p, own)
  }
  for (const p of open) {
    const chanceOf = (v: number) => (isTaken[v] ? 0 : shares[v]! * Math.abs(squares[v]!))
    let left = 0
    for (let v = 0; v < vertexCount; v++) left += chanceOf(v)
    left *= random.next() / 4294967296
    let chosen = -1
    for (let v = 0; v < vertexCount && (chosen === -1 || left >= 0); v++) {
      if (isTaken[v]) continue
      chosen = v
      left -= chanceOf(v)
    }
    place(p, chosen)
  }
  return centers
}

/** Grows all parts at once from their claims, or their centers where they have none. */
function growFromCenters(
  { graph, partCount }: Division,
  positions: Float64Array,
  claimed: Int32Array,
  centers: Int32Array,
  reaches: Float64Array,
): Uint16Array {
  const { vertexCount, offsets, neighbors } = graph
  const part = new Uint16Array(vertexCount)
  const isDone = new Uint8Array(vertexCount)
  const claimant = new Int32Array(vertexCount)
  const keys = new Float64Array(vertexCount).fill(-Infinity)
  const heap = createHeap(vertexCount)
  const roots: number[] = []
  const assign = (v: number, p: number) => {
    part[v] = p
    isDone[v] = 1
  }
  const reachOut = (v: number) => {
    const p = part[v]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      const key = -Math.sqrt(squareOf(positions, u, centers[p]!)) / reaches[p]!
      if (isDone[u] || key <= keys[u]!) continue
      keys[u] = key
      claimant[u] = p
      heap.set(u, key)
    }
  }
  const hasClaim = new Uint8Array(partCount)
  for (let v = 0; v < vertexCount; v++) {
    if (claimed[v] === -1) continue
    hasClaim[claimed[v]!] = 1
    assign(v, claimed[v]!)
    roots.push(v)
  }
  for (let p = 0; p < partCount; p++) {
    if (hasClaim[p]) continue
    assign(centers[p]!, p)
    roots.push(centers[p]!)
  }
  roots.forEach(reachOut)
  for (let v = heap.pop(); v !== -1; v = heap.pop()) {
    assign(v, claimant[v]!)
    reachOut(v)
  }
  return part
}

/** The weight of each part over what it should hold, averaged over weights with bounds. */
function loadsOf({ graph, partCount, lower, upper }: Division, part: Uint16Array): Float64Array {
  const weightCount = graph.vertexWeights.length
  const loads = new Float64Array(partCount)
  const sums = new Float64Array(partCount * weightCount)
  for (let c = 0; c < weightCount; c++) {
    for (let v = 0; v < part.length; v++) sums[part[v]! * weightCount + c]! += graph.vertexWeights[c]![v]!
  }
  for (let p = 0; p < partCount; p++) {
    let counted = 0
    for (let c = 0; c < weightCount; c++) {
      const at = p * weightCount + c
      const target = (lower[at]! + upper[at]!) / 2
      if (!Number.isFinite(target) || target <= 0) continue
      loads[p]! += sums[at]! / target
      counted++
    }
    loads[p] = counted > 0 ? loads[p]! / counted : 1
  }
  return loads
}

/** Moves each center to the vertex of its part nearest to the mean position. */
function moveCenters(positions: Float64Array, part: Uint16Array, centers: Int32Array): void {
  const partCount = centers.length
  const x = new Float64Array(partCount)
  const y = new Float64Array(partCount)
  const sizes = new Float64Array(partCount)
  for (let v = 0; v < part.length; v++) {
    x[part[v]!]! += positions[2 * v]!
    y[part[v]!]! += positions[2 * v + 1]!
    sizes[part[v]!]!++
  }
  const nearest = new Float64Array(partCount).fill(Infinity)
  for (let v = 0; v < part.length; v++) {
    const p = part[v]!
    const dx = positions[2 * v]! - x[p]! / sizes[p]!
    const dy = positions[2 * v + 1]! - y[p]! / sizes[p]!
    const square = dx * dx + dy * dy
    if (square >= nearest[p]!) continue
    nearest[p] = square
    centers[p] = v
  }
}
