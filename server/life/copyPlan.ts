import { encodeAssignment } from '../../partition/index.ts'
import { addDays, dateAt } from '../base/civilDates.ts'
import { ShapanError } from '../base/errors.ts'
import { formatPlanId } from '../base/planIds.ts'
import { findCity } from '../cities/store.ts'
import type { Rebased, RebaseRequest } from '../contract/lifecycle.ts'
import type { Database } from '../db/database.ts'
import { loadPlanState } from '../plans/planState.ts'
import { findBaseOf, insertPlan, readRules } from '../plans/store.ts'
import { runTask } from '../threads/threads.ts'
import { inheritRules } from './inheritRules.ts'
import { readTimeline, recordAct, takeTurn } from './lifeStore.ts'
import { readBase } from './makeImpact.ts'
import type { Content } from './rebase.ts'
import type { Acting } from './submitPlan.ts'
import { tasks } from './tasks.ts'
import { inForceOn, liveAt } from './timeline.ts'
import { formatVersionId } from './versionIds.ts'

/** A new draft with the same cells and grids, drawn from the same version; of any plan, whatever its status. Throws `plan-not-found`. */
export async function copyPlan(
  database: Database,
  planId: string,
  { name }: { readonly name?: string | undefined },
  acting: Acting,
): Promise<{ planId: string }> {
  const plan = await loadPlanState(database, planId)
  const { cityId, cityCode } = plan
  const baseVersion = await findBaseOf(database.kysely, plan)
  const rules = await readRules(database.kysely, plan)
  const inherited =
    plan.revision === 0 ? { parameters: plan.parameters, rules } : inheritRules(plan.parameters, rules, plan.assignment)
  const copied = await takeTurn(database, cityId, async (turn) => {
    const number = await insertPlan(turn.transaction, cityId, {
      name: (planNumber) => name ?? `#${planNumber} · ${planId}`,
      division: plan.division.key,
      snapshotId: plan.snapshotId,
      ...inherited,
      warnings: plan.warnings,
      links: plan.links,
      createdBy: acting.actor,
      madeAt: acting.now,
      baseVersion,
      origin: { kind: 'copy', planNumber: plan.planNumber, revision: plan.revision },
      assignment: encodeAssignment(plan.assignment),
      grids: plan.grids,
    })
    await recordAct(turn, acting, {
      act: 'plan.copy',
      subject: planId,
      detail: { copy: formatPlanId(cityCode, number) },
    })
    return number
  })
  return { planId: formatPlanId(cityCode, copied) }
}

/**
 * A new draft that is drawn from the version in force today, or the day before it is to take effect: what the draft changed since its own base, laid over what was changed since by
 * others, by the city's newest data. Throws `plan-not-found`, and `not-in-force` where nothing is.
 */
export async function rebasePlan(
  database: Database,
  planId: string,
  { name, effectiveFrom, mine: preferred }: RebaseRequest,
  acting: Acting,
): Promise<Rebased> {
  const plan = await loadPlanState(database, planId)
  const { cityId, cityCode, division } = plan
  const { timezone, current_snapshot_id: newest } = await findCity(database.kysely, cityCode)
  const { versions } = await readTimeline(database.kysely, cityId)
  const live = liveAt(versions.filter((version) => version.division === division.key))
  const wanted = inForceOn(live, effectiveFrom ? addDays(effectiveFrom, -1) : dateAt(acting.now, timezone)) ?? live[0]
  if (!wanted)
    throw new ShapanError('not-in-force', `No plan of "${cityCode}" is in force that "${planId}" could be re-based on`)
  const contentOf = async (id: string): Promise<Content> => {
    const { assignment, grids } = await loadPlanState(database, id)
    return { assignment, grids }
  }
  const theirs = await contentOf(formatPlanId(cityCode, wanted.planNumber))
  const baseNumber = await readBase(database, plan)
  const base = versions.find(({ number }) => number === baseNumber)
  const merged = await runTask(
    tasks.mergePlans,
    {
      // Drawn from nothing, all of it is the draft's own.
      base: base ? await contentOf(formatPlanId(cityCode, base.planNumber)) : theirs,
      mine: { assignment: plan.assignment, grids: plan.grids },
      theirs,
      preferred,
    },
    plan.city.cellCount,
  )
  const rules = await readRules(database.kysely, plan)
  const number = await takeTurn(database, cityId, async (turn) => {
    const conflicts = merged.conflicts.reduce((sum, { cells }) => sum + cells, 0)
    const made = await insertPlan(turn.transaction, cityId, {
      name: (planNumber) => name ?? `#${planNumber} · ${planId} → ${formatVersionId(cityCode, wanted.number)}`,
      division: division.key,
      snapshotId: newest ?? plan.snapshotId,
      ...inheritRules(plan.parameters, rules, merged.assignment),
      warnings: plan.warnings,
      links: plan.links,
      createdBy: acting.actor,
      madeAt: acting.now,
      baseVersion: wanted.number,
      origin: { kind: 'rebase', planNumber: plan.planNumber, revision: plan.revision, conflicts },
      assignment: encodeAssignment(merged.assignment),
      grids: merged.grids,
    })
    await recordAct(turn, acting, {
      act: 'plan.rebase',
      subject: planId,
      detail: { draft: formatPlanId(cityCode, made), base: formatVersionId(cityCode, wanted.number), conflicts },
    })
    return made
  })
  return {
    planId: formatPlanId(cityCode, number),
    base: formatVersionId(cityCode, wanted.number),
    conflicts: [...merged.conflicts],
    mine: merged.mine,
    theirs: merged.theirs,
  }
}
