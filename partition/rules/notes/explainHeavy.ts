import type { Graph } from '../../graph/graph.ts'
import { isBetween } from '../../metrics/base/isWithin.ts'
import { canHave, isBudgeted } from '../ask/canHave.ts'
import type { SolveNote } from '../ask/solveNotes.ts'
import type { ReducedGraph } from '../count/reducedGraph.ts'
import { boundsOf, canAskFor, deviationsOf, type Targets } from '../count/targets.ts'
import { weightOf } from '../count/weights.ts'
import type { ExplainInput } from './explainInput.ts'
import { roundUp } from './roundUp.ts'

const ROUNDING = 1e-9
const MOST_NAMED = 3

interface Heavy {
  /** of the reduced graph */
  v: number
  /** of the largest target of its piece */
  share: number
  piece: number
}

/** Vertices and units that alone weigh more than a part may, and around what the other parts were balanced. */
export function explainHeavy(input: ExplainInput): SolveNote[] {
  return [...input.balanced.columns.keys()].flatMap((c) => {
    const heavy = listHeavy(input, c)
    return heavy.slice(0, MOST_NAMED).map((one) => explainOne(input, c, one, heavy))
  })
}

function listHeavy({ targets, pieces, lists, reduced }: ExplainInput, c: number): Heavy[] {
  const heavy: Heavy[] = []
  for (const [piece, vertices] of pieces.entries()) {
    const goal = Math.max(...lists[piece]!.map((part) => targets.targets[part * targets.width + c]!))
    const most = Math.max(...lists[piece]!.map((part) => boundsOf(targets, part, c)[1]))
    for (const v of vertices) {
      const weight = reduced.graph.vertexWeights[c]![v]!
      if (!isBetween(weight, -Infinity, most, most)) heavy.push({ v, share: weight / goal, piece })
    }
  }
  return heavy.sort((a, b) => b.share - a.share || a.v - b.v)
}

function explainOne(input: ExplainInput, c: number, { v, share, piece }: Heavy, heavy: readonly Heavy[]): SolveNote {
  const { rules, balanced, targets, reduced, sums, reliefs } = input
  const isUnit = reduced.sizes[v]! > 1
  const first = reduced.firstOf[v]!
  const others = reliefs[piece]?.shares[c]
  const reached = Math.abs(deviationsOf(targets, sums)[c]!.deviation)
  const isBanded = c === 0 && targets.band !== undefined
  const tolerance = roundUp(toleranceFor(heavy, reduced, targets, c))
  const canRaise = canAskFor(targets, c, tolerance)
  const most = mostParts(input, c, v)
  const details = {
    vertex: rules.given(first),
    ...weightOf(balanced, c),
    share,
    ...(canRaise && { tolerance }),
    ...(most !== undefined && { parts: most }),
    ...(isBanded && { largest: largestFor(input, v, heavy) }),
    ...(isBanded && isBudgeted(rules) && { budget: rules.budget }),
    ...(others !== undefined && { others }),
    reached,
    heavy: heavy.length,
  }
  return isUnit
    ? { code: 'unit-too-heavy', vertices: reduced.sizes[v]!, ...details }
    : { code: 'vertex-too-heavy', ...details }
}

/**
 * The most parts that still have room for a vertex; undefined where that is one, where rules need more, and where the number
 * is the band's to choose.
 */
function mostParts({ targets, reduced, rules, leastParts }: ExplainInput, c: number, v: number): number | undefined {
  const { averages, partCount, tolerances, band } = targets
  if (band) return undefined
  const total = averages[c]! * partCount
  const room = (total * (1 + tolerances[c]!)) / reduced.graph.vertexWeights[c]![v]!
  const most = Math.floor(room + ROUNDING)
  return most > 1 && canHave(rules, most, leastParts) ? most : undefined
}

/** The least upper bound of the band that a vertex fits, and with it a whole number of parts of what is not locked. */
function largestFor({ targets, rules, sums, reduced }: ExplainInput, v: number, heavy: readonly Heavy[]): number {
  const weights = reduced.graph.vertexWeights[0]!
  const weight = weights[v]!
  const isLocked = new Set(rules.locked)
  const open = sums[0]!.reduce((sum, own, part) => (isLocked.has(part) ? sum : sum + own), 0)
  // Those that still do not fit are not counted.
  const total = heavy.reduce((sum, { v: other }) => (weights[other]! > weight ? sum - weights[other]! : sum), open)
  const count = Math.floor(total / targets.band!.smallest + ROUNDING)
  return count < 1 ? weight : Math.max(weight, Math.ceil(total / count - ROUNDING))
}

/**
 * The least tolerance at which vertices too heavy for a part may fit: each holds its own weight and every piece that it
 * alone ties to the rest and that is too light for a part; and what they leave must do for the other parts.
 */
function toleranceFor(heavy: readonly Heavy[], reduced: ReducedGraph, targets: Targets, c: number): number {
  const goal = targets.averages[c]!
  let tolerance = heavy[0]!.share - 1
  for (const { v, share } of heavy.slice(0, MOST_NAMED)) {
    const hanging = piecesWithout(reduced.graph, v, c)
      .map((weight) => weight / goal)
      .sort((a, b) => a - b)
    // The larger the tolerance, the fewer pieces are too light; the sum of those left is what must fit.
    let needed = share - 1
    for (let turn = 0; turn <= hanging.length; turn++) {
      const tied = hanging.filter((weight) => weight < 1 - needed).reduce((sum, weight) => sum + weight, 0)
      if (share + tied - 1 <= needed) break
      needed = Math.min(share + tied - 1, Math.max(needed, 1 - (hanging.find((weight) => weight < 1 - needed) ?? 1)))
    }
    tolerance = Math.max(tolerance, needed)
  }
  const held = heavy.reduce((sum, { share }) => sum + share, 0)
  const others = targets.partCount - heavy.length
  if (others > 0) tolerance = Math.max(tolerance, Math.min(1, 1 - (targets.partCount - held) / others))
  return tolerance
}

/** The weights of the connected pieces that the vertex's own piece falls into without it, but for the heaviest. */
function piecesWithout({ vertexCount, offsets, neighbors, vertexWeights }: Graph, v: number, c: number): number[] {
  const seen = new Uint8Array(vertexCount)
  seen[v] = 1
  const weights: number[] = []
  for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
    const open = [neighbors[e]!]
    if (seen[open[0]!]) continue
    seen[open[0]!] = 1
    let weight = 0
    for (let u = open.pop(); u !== undefined; u = open.pop()) {
      weight += vertexWeights[c]![u]!
      for (let f = offsets[u]!; f < offsets[u + 1]!; f++) {
        const w = neighbors[f]!
        if (seen[w]) continue
        seen[w] = 1
        open.push(w)
      }
    }
    weights.push(weight)
  }
  weights.sort((a, b) => a - b)
  weights.pop()
  return weights
}
