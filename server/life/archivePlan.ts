import { ShapanError } from '../base/errors.ts'
import type { Database } from '../db/database.ts'
import { tellNews } from '../db/news.ts'
import { tellPlanHere } from '../plans/planNews.ts'
import { loadPlanState } from '../plans/planState.ts'
import { recordAct, takeTurn } from './lifeStore.ts'
import { type Acting, setStatus } from './submitPlan.ts'

/** Puts a draft away: it can be looked at and copied, and not edited any more. Throws `plan-not-found`, `plan-not-draft`. */
export async function archivePlan(database: Database, planId: string, acting: Acting): Promise<void> {
  const plan = await loadPlanState(database, planId)
  if (plan.status !== 'draft')
    throw new ShapanError('plan-not-draft', `Plan "${planId}" is ${plan.status}: only a draft can be archived`)
  await takeTurn(database, plan.cityId, async (turn) => {
    await setStatus(turn, plan, 'draft', 'archived', acting.now)
    await recordAct(turn, acting, { act: 'plan.archive', subject: planId })
    await tellNews(turn.transaction, planId)
  })
  tellPlanHere(database, planId)
}
