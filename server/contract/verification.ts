import { z } from 'zod'
import { planId } from './common.ts'
import { divisionName } from './divisions.ts'

/** What can be found wrong; docs/verification.md says what each means and what to do. */
export const violationCode = z.enum([
  // the cells and their grids
  'length-mismatch',
  'bad-cell',
  'bad-grid',
  'bad-link',
  'bad-figure',
  'overlap',
  'gap',
  'unknown-grid',
  'empty-grid',
  'disconnected',
  'unit-split',
  'area-crossed',
  'pin-broken',
  'apart-broken',
  'class-mismatch',
  'centres-together',
  'own-grid-shared',
  'duplicate-grid',
  'locked-changed',
  // the city
  'city-mismatch',
  'cell-order',
  'cell-outside',
  'area-mismatch',
  'district-mismatch',
  'bad-admin-area',
  // the data
  'snapshot-mismatch',
  'customers-changed',
  'customer-misplaced',
  'cell-fact-mismatch',
  'orphan-rows',
  // how plans take effect
  'version-mismatch',
  'owners-mismatch',
  'disputes-mismatch',
  // the log
  'log-gap',
  'log-broken',
  'hash-mismatch',
  'command-mismatch',
  'start-mismatch',
  // the rows
  'plan-missing',
  'bad-document',
  'row-changed',
  'published-changed',
  'unreadable',
  // what the server answers with
  'total-mismatch',
  'grid-figure-mismatch',
  'outline-mismatch',
])
export type ViolationCode = z.infer<typeof violationCode>

export const violation = z.object({
  code: violationCode,
  message: z.string(),
  grid: z.int().optional(),
  cells: z.array(z.int()).optional(),
})
export type Violation = z.infer<typeof violation>

/** What an independent recount of the plan found; `ok` means every invariant holds. */
export const verification = z.object({
  planId,
  /** of the plan, whose figures the totals are of; null where the plan's own row is gone */
  division: divisionName.nullable(),
  revision: z.int(),
  ok: z.boolean(),
  violations: z.array(violation),
  stats: z.record(z.string(), z.number()),
})
export type Verification = z.infer<typeof verification>
