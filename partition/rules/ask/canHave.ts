import type { PlannerRules } from './plannerRules.ts'

/**
 * Whether there could be so many parts as well: no rule names a part beyond them or gives each a target, and what needs a
 * part of its own, `least` besides the locked ones, gets one.
 */
export function canHave({ partTargets, locked, pins }: PlannerRules, partCount: number, least: number): boolean {
  if (partTargets || locked.some((part) => part >= partCount) || pins?.some((part) => part >= partCount)) return false
  return partCount >= least + locked.length
}
