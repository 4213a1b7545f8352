import { type ApartPairs, createApartPairs } from '../../divide/base/apartPairs.ts'
import { listComponents } from '../../graph/components.ts'
import { flood } from '../../graph/flood.ts'
import { sumAt } from '../../graph/sums.ts'
import { connectPins } from './connectPins.ts'
import { growParts } from './growParts.ts'
import { keepPieces, pinHome, splitOff } from './keepPieces.ts'
import type { StartInput } from './startInput.ts'

export type Start = { ok: true; parts: Uint16Array } | { ok: false; failed: number }

/**
 * Makes a connected, non-empty division of a connected graph that keeps pins and, as well as it can, those apart who
 * must be, as near to today's plan as that allows: the search begins here.
 *  1. The pinned vertices of each part are connected by paths.
 *  2. Of each part of today's plan its pinned piece stays, or its heaviest.
 *  3. Parts that hold nothing get a piece without an owner that is heavy enough; with a plan to keep, half of the part
 *     that is furthest above its target; else the vertex farthest from all parts, those to be kept apart first.
 *  4. Vertices without an owner go to parts that touch them, the lightest part first.
 * Tried and dropped for 4: parts that spread at one speed from starts set off by ascent until they are even (an additively
 * weighted Voronoi diagram). Its starts have shorter borders, 3562 against 3943 with an outlet for each of 60 parts on
 * s20k, and `divide` makes longer ones of them, 2839 against 2777; where outlets lie off the customers it does not settle.
 * `failed` is a part whose pins cannot be connected, partCount where there are not enough vertices.
 */
export function seededStart(input: StartInput): Start {
  const { graph, partCount, fixed, current, loads, goals } = input
  const apartPairs = createApartPairs(input.apart, graph.vertexCount)
  let pins = current
    ? connectPins(graph, partCount, pinHome(graph, fixed, current, loads, partCount), current)
    : connectPins(graph, partCount, fixed, undefined)
  if ('failed' in pins && current) pins = connectPins(graph, partCount, fixed, current)
  if ('failed' in pins) return { ok: false, failed: pins.failed }
  const { owner } = pins
  if (current) keepPieces(graph, owner, current, loads, partCount)
  const held = new Uint32Array(partCount)
  for (const part of owner) if (part !== -1) held[part]!++
  const missing = [...held.keys()].filter((part) => held[part] === 0)
  if (missing.length > 0) {
    if (current && placeInGaps(input, owner, missing)) {
      // Splitting moves least where the parts are whole, so gaps are closed first.
      growWhatTouches(input, owner, apartPairs)
      for (const part of missing.splice(0)) if (!splitOff(input, owner, part)) missing.push(part)
    }
    if (missing.length > 0 && !placeSeeds(input, owner, missing, apartPairs)) return { ok: false, failed: partCount }
  }
  growParts(graph, owner, loads, goals, apartPairs)
  return { ok: true, parts: Uint16Array.from(owner) }
}

function growWhatTouches(
  { graph, loads, goals }: StartInput,
  owner: Int32Array,
  apartPairs: ApartPairs | undefined,
): void {
  if (owner.some((part) => part !== -1)) growParts(graph, owner, loads, goals, apartPairs)
}

// A piece without an owner becomes a part of its own from this share of a target.
const ENOUGH_FOR_A_PART = 0.5

/** Gives heavy pieces without an owner to missing parts, the heaviest first; false where all are vertices without one. */
function placeInGaps({ graph, loads, goals }: StartInput, owner: Int32Array, missing: number[]): boolean {
  const pieces = listComponents(graph, (v) => (owner[v] === -1 ? 0 : -1))
  if (pieces[0]?.length === graph.vertexCount) return false
  const gaps = pieces.map((vertices) => ({ vertices, load: sumAt(loads, vertices) }))
  gaps.sort((a, b) => b.load - a.load || a.vertices[0]! - b.vertices[0]!)
  for (const { vertices, load } of gaps) {
    if (missing.length === 0 || load < ENOUGH_FOR_A_PART * goals[missing[0]!]!) break
    const part = missing.shift()!
    for (const v of vertices) owner[v] = part
  }
  return true
}

/** One vertex each for parts that hold none: those to be kept apart first, then the farthest from all parts. */
function placeSeeds(
  { graph, apart }: StartInput,
  owner: Int32Array,
  missing: readonly number[],
  apartPairs: ApartPairs | undefined,
): boolean {
  const { vertexCount } = graph
  const distance = new Int32Array(vertexCount).fill(vertexCount)
  const queue: number[] = []
  const spread = () => {
    flood(graph, queue, (u, v) => {
      if (distance[u]! <= distance[v]! + 1) return false
      distance[u] = distance[v]! + 1
      return true
    })
    queue.length = 0
  }
  for (let v = 0; v < vertexCount; v++) {
    if (owner[v] === -1) continue
    distance[v] = 0
    queue.push(v)
  }
  if (queue.length === 0) {
    // The middle of nowhere: the farthest from an arbitrary vertex is an end of the graph.
    distance[0] = 1
    queue.push(0)
  }
  spread()
  const wanted = [...new Set(apart)].filter((v) => owner[v] === -1)
  const othersOf = (v: number) => apartPairs?.of(v) ?? new Uint32Array()
  wanted.sort((a, b) => othersOf(b).length - othersOf(a).length || a - b)
  for (const part of missing) {
    let best = -1
    while (best === -1 && wanted.length > 0) {
      const v = wanted.shift()!
      if (owner[v] === -1 && othersOf(v).some((other) => owner[other] === -1)) best = v
    }
    if (best === -1) {
      for (let v = 0; v < vertexCount; v++) {
        if (owner[v] === -1 && (best === -1 || distance[v]! > distance[best]!)) best = v
      }
    }
    if (best === -1) return false
    owner[best] = part
    distance[best] = 0
    queue.push(best)
    spread()
  }
  return true
}
