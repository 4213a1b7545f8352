import { isShapanError, ShapanError } from '../../base/errors.ts'
import { parsePlanId } from '../../base/planIds.ts'
import type { Verification, Violation } from '../../contract/verification.ts'
import { divisionNameOf } from '../../data/divisions.ts'
import type { Database } from '../../db/database.ts'
import { runTask } from '../../threads/threads.ts'
import { loadPlanState } from '../planState.ts'
import type { PlanState } from '../states.ts'
import type { StoredPlan } from './check.ts'
import { isDamage, unreadable } from './damage.ts'
import { readPlan } from './readPlan.ts'
import { tasks } from './tasks.ts'

/** A plan that changes faster than it is read is recounted without what the server answers with. */
const mostReadings = 3

/**
 * Checks a plan from scratch, for `shapan verify` and the API alike. All is read anew in one transaction, so that work going on
 * beside it does not look like damage; the database sums, h3-js locates in a thread, and only then what the server answers with is
 * held against the recount. Nothing here trusts a cache, a derived table or what another check has found.
 *
 * Whatever is damaged is a violation. Throws `plan-not-found`, and what says nothing about the plan, such as a lost connection.
 */
export async function recountPlan(database: Database, planId: string): Promise<Verification> {
  const id = parsePlanId(planId)
  if (!id) throw new ShapanError('plan-not-found', `"${planId}" is no plan id; one looks like taipei-3`)
  for (let reading = 1; ; reading++) {
    const { found, stored } = await database.patient
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute((transaction) => readPlan(transaction, id.cityCode, id.planNumber))
    if (!stored) return { planId, division: null, revision: 0, ok: false, violations: found, stats: {} }
    const served = await loadServed(database, planId)
    const isSame =
      'found' in served ||
      (served.state.revision === stored.revision && served.state.division.signature === stored.division.signature)
    if (!isSame && reading < mostReadings) continue
    const state = 'state' in served && isSame ? served.state : undefined
    const checked = await runTask(tasks.checkPlan, { stored, served: state }, sizeOf(stored))
    const all = [...checked.violations, ...found, ...('found' in served ? [served.found] : [])]
    // A row that was changed by itself is named by its seal already.
    const isNamed = found.some(({ code }) => code === 'row-changed' || code === 'published-changed')
    const violations = isNamed ? all.filter(({ code }) => code !== 'hash-mismatch') : all
    return {
      planId,
      division: divisionNameOf(stored.division),
      revision: stored.revision,
      ok: violations.length === 0,
      violations,
      stats: checked.stats,
    }
  }
}

/** Cells and customers, some 45 characters each. */
function sizeOf({ cells, places }: StoredPlan): number {
  return cells.ids.length + places.reduce((sum, text) => sum + text.length, 0) / 45
}

async function loadServed(database: Database, planId: string): Promise<{ state: PlanState } | { found: Violation }> {
  try {
    return { state: await loadPlanState(database, planId) }
  } catch (error) {
    const isMissing = isShapanError(error) && (error.code.endsWith('-not-found') || error.code === 'unknown-snapshot')
    if (!isMissing && !isDamage(error)) throw error
    return { found: unreadable('what the server answers with', error) }
  }
}
