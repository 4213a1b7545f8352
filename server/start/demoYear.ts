import { addDays, dateAt } from '../base/civilDates.ts'
import { findCity, listCities } from '../cities/store.ts'
import type { Database } from '../db/database.ts'
import type { Acting } from '../life/submitPlan.ts'
import { turnDays } from '../life/turnDays.ts'
import { loadPlanState } from '../plans/planState.ts'
import { listPlans } from '../plans/store.ts'
import {
  changeOwner,
  claimOwner,
  gridsOfAccounts,
  pickCustomers,
  registerOwners,
  yearClaims,
  yearOwners,
} from './demoYearOwners.ts'
import {
  approveYearPlan,
  copyNamed,
  made,
  planBorders,
  submitYearPlan,
  takenBack,
  type YearPlan,
} from './demoYearPlans.ts'
import type { Progress } from './progress.ts'

/**
 * The year that lies behind the demo city when it is first opened: versions that ended, one in force, one to begin, a plan that waits for approval, and
 * who owns customers beside the grids. Done by what the API does it with, as if on the days it is told of; each act is skipped where it has been
 * done, so that a first start that was cut short is taken up again.
 */
export const demoCode = 'demo'
const planner = '江禾'
const approver = '沈筠'
const dayMs = 86_400_000
const draftName = '下一版草案'

/** A plan of the year, and how many days ago it was submitted and approved, if it was. */
interface Step extends Omit<YearPlan, 'of' | 'effectiveFrom'> {
  readonly from: number
  readonly submitted: number
  readonly approved?: number
}

/** A year was begun, and its last act was not done. */
export async function isDemoYearCutShort({ kysely }: Database): Promise<boolean> {
  const city = (await listCities(kysely)).find(({ code }) => code === demoCode)
  if (!city) return false
  const acts = await kysely
    .selectFrom('audit')
    .where('city_id', '=', (await findCity(kysely, demoCode)).city_id)
    .where('actor', '=', planner)
    .where('act', 'in', ['party.add', 'plan.copy'])
    .select('act')
    .execute()
  return acts.length > 0 && acts.filter(({ act }) => act === 'plan.copy').length < plansOfYear
}
/** with the draft */
const plansOfYear = 6

/** Lets the demo city live through the year before `now`, from its first plan on. Ends with a draft drawn from what is in force. */
export async function liveDemoYear(database: Database, now: Date, progress: Progress): Promise<void> {
  const step = progress.step('living through the last year 演绎过去一年')
  const { city_id: cityId, timezone } = await findCity(database.kysely, demoCode)
  const cityCode = demoCode
  const { planId } = (await listPlans(database.kysely, cityId, cityCode)).at(-1)!
  const today = dateAt(now, timezone)
  const year = { cityId, cityCode, today }
  const ago = (actor: string, days: number): Acting => ({
    ...{ actor, via: 'api', address: null, now: new Date(now.getTime() - days * dayMs) },
  })
  const borders = await planBorders(database, planId)
  const steps: Step[] = [
    {
      ...{ name: '全市首版', from: -334, submitted: 342, approved: 340, note: '首次按网格经营，全市一次划定' },
      commands: [...made(borders.recent), ...made(borders.early), borders.merge],
    },
    {
      ...{
        name: '大网格拆分',
        from: -152,
        submitted: 168,
        approved: 166,
        note: '客户增长过快，拆为两个网格，并顺直几处边界',
      },
      commands: [borders.split, ...takenBack(borders.early)],
    },
    {
      ...{ name: '边界微调', from: -42, submitted: 52, approved: 50, note: '按网格长反馈，调整三处边界' },
      commands: takenBack(borders.recent),
    },
    {
      ...{ name: '新建小区划归', from: 14, submitted: 6, approved: 4, note: '新交付楼盘划归就近网格' },
      commands: made(borders.next),
    },
    {
      ...{ name: '营业厅迁址配套', from: 45, submitted: 2, note: '两家营业厅迁址后，周边边界随之调整' },
      commands: made(borders.asked),
    },
  ]
  const plans: string[] = [planId]
  const submitNext = async ({ submitted, approved: _, from, ...content }: Step) => {
    const plan = { ...content, of: plans.at(-1)!, effectiveFrom: addDays(today, from) }
    plans.push(await submitYearPlan(database, cityId, plan, ago(planner, submitted)))
  }
  const approveLast = ({ approved = 0 }: Step) =>
    approveYearPlan(database, cityId, plans.at(-1)!, '同意', ago(approver, approved))

  const [inaugural, ...following] = steps
  await submitNext(inaugural!)
  await registerOwners(database, cityCode, ago(planner, 341))
  await approveLast(inaugural!)
  // Grids that last: of those there were from the first day on none has ended.
  const inForce = await loadPlanState(database, plans.at(-1)!)
  const gridOf = await gridsOfAccounts(database, inForce)
  const acts = [
    ...following.flatMap((one) => [
      { ago: one.submitted, run: () => submitNext(one) },
      ...(one.approved === undefined ? [] : [{ ago: one.approved, run: () => approveLast(one) }]),
    ]),
    ...yearOwners(gridOf, await pickCustomers(database, inForce)).map((owner) => ({
      ago: owner.ago,
      run: () => changeOwner(database, year, owner, ago(planner, owner.ago), ago(approver, owner.ago - 1)),
    })),
    ...yearClaims(gridOf).map((claim) => ({
      ago: claim.ago,
      run: () => claimOwner(database, year, claim, ago(planner, claim.ago)),
    })),
  ]
  for (const { run } of acts.sort((a, b) => b.ago - a.ago)) await run()
  await turnDays(database, now)
  await copyNamed(database, cityId, plans[3]!, draftName, ago(planner, 0))
  step.done('3 versions behind it or in force, one to come 三个版本已生效，一个待生效')
}
