import { createHash } from 'node:crypto'
import { derived } from '../base/derived.ts'
import type { PlanState } from './states.ts'

/**
 * Changes whenever anything that is answered about the plan does: cells by its revision, and names, status, locks, the division and the city's districts by a digest,
 * because they may change without a revision.
 */
export const representationKey = derived((state: PlanState): string => {
  const { planId, cityId, revision, name, status, updatedAt, grids, division, city } = state
  const { key, signature, isOnly } = division
  const digest = createHash('sha256')
    .update(
      JSON.stringify([name, status, updatedAt, grids, key, division.name, isOnly, signature, city.districtChanges]),
    )
    .digest('base64url')
  return `${planId}.c${cityId}.r${revision}.${digest.slice(0, 10)}`
})
