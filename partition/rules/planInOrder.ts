import type { Control } from '../divide/base/control.ts'
import { presetFor } from '../divide/base/presets.ts'
import { measureQuality } from '../divide/base/quality.ts'
import { createRandom } from '../divide/base/random.ts'
import { listComponents } from '../graph/components.ts'
import type { Graph } from '../graph/graph.ts'
import { sumOf } from '../graph/sums.ts'
import type { SizeBand, SolveOptions, SolveResult } from './ask/options.ts'
import { type PlannerRules, plannerRules } from './ask/plannerRules.ts'
import { Refusal } from './ask/refusal.ts'
import type { SolveNote } from './ask/solveNotes.ts'
import { apportionParts, type PieceDemand } from './count/apportionParts.ts'
import { type CountedPieces, countHeavyOnce, partCountsBesideHeavy } from './count/heavyShares.ts'
import { partsThatGoOn, pieceDemands } from './count/pieceDemands.ts'
import { type ReducedGraph, reduceGraph } from './count/reducedGraph.ts'
import { deviationsOf, isWithinBounds, makeTargets } from './count/targets.ts'
import { type Balanced, chooseWeights } from './count/weights.ts'
import { explain } from './notes/explain.ts'
import { describePieces, type Ordered, refuseTooMany } from './pieces.ts'
import { solvePieces } from './solvePieces.ts'

interface Task {
  ordered: Ordered
  options: SolveOptions
  rules: PlannerRules
  balanced: Balanced
  totals: number[]
  reduced: ReducedGraph
  pieces: Uint32Array[]
  /** what moving each vertex costs */
  costs: Float64Array
  notes: SolveNote[]
}

type Solved = Extract<SolveResult, { ok: true }>

/** Solves what is in canonical order already, for each number of parts in question. Throws Refusal. */
export function planInOrder(ordered: Ordered, options: SolveOptions, control: Control): Solved {
  const { graph, original } = ordered
  const rules = plannerRules(options.rules ?? {}, ordered.order, ordered.place)
  const notes: SolveNote[] = []
  const balanced = chooseWeights(original, options, rules, notes)
  const costs = moveCosts(original)
  const reduced = reduceGraph(graph, balanced.columns, costs, rules)
  const totals = balanced.columns.map(sumOf)
  const task = {
    ordered,
    options,
    rules,
    balanced,
    totals,
    reduced,
    pieces: listComponents(reduced.graph),
    costs,
    notes,
  }
  // A stop may come while a count is tried that does not win: the flag is read when all is done.
  const report = (plan: Solved): Solved => {
    control.report('done', 1)
    return { ...plan, stopped: control.wasStopped() }
  }
  if (typeof options.parts === 'number') return report(planFor(task, options.parts, control))
  const candidates = countsInBand(task, options.parts)
  let best: Solved | undefined
  const refused: Refusal[] = []
  for (const parts of candidates) {
    try {
      const plan = planFor(task, parts, control)
      if (!best || missOf(plan, options) < missOf(best, options)) best = plan
    } catch (error) {
      // What one number of parts cannot have another one may.
      if (!(error instanceof Refusal)) throw error
      refused.push(error)
    }
    if (best && (best.withinTolerance || control.isStopped())) break
  }
  if (!best) throw refused.reduce((least, one) => (neededFor(one) < neededFor(least) ? one : least))
  return report(best)
}

/** The budget that a refusal asks for; Infinity where it is about something else. */
function neededFor({ refusal }: Refusal): number {
  return refusal.code === 'budget-too-small' ? refusal.needed : Infinity
}

// A number of parts whose bounds are missed makes way for the next one so often.
const COUNTS_TRIED = 4

function countsInBand({ reduced, rules, pieces, balanced }: Task, band: SizeBand): number[] {
  const locked = rules.locked.length
  const [weights] = reduced.graph.vertexWeights
  if (balanced.sources[0] === -1 && rules.composite) {
    throw new RangeError('a size band is in units of the first weight; it cannot go with a composite')
  }
  if (balanced.sources[0] !== 0) {
    throw new Refusal({ code: 'nothing-to-band', smallest: band.smallest, largest: band.largest })
  }
  if (locked > 0 && sumOf(weights!) <= 0) {
    const { smallest, largest } = band
    throw new Refusal({ code: 'nothing-to-band', smallest, largest, locked, vertices: reduced.graph.vertexCount })
  }
  const possible = partCountsBesideHeavy(weights!, band)
  const counts = possible.filter((count) => count >= pieces.length && count <= reduced.graph.vertexCount)
  // No count fits the pieces: the nearest says what is wrong.
  const chosen = counts.length > 0 ? counts : possible.slice(0, 1)
  const today = new Set(reduced.current?.filter((part) => part >= 0)).size
  chosen.sort((a, b) => Number(b === today) - Number(a === today))
  return chosen.slice(0, COUNTS_TRIED).map((count) => count + locked)
}

function missOf(plan: Solved, { tolerances }: SolveOptions): number {
  if (plan.withinTolerance) return 0
  return plan.deviations.reduce((sum, deviation, c) => sum + Math.max(0, deviation - (tolerances[c] ?? 0)), 0)
}

function moveCosts({ vertexCount, vertexWeights }: Graph): Float64Array {
  const [first] = vertexWeights
  if (first && sumOf(first) > 0) return first.map((weight) => Math.max(0, weight))
  return new Float64Array(vertexCount).fill(1)
}

function planFor(task: Task, partCount: number, control: Control): Solved {
  const { ordered, options, rules, balanced, totals, reduced, pieces, costs } = task
  const labels = freeParts(task, partCount)
  const given = (w: number) => rules.given(reduced.firstOf[w]!)
  const goingOn = partsThatGoOn(reduced, labels)
  const today = reduced.current?.map((part) => (part === -1 ? -1 : (goingOn.get(part) ?? GONE)))
  const demands = pieceDemands(reduced, pieces, today, given)
  refuseTooMany(task, demands, labels.length)
  const band = typeof options.parts === 'object' ? options.parts : undefined
  const targets = makeTargets(totals, partCount, rules.partTargets, balanced.tolerances, band)
  const goals = Float64Array.from({ length: partCount }, (_, part) => targets.targets[part * targets.width]!)
  const counted = countHeavy(task, labels.length, band)
  const lists = apportionCounted(demands, labels, goals, balanced.tolerances[0]!, counted)
  const totalCost = sumOf(costs)
  const outcome = solvePieces(
    {
      reduced,
      pieces,
      lists,
      today,
      targets,
      importance: balanced.importance,
      isRenewed: counted !== undefined,
      compactness: options.compactness ?? 0.5,
      objective: rules.objective,
      budget: rules.budget * totalCost - reduced.unitMoves,
      spent: reduced.unitMoves,
      totalCost,
      given,
    },
    {
      preset: presetFor(options.preset ?? 'balanced', reduced.graph.vertexCount),
      random: createRandom(options.seed),
      control,
    },
  )
  const newOf = canRenumber(rules) ? renumber(outcome.parts, partCount) : undefined
  const numbered = newOf ? lists.map((list) => list.map((part) => newOf[part]!)) : lists

  const isStopped = control.wasStopped()
  const parts = new Uint16Array(reduced.reducedOf.length)
  for (let v = 0; v < parts.length; v++) {
    const w = reduced.reducedOf[v]!
    parts[v] = w === -1 ? rules.current![v]! : outcome.parts[w]!
  }
  const sums = sumsOf(balanced.columns, parts, partCount)
  const solved = describePieces(task, lists)
  const isWithin = isWithinBounds(targets, sums)
  const budget =
    outcome.needed === undefined
      ? undefined
      : {
          allowed: rules.budget,
          needed: (outcome.needed + reduced.unitMoves) / totalCost,
        }
  const notes = explain({
    reduced,
    rules,
    balanced,
    targets,
    pieces,
    lists: numbered,
    solved,
    sums,
    isWithin,
    isStopped,
    parts: outcome.parts,
    budget,
    reliefs: outcome.reliefs,
    counted,
    isAsNearAsCan: outcome.isAsNearAsCan,
    leastParts: demands.reduce((sum, { least }) => sum + least, 0),
    searches: outcome.searches,
  })
  const inGivenOrder = new Uint16Array(parts.length)
  for (let v = 0; v < parts.length; v++) inGivenOrder[ordered.order[v]!] = parts[v]!
  return {
    ok: true,
    parts: inGivenOrder,
    partCount,
    ...measureQuality(ordered.original, parts, partCount),
    deviations: deviationsOf(targets, sums).map(({ deviation }) => Math.abs(deviation)),
    withinTolerance: isWithin,
    components: solved.toSorted((a, b) => a.exampleVertex - b.exampleVertex),
    notes: [...task.notes, ...notes],
    stopped: isStopped,
    ...(rules.keepsCurrent && movement(rules, parts, costs, goingOn, totalCost, partCount)),
  }
}

/** How pieces count by weight where something is too heavy for a part. */
function countHeavy({ balanced, reduced, pieces }: Task, partCount: number, band: SizeBand | undefined) {
  if (pieces.length === 1) return undefined
  const upperOf = (average: number) => band?.largest ?? average * (1 + balanced.tolerances[0]!)
  return countHeavyOnce(reduced.graph.vertexWeights[0]!, pieces, partCount, upperOf)
}

function apportionCounted(
  demands: readonly PieceDemand[],
  labels: readonly number[],
  goals: Float64Array,
  tolerance: number,
  counted: CountedPieces | undefined,
): number[][] {
  if (!counted) return apportionParts(demands, labels, goals, tolerance)
  const goal = labels.reduce((sum, label) => sum + goals[label]!, 0) / labels.length
  const renewed = goals.map((own) => (own * counted.average) / goal)
  const demandsAsCounted = demands.map((demand, i) => ({ ...demand, weight: counted.weights[i]! }))
  return apportionParts(demandsAsCounted, labels, renewed, tolerance)
}

const GONE = -2

/** The parts that are not locked. */
function freeParts({ rules, reduced, pieces }: Task, partCount: number): number[] {
  const { locked } = rules
  const isLocked = new Set(locked)
  const { vertexCount } = reduced.graph
  const left = partCount - locked.length
  const leaveNoPart = {
    code: 'locked-leave-no-part',
    locked: locked.length,
    parts: partCount,
    vertices: vertexCount,
  } as const
  if (locked.some((part) => part >= partCount)) {
    throw new Refusal({ code: 'locked-beyond-band', part: locked.at(-1)!, parts: partCount })
  }
  if (left > vertexCount) {
    if (locked.length > 0) throw new Refusal({ ...leaveNoPart, most: vertexCount + locked.length })
    const hasUnits = reduced.sizes.some((size) => size > 1)
    throw new Refusal({
      code: 'too-few-vertices',
      vertices: vertexCount,
      parts: partCount,
      ...(hasUnits && { hasUnits }),
    })
  }
  if (left === 0 && vertexCount > 0) {
    const demands = pieceDemands(reduced, pieces, undefined, (w) => rules.given(reduced.firstOf[w]!))
    throw new Refusal({ ...leaveNoPart, least: demands.reduce((sum, { least }) => sum + least, locked.length) })
  }
  return Array.from({ length: partCount }, (_, part) => part).filter((part) => !isLocked.has(part))
}

/** Numbers mean something where rules or today's plan name parts. */
function canRenumber(rules: PlannerRules): boolean {
  return !rules.pins && !rules.current && !rules.partTargets
}

/** Numbers parts by their first vertex, in place; answers the new number of each. */
function renumber(parts: Uint16Array, partCount: number): Int32Array {
  const newOf = new Int32Array(partCount).fill(-1)
  let used = 0
  for (let v = 0; v < parts.length; v++) {
    const part = parts[v]!
    if (newOf[part] === -1) newOf[part] = used++
    parts[v] = newOf[part]!
  }
  return newOf
}

function sumsOf(columns: readonly Float64Array[], parts: Uint16Array, partCount: number): Float64Array[] {
  return columns.map((column) => {
    const sums = new Float64Array(partCount)
    for (let v = 0; v < parts.length; v++) sums[parts[v]!]! += column[v]!
    return sums
  })
}

function movement(
  { current, locked }: PlannerRules,
  parts: Uint16Array,
  costs: Float64Array,
  goingOn: ReadonlyMap<number, number>,
  totalCost: number,
  partCount: number,
): { movedShare: number; origins: number[] } {
  const isLocked = new Set(locked)
  const origins = new Array<number>(partCount).fill(-1)
  let moved = 0
  for (let v = 0; v < parts.length; v++) {
    const part = current![v]!
    if (part === -1) continue
    const goesOnAs = isLocked.has(part) ? part : goingOn.get(part)
    if (goesOnAs === parts[v]) origins[goesOnAs!] = part
    else moved += costs[v]!
  }
  return { movedShare: moved / totalCost, origins }
}
