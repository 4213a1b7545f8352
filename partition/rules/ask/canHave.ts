import type { PlannerRules } from './plannerRules.ts'

/**
 * Whether there could be so many parts as well: no rule names a part beyond them or gives each a target, what needs a part of
 * its own, `least` besides the locked ones, gets one, and nothing says how much may move, which another number may need.
 */
export function canHave(rules: PlannerRules, partCount: number, least: number): boolean {
  const { partTargets, locked, pins } = rules
  if (isBudgeted(rules)) return false
  if (partTargets || locked.some((part) => part >= partCount) || pins?.some((part) => part >= partCount)) return false
  return partCount >= least + locked.length
}

/** Not all may move: what a plan of other rules takes may be too much. */
export function isBudgeted({ keepsCurrent, budget }: PlannerRules): boolean {
  return keepsCurrent && budget < 1
}
