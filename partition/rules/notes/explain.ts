import { sumAt } from '../../graph/sums.ts'
import { isBetween, isWithin } from '../../metrics/base/isWithin.ts'
import { canHave, isBudgeted } from '../ask/canHave.ts'
import type { SolveNote } from '../ask/solveNotes.ts'
import { hasPartCount } from '../count/heavyShares.ts'
import { boundsOf, canAskFor, deviationsOf, isPartWithin, type Targets } from '../count/targets.ts'
import { weightOf } from '../count/weights.ts'
import { explainHeavy } from './explainHeavy.ts'
import type { ExplainInput } from './explainInput.ts'
import { roundUp } from './roundUp.ts'

export function explain(input: ExplainInput): SolveNote[] {
  const notes = [...explainLocked(input), ...explainPieces(input)]
  const { isWithin, budget } = input
  if (!isWithin) {
    const heavy = explainHeavy(input)
    notes.push(...heavy)
    if (budget) notes.push(explainBudget(budget, notes.length > 0))
    const isSaid = notes.some(({ code }) => code === 'component-off-tolerance' || code === 'district-too-small')
    const isAllThatIsOff = heavy.length > 0 && input.isAsNearAsCan && !isLockedPartOff(input)
    if (!isSaid && !isAllThatIsOff) notes.push(explainMiss(input))
  }
  notes.push(...explainApart(input))
  return notes
}

/** `isPartly` where something keeps the plan off its tolerances whatever moves. */
function explainBudget({ allowed, needed }: { allowed: number; needed: number }, isPartly: boolean): SolveNote {
  return { code: 'budget-too-small', budget: allowed, needed: roundUp(needed), ...(isPartly && { partly: true }) }
}

function isLockedPartOff({ rules, targets, sums }: ExplainInput): boolean {
  return rules.locked.some((part) => sums.some((_, c) => !isPartWithin(targets, sums, part, c)))
}

function explainMiss(input: ExplainInput): SolveNote {
  const { rules, targets, sums, isStopped, searches } = input
  const worst = deviationsOf(targets, sums).reduce((a, b) => (Math.abs(b.deviation) > Math.abs(a.deviation) ? b : a))
  const deviation = Math.abs(worst.deviation)
  const miss = { code: 'tolerance-missed', deviation } as const
  if (rules.locked.includes(worst.part)) return { ...miss, part: worst.part }
  if (isStopped) return { ...miss, stopped: true }
  return explainConflict(input) ?? { ...miss, ...(searches > 1 && { searches }) }
}

/** Several weights are to be held, and the search ended with the first of them alone. */
function explainConflict({ balanced, targets, sums }: ExplainInput): SolveNote | undefined {
  const { importance, sources } = balanced
  const hard = [...importance.keys()].filter((c) => importance[c] === Math.max(...importance))
  const isMet = (c: number) => sums[c]!.every((_, part) => isPartWithin(targets, sums, part, c))
  const [first, ...others] = hard
  const missed = others.filter((c) => !isMet(c))
  if (missed.length === 0 || !isMet(first!)) return undefined
  const deviations = deviationsOf(targets, sums).map(({ deviation }) => Math.abs(deviation))
  const worst = missed.reduce((a, b) => (deviations[b]! > deviations[a]! ? b : a))
  const [held, weight] = [sources[first!]!, sources[worst]!]
  return { code: 'weights-not-met-together', held, weight, deviation: deviations[worst]! }
}

/** Locked parts that leave the others so much or so little that their average is off. */
function explainLocked(input: ExplainInput): SolveNote[] {
  const { rules, balanced, targets, pieces, lists, reduced, sums } = input
  if (rules.locked.length === 0) return []
  const notes: SolveNote[] = []
  const parts = lists.flat()
  for (const c of balanced.tolerances.keys()) {
    const share = pieces.reduce((sum, piece) => sum + sumAt(reduced.graph.vertexWeights[c]!, piece), 0)
    const [least, most] = boundsOfAll(targets, parts, c)
    const goal = parts.reduce((sum, part) => sum + targets.targets[part * targets.width + c]!, 0)
    if (isBetween(share, least, most, goal)) continue
    const deviation = share / goal - 1
    const reached = reachedBy(targets, sums, parts, c)
    const canRaise = canAskFor(targets, c, reached)
    const askFor = numberBesideLocked(input, c, share)
    notes.push({
      code: deviation < 0 ? 'locked-leave-too-little' : 'locked-leave-too-much',
      ...weightOf(balanced, c),
      locked: rules.locked.length,
      parts: parts.length,
      deviation,
      ...(!fitsUnlocked(input) && { stuck: 'band' as const }),
      ...(askFor !== undefined && { askFor }),
      ...(isBudgeted(rules) && { budget: rules.budget }),
      ...(canRaise && { tolerance: roundUp(reached) }),
    })
  }
  return notes
}

/** Whether the band makes some number of parts once nothing is locked: unlocking is no way out where it does not. */
function fitsUnlocked({ targets: { band }, balanced }: ExplainInput): boolean {
  return !band || hasPartCount(balanced.columns[0]!, band)
}

/**
 * The nearest number of parts at which those that are not locked share `share` of weight c within tolerance; undefined where
 * there is none, or the number is the band's to choose.
 */
function numberBesideLocked({ rules, targets, reduced, leastParts }: ExplainInput, c: number, share: number) {
  const { averages, partCount, tolerances, band } = targets
  if (band) return undefined
  const locked = rules.locked.length
  const total = averages[c]! * partCount
  // The others' average falls as parts are added.
  const step = share / (partCount - locked) < averages[c]! ? -1 : 1
  for (let count = partCount + step; count > locked && count - locked <= reduced.graph.vertexCount; count += step) {
    const own = share / (count - locked) / (total / count) - 1
    if (isWithin(Math.abs(own), tolerances[c]!)) return canHave(rules, count, leastParts) ? count : undefined
    if (own * step < 0) return undefined
  }
  return undefined
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
  const { balanced, targets, pieces, lists, reduced } = input
  if (pieces.length === 1) return []
  const notes: SolveNote[] = []
  for (const [index, piece] of pieces.entries()) {
    const list = lists[index]!
    const sums = balanced.columns.map((_, c) => sumAt(reduced.graph.vertexWeights[c]!, piece))
    const goals = sums.map((_, c) => list.reduce((sum, part) => sum + targets.targets[part * targets.width + c]!, 0))
    const off = [...sums.entries()].filter(([c, sum]) => {
      const [least, most] = boundsOfAll(targets, list, c)
      return !isBetween(sum, least, most, targets.averages[c]!) && !isEvenButForHeavy(input, index, c)
    })
    const deviation = ([c, sum]: [number, number]) => Math.abs(sum / goals[c]! - 1)
    const [worst] = off.sort((p, q) => deviation(q) - deviation(p) || p[0] - q[0])
    if (worst) notes.push(explainPiece(input, index, ...worst, goals[worst[0]]!))
  }
  return notes
}

/** The piece got a fair number of parts, but for something too heavy for a part, which has a note of its own. */
function isEvenButForHeavy({ counted, targets, lists }: ExplainInput, index: number, c: number): boolean {
  if (!counted || c !== 0) return false
  const [least, most] = boundsOfAll(targets, lists[index]!, c)
  const renewal = counted.average / targets.averages[c]!
  return isBetween(counted.weights[index]!, least * renewal, most * renewal, counted.average)
}

function explainPiece(
  { rules, balanced, targets, pieces, lists, solved, reduced, sums }: ExplainInput,
  index: number,
  c: number,
  sum: number,
  goal: number,
): SolveNote {
  const piece = pieces[index]!
  const list = lists[index]!
  const component = solved[index]!
  const deviation = sum / goal - 1
  const reached = reachedBy(targets, sums, list, c)
  const canRaise = canAskFor(targets, c, reached)
  const district = rules.districtRule === 'never' ? rules.districtOf?.[reduced.firstOf[piece[0]!]!] : undefined
  const isSmallDistrict = district !== undefined && district !== -1 && deviation < 0 && list.length === 1
  const size = {
    vertices: component.vertices,
    exampleVertex: component.exampleVertex,
    parts: component.parts,
    partsOfAll: targets.partCount,
    deviation,
    weighs: sum / targets.averages[c]!,
    ...(canRaise && { tolerance: roundUp(reached) }),
    ...(balanced.columns.length > 1 && weightOf(balanced, c)),
  }
  return isSmallDistrict
    ? { code: 'district-too-small', district, ...size }
    : { code: 'component-off-tolerance', ...size }
}

function explainApart({ rules, reduced, parts }: ExplainInput): SolveNote[] {
  const notes: SolveNote[] = []
  for (let i = 0; i < reduced.apart.length; i += 2) {
    const [a, b] = [reduced.apart[i]!, reduced.apart[i + 1]!]
    if (parts[a] !== parts[b]) continue
    const [first, second] = [reduced.firstOf[a]!, reduced.firstOf[b]!]
    notes.push({
      code: 'apart-not-met',
      vertex: rules.given(first),
      otherVertex: rules.given(second),
      part: parts[a]!,
    })
  }
  return notes
}
