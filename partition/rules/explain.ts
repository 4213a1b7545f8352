import type { Graph } from '../graph/graph.ts'
import type { SolvedComponent, SolveNote } from '../solve/options.ts'
import { percent, percentUp } from './percent.ts'
import type { PlannerRules } from './plannerRules.ts'
import { boundsOf, deviationsOf, type Targets } from './targets.ts'
import type { Balanced } from './weights.ts'
import { sumAt } from './weights.ts'
import type { Work } from './work.ts'

/** What is said about a plan that was found: everything in which it is not what was asked for, and what would help. */
export interface ExplainInput {
  work: Work
  rules: PlannerRules
  balanced: Balanced
  targets: Targets
  pieces: readonly Uint32Array[]
  lists: readonly number[][]
  /** one a piece, as in the result */
  solved: readonly SolvedComponent[]
  /** of all parts, locked ones included: one array a weight */
  sums: readonly Float64Array[]
  isWithin: boolean
  isStopped: boolean
  /** one a work vertex */
  parts: Uint16Array
  /** the budget and what it would have taken, as shares of all that could move */
  budget: { allowed: number; needed: number } | undefined
}

const ROUNDING = 1e-9

export function explain(input: ExplainInput): SolveNote[] {
  const notes = [...explainLocked(input), ...explainPieces(input)]
  const { isWithin, budget } = input
  if (!isWithin) {
    notes.push(...explainHeavy(input))
    if (budget) {
      notes.push({
        code: 'budget-too-small',
        message:
          `at most ${percent(budget.allowed)} of the first weight may move, which is too little to reach the tolerance; ` +
          `a plan that moves ${percentUp(budget.needed)} reaches it`,
        details: { budget: budget.allowed, needed: budget.needed },
      })
    }
    if (!notes.some(({ code }) => code === 'component-off-tolerance' || code === 'district-too-small')) {
      notes.push(explainMiss(input))
    }
  }
  notes.push(...explainApart(input))
  return notes
}

function explainMiss({ rules, targets, sums, isStopped }: ExplainInput): SolveNote {
  const worst = deviationsOf(targets, sums).reduce((a, b) => (Math.abs(b.deviation) > Math.abs(a.deviation) ? b : a))
  const deviation = Math.abs(worst.deviation)
  const code = 'tolerance-missed'
  if (rules.locked.includes(worst.part)) {
    const message = `part ${worst.part} is locked as it is, ${percent(worst.deviation)} off its target`
    return { code, message, details: { deviation, part: worst.part } }
  }
  const what = isStopped
    ? 'the search was stopped before it found a division within tolerance'
    : 'no division within tolerance was found'
  return { code, message: `${what}; the worst part is off by ${percent(deviation)}`, details: { deviation } }
}

/** Locked parts that leave the others so much or so little that their average is off. */
function explainLocked({ rules, balanced, targets, pieces, lists, work, sums }: ExplainInput): SolveNote[] {
  if (rules.locked.length === 0) return []
  const notes: SolveNote[] = []
  const parts = lists.flat()
  for (const [c, tolerance] of balanced.tolerances.entries()) {
    const share = pieces.reduce((sum, piece) => sum + sumAt(work.graph.vertexWeights[c]!, piece), 0)
    const [least, most] = boundsOfAll(targets, parts, c)
    if (share >= least * (1 - ROUNDING) && share <= most * (1 + ROUNDING)) continue
    const goal = parts.reduce((sum, part) => sum + targets.targets[part * targets.width + c]!, 0)
    const deviation = share / goal - 1
    const isLittle = deviation < 0
    const reached = reachedBy(targets, sums, parts, c)
    notes.push({
      code: isLittle ? 'locked-leave-too-little' : 'locked-leave-too-much',
      message:
        `the ${rules.locked.length} locked parts leave ${percent(share / goal)} of what the other ${parts.length} parts should have, ` +
        `so these are ${percent(deviation)} off on average; unlock some, ask for ${isLittle ? 'fewer' : 'more'} parts or raise the tolerance of ${percent(tolerance)} to ${percentUp(reached)}`,
      details: {
        ...weightOf(balanced, c),
        locked: rules.locked.length,
        parts: parts.length,
        deviation,
        tolerance: roundUp(reached),
      },
    })
  }
  return notes
}

/** The largest deviation of these parts in this plan: a tolerance that is met for certain. */
function reachedBy(targets: Targets, sums: readonly Float64Array[], parts: readonly number[], c: number): number {
  const { width } = targets
  return Math.max(...parts.map((part) => Math.abs(sums[c]![part]! / targets.targets[part * width + c]! - 1)))
}

function boundsOfAll(targets: Targets, parts: readonly number[], c: number): [number, number] {
  return parts.reduce<[number, number]>(
    ([least, most], part) => {
      const [low, high] = boundsOf(targets, part, c)
      return [least + low, most + high]
    },
    [0, 0],
  )
}

/** Pieces whose whole number of parts is off whatever their borders: one note a piece, of the weight that is furthest off. */
function explainPieces(input: ExplainInput): SolveNote[] {
  const { balanced, targets, pieces, lists, work } = input
  if (pieces.length === 1) return []
  const notes: SolveNote[] = []
  for (const [index, piece] of pieces.entries()) {
    const list = lists[index]!
    const sums = balanced.columns.map((_, c) => sumAt(work.graph.vertexWeights[c]!, piece))
    const goals = sums.map((_, c) => list.reduce((sum, part) => sum + targets.targets[part * targets.width + c]!, 0))
    const off = [...sums.entries()].filter(([c, sum]) => {
      const [least, most] = boundsOfAll(targets, list, c)
      const slack = ROUNDING * targets.averages[c]!
      return sum < least - slack || sum > most + slack
    })
    const deviation = ([c, sum]: [number, number]) => Math.abs(sum / goals[c]! - 1)
    const [worst] = off.sort((p, q) => deviation(q) - deviation(p) || p[0] - q[0])
    if (worst) notes.push(explainPiece(input, index, ...worst, goals[worst[0]]!))
  }
  return notes
}

function explainPiece(
  { rules, balanced, targets, pieces, lists, solved, work, sums }: ExplainInput,
  index: number,
  c: number,
  sum: number,
  goal: number,
): SolveNote {
  const piece = pieces[index]!
  const list = lists[index]!
  const component = solved[index]!
  const weighs = sum / targets.averages[c]!
  const deviation = sum / goal - 1
  const reached = reachedBy(targets, sums, list, c)
  const district = rules.districtRule === 'never' ? rules.districtOf?.[work.firstOf[piece[0]!]!] : undefined
  const isSmallDistrict = district !== undefined && district !== -1 && deviation < 0 && list.length === 1
  const what = isSmallDistrict
    ? `district ${district}, or the piece of it with ${describeSize(component)}, is too small for a part: it`
    : `the separate piece with ${describeSize(component)} weighs ${round(weighs)} parts and`
  return {
    code: isSmallDistrict ? 'district-too-small' : 'component-off-tolerance',
    message:
      `${what} got ${component.parts} of ${targets.partCount} parts by weight; ` +
      `they are ${percent(deviation)} off the average${balanced.columns.length > 1 ? ` of weight ${balanced.sources[c]! + 1}` : ''} whatever their borders; a tolerance of ${percentUp(reached)} would do`,
    details: {
      vertices: component.vertices,
      exampleVertex: component.exampleVertex,
      parts: component.parts,
      partsOfAll: targets.partCount,
      deviation,
      weighs,
      tolerance: roundUp(reached),
      ...(balanced.columns.length > 1 && weightOf(balanced, c)),
      ...(isSmallDistrict && { district }),
    },
  }
}

/** Which weight of the graph a note is about; nothing where it is none of them. */
function weightOf({ sources }: Balanced, c: number): { weight?: number } {
  return sources[c] === -1 ? {} : { weight: sources[c]! }
}

const MOST_NAMED = 3

/** Vertices and units that alone weigh more than a part may. */
function explainHeavy({ rules, balanced, targets, pieces, lists, work, sums }: ExplainInput): SolveNote[] {
  const { width } = targets
  const notes: SolveNote[] = []
  for (const c of balanced.columns.keys()) {
    const heavy: { v: number; share: number; piece: number }[] = []
    for (const [index, piece] of pieces.entries()) {
      const goal = Math.max(...lists[index]!.map((part) => targets.targets[part * width + c]!))
      const most = Math.max(...lists[index]!.map((part) => boundsOf(targets, part, c)[1]))
      for (const v of piece) {
        const weight = work.graph.vertexWeights[c]![v]!
        if (weight > most * (1 + ROUNDING)) heavy.push({ v, share: weight / goal, piece: index })
      }
    }
    if (heavy.length === 0) continue
    heavy.sort((a, b) => b.share - a.share || a.v - b.v)
    const tolerance = roundUp(toleranceFor(heavy, work, targets, c))
    const reached = Math.abs(deviationsOf(targets, sums)[c]!.deviation)
    for (const { v, share } of heavy.slice(0, MOST_NAMED)) {
      const isUnit = work.sizes[v]! > 1
      const first = work.firstOf[v]!
      const what = isUnit ? `the unit of ${work.sizes[v]} vertices with ${rules.name(first)}` : rules.name(first)
      const others = heavy.length > 1 ? `, as ${heavy.length - 1} more do` : ''
      const remedy = isUnit ? 'split it, ask for fewer parts' : 'refine the resolution, ask for fewer parts'
      notes.push({
        code: isUnit ? 'unit-too-heavy' : 'vertex-too-heavy',
        message:
          `${what} alone holds ${percent(share)} of a part's target, more than a part may${others}; ` +
          `${remedy} or raise the tolerance to at least ${percentUp(tolerance)} (this plan is within ${percentUp(reached)})`,
        details: {
          vertex: rules.given(first),
          ...weightOf(balanced, c),
          share,
          tolerance,
          reached,
          heavy: heavy.length,
        },
      })
    }
  }
  return notes
}

/**
 * The least tolerance at which vertices too heavy for a part may fit: each holds its own weight and every piece that it
 * alone ties to the rest and that is too light for a part; and what they leave must do for the other parts.
 */
function toleranceFor(heavy: readonly { v: number; share: number }[], work: Work, targets: Targets, c: number): number {
  const goal = targets.averages[c]!
  let tolerance = heavy[0]!.share - 1
  for (const { v, share } of heavy.slice(0, MOST_NAMED)) {
    const hanging = piecesWithout(work.graph, v, c)
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

function explainApart({ rules, work, parts }: ExplainInput): SolveNote[] {
  const notes: SolveNote[] = []
  for (let i = 0; i < work.apart.length; i += 2) {
    const [a, b] = [work.apart[i]!, work.apart[i + 1]!]
    if (parts[a] !== parts[b]) continue
    const [first, second] = [work.firstOf[a]!, work.firstOf[b]!]
    notes.push({
      code: 'apart-not-met',
      message: `${rules.name(first)} and ${rules.name(second)} share part ${parts[a]} and should not; no connected division that keeps them apart was found`,
      details: { vertex: rules.given(first), otherVertex: rules.given(second), part: parts[a]! },
    })
  }
  return notes
}

export function describeSize({ vertices, weights, exampleVertex }: SolvedComponent): string {
  return `${vertices} vertices, weight ${weights.join(' / ')}, vertex ${exampleVertex} among them`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function roundUp(fraction: number): number {
  return Math.ceil(fraction * 1000 - 1e-6) / 1000
}
