import { sumAt } from '../../graph/sums.ts'
import { Refusal } from '../ask/refusal.ts'
import type { PieceDemand } from './apportionParts.ts'
import type { ReducedGraph } from './reducedGraph.ts'

/**
 * What each piece must and may have. `today` is the part of each reduced vertex that goes on, negative for none; a part lies where it is
 * heaviest. Refuses pins of one part, or two seeds of one part, that no connected part can hold.
 */
export function pieceDemands(
  reduced: ReducedGraph,
  pieces: readonly Uint32Array[],
  today: Int32Array | undefined,
  given: Given,
): PieceDemand[] {
  const pieceOf = new Int32Array(reduced.graph.vertexCount)
  for (const [i, piece] of pieces.entries()) for (const v of piece) pieceOf[v] = i
  const required = requiredParts(reduced, pieceOf, pieces.length, given)
  const seeds = new Uint32Array(pieces.length)
  const seedOfPart = new Map<number, number>()
  for (const v of reduced.seeds) {
    seeds[pieceOf[v]!]!++
    const part = reduced.pins?.[v] ?? -1
    const other = seedOfPart.get(part)
    if (part !== -1 && other !== undefined) {
      throw new Refusal({ code: 'seeds-conflict', vertex: given(v), otherVertex: given(other), where: 'pins', part })
    }
    if (part !== -1) seedOfPart.set(part, v)
  }
  const apart = new Set<number>()
  for (let i = 0; i < reduced.apart.length; i += 2) {
    const piece = pieceOf[reduced.apart[i]!]!
    if (piece === pieceOf[reduced.apart[i + 1]!]) apart.add(piece)
  }
  const homes = todaysHomes(reduced, pieceOf, pieces.length, today)
  return pieces.map((piece, i) => ({
    weight: sumAt(reduced.graph.vertexWeights[0]!, piece),
    vertices: piece.length,
    required: required[i]!,
    least: Math.max(1, required[i]!.length, seeds[i]!, apart.has(i) ? 2 : 1),
    today: homes[i]!,
  }))
}

/** The vertex of the graph given that stands first in a reduced vertex. */
type Given = (reducedVertex: number) => number

function requiredParts({ pins }: ReducedGraph, pieceOf: Int32Array, pieceCount: number, given: Given): number[][] {
  const required = Array.from({ length: pieceCount }, () => [] as number[])
  const pinnedBy = new Map<number, number>()
  for (let v = 0; pins && v < pins.length; v++) {
    const part = pins[v]!
    if (part === -1) continue
    const other = pinnedBy.get(part)
    if (other === undefined) {
      pinnedBy.set(part, v)
      required[pieceOf[v]!]!.push(part)
    } else if (pieceOf[other] !== pieceOf[v]) {
      throw new Refusal({ code: 'pins-not-connected', part, vertex: given(v), otherVertex: given(other) })
    }
  }
  return required
}

function todaysHomes(
  reduced: ReducedGraph,
  pieceOf: Int32Array,
  pieceCount: number,
  today: Int32Array | undefined,
): number[][] {
  const homes = Array.from({ length: pieceCount }, () => [] as number[])
  if (!today) return homes
  const weights = reduced.graph.vertexWeights[0]!
  const loads = new Map<number, Float64Array>()
  const total = new Map<number, number>()
  for (let v = 0; v < today.length; v++) {
    const part = today[v]!
    if (part < 0) continue
    const load = loads.get(part) ?? new Float64Array(2 * pieceCount)
    // Where nothing has weight, the number of vertices tells.
    load[2 * pieceOf[v]!]! += weights[v]!
    load[2 * pieceOf[v]! + 1]!++
    loads.set(part, load)
  }
  const parts = [...loads.keys()].sort((a, b) => a - b)
  for (const part of parts) {
    const load = loads.get(part)!
    let home = -1
    for (let i = 0; i < pieceCount; i++) {
      if (load[2 * i + 1] === 0) continue
      if (
        home === -1 ||
        load[2 * i]! > load[2 * home]! ||
        (load[2 * i] === load[2 * home] && load[2 * i + 1]! > load[2 * home + 1]!)
      )
        home = i
    }
    homes[home]!.push(part)
    total.set(part, load[2 * home]!)
  }
  for (const list of homes) list.sort((a, b) => total.get(b)! - total.get(a)! || a - b)
  return homes
}

/**
 * Which parts of today's plan go on, and as which: those below `partCount` keep their number; of more than there is
 * room for the heaviest go on. Locked parts are not among `labels`.
 */
export function partsThatGoOn(reduced: ReducedGraph, labels: readonly number[]): Map<number, number> {
  const loads = new Map<number, number>()
  const weights = reduced.graph.vertexWeights[0]!
  for (const [v, part] of reduced.current?.entries() ?? []) {
    if (part !== -1) loads.set(part, (loads.get(part) ?? 0) + weights[v]!)
  }
  const isLabel = new Set(labels)
  const pinned = new Set(reduced.pins)
  const byLoad = [...loads.keys()].sort(
    (a, b) => Number(pinned.has(b)) - Number(pinned.has(a)) || loads.get(b)! - loads.get(a)! || a - b,
  )
  const going = byLoad.slice(0, labels.length).sort((a, b) => a - b)
  const result = new Map<number, number>()
  const used = new Set<number>()
  for (const part of going) {
    if (!isLabel.has(part)) continue
    result.set(part, part)
    used.add(part)
  }
  const free = labels.filter((label) => !used.has(label))
  for (const part of going) if (!result.has(part)) result.set(part, free.shift()!)
  return result
}
