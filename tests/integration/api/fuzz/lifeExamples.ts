import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { InjectOptions } from 'fastify'
import { formatPlanId } from '../../../../server/base/planIds.ts'
import { findCity } from '../../../../server/cities/store.ts'
import type { ClaimMade, ClaimRequest } from '../../../../server/contract/disputes.ts'
import type { OwnerChangeRequest } from '../../../../server/contract/owners.ts'
import { importFile } from '../../../../server/data/importFile.ts'
import type { Database } from '../../../../server/db/database.ts'
import { copyPlan } from '../../../../server/life/copyPlan.ts'
import { approve } from '../../../../server/life/decide.ts'
import { readTimeline } from '../../../../server/life/lifeStore.ts'
import { versionsAround } from '../../../../server/life/makeImpact.ts'
import { putBack } from '../../../../server/life/putBack.ts'
import { findOpenSubmission } from '../../../../server/life/submissions.ts'
import { reopenPlan, submitPlan } from '../../../../server/life/submitPlan.ts'
import { makeClaim } from '../../../../server/ownership/disputes/claims.ts'
import { addParty } from '../../../../server/ownership/rows/parties.ts'
import { proposeOwner } from '../../../../server/ownership/rows/proposals.ts'
import { runPartition } from '../../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../../server/plans/planState.ts'
import { customerCsv, makeCity } from '../../builders.ts'
import { actingOn, dayFrom, publishCopy, requestFor, submitCopy } from '../../life/acts.ts'
import type { FuzzOptions } from './fuzz.ts'

const code = 'lived'
const first = `${code}-1`

/** Of an account that nothing else is about. */
export const freshOwnerChange = (): OwnerChangeRequest => ({
  ...{ layer: 'listed', subject: randomUUID(), effectiveFrom: dayFrom(3), reason: '约定', replace: false },
  owner: { kind: 'place' },
})

/** A claim that waits: of an account that nothing else is about. */
export async function claimFresh(database: Database, city: string, subject: string = randomUUID()): Promise<ClaimMade> {
  return await makeClaim(database, city, claimOf(subject, await freshTeam(database, city)), actingOn())
}

const claimOf = (subject: string, id: string): ClaimRequest => ({
  ...{ layer: 'listed', subject, claimant: { kind: 'team', id }, statement: '我方签约', evidence: ['HT-7'] },
})

async function freshTeam(database: Database, city: string): Promise<string> {
  return (await addParty(database, city, { id: randomUUID(), kind: 'team', name: '一组' }, actingOn())).id
}

/** Requests of a plan's way to taking effect that chance would not find, in a city of their own. */
export function lifeExamples(database: Database): FuzzOptions['examples'] {
  let made: Promise<void> | undefined
  /** the plan in force on the day before that which is so many days from today */
  const base = async (days = 3): Promise<string> => {
    made ??= makeLived(database)
    await made
    const { city_id: cityId } = await findCity(database.kysely, code)
    const { predecessor } = versionsAround(await readTimeline(database.kysely, cityId), 'all', dayFrom(days))
    return formatPlanId(code, predecessor!.planNumber)
  }
  const post = (url: string, payload: object): InjectOptions => ({ method: 'POST', url, payload })
  const city = `/api/cities/${code}`
  const submitted = async () => await submitCopy(database, await base(), dayFrom(3), actingOn())
  const free = async (planId: string) => {
    const plan = await loadPlanState(database, planId)
    const open = await findOpenSubmission(database.kysely, plan.cityId, plan)
    if (open) await reopenPlan(database, planId, { state: 'returned', reason: 'another' }, actingOn())
  }
  const wish = (days: number) => ({ version: 1, effectiveFrom: dayFrom(days), later: 'withdraw' as const, note: '' })
  const asked = async (kind: 'rollback' | 'correct', days: number) => {
    await base()
    await free(first)
    return await putBack(database, code, kind, wish(days), actingOn())
  }
  const decision = async (path: string, kind: 'rollback' | 'correct', days: number) => {
    const { number, impactId } = await asked(kind, days)
    const payload = { decision: 'approve', submission: number, impactId, later: 'withdraw' }
    return post(`${city}/${path}/${number}/decision`, payload)
  }
  const proposed = async () => {
    await base()
    return await proposeOwner(database, code, freshOwnerChange(), actingOn())
  }
  const disputed = async () => {
    await base()
    const subject = randomUUID()
    await claimFresh(database, code, subject)
    return (await claimFresh(database, code, subject)).dispute!.id
  }
  const versions = async (rest: string): Promise<InjectOptions> => {
    await base()
    return { method: 'GET', url: `${city}/versions/1${rest}` }
  }
  return {
    'PUT /api/plans/{plan}/submission': async () => {
      const { planId } = await copyPlan(database, await base(), {}, actingOn())
      const payload = await requestFor(database, planId, dayFrom(3))
      return { method: 'PUT', url: `/api/plans/${planId}/submission`, payload }
    },
    'DELETE /api/plans/{plan}/submission': async () => ({
      method: 'DELETE',
      url: `/api/plans/${(await submitted()).planId}/submission`,
    }),
    'POST /api/plans/{plan}/decision': async () => {
      const { planId, number } = await submitted()
      return post(`/api/plans/${planId}/decision`, { decision: 'return', submission: number, reason: '口径' })
    },
    'POST /api/plans/{plan}/impact': async () => post('/api/plans/town-1/impact', { effectiveFrom: dayFrom(1) }),
    'POST /api/plans/{plan}/rebase': async () => post(`/api/plans/${await base()}/rebase`, {}),
    'POST /api/plans/{plan}/archive': async () => {
      const { planId } = await copyPlan(database, await base(), {}, actingOn())
      return { method: 'POST', url: `/api/plans/${planId}/archive` }
    },
    'GET /api/cities/{city}/versions/{version}': () => versions(''),
    'GET /api/cities/{city}/versions/{version}/movements': () => versions('/movements'),
    'GET /api/cities/{city}/lineage': async () => {
      await base()
      return { method: 'GET', url: `${city}/lineage?from=${dayFrom(-10)}` }
    },
    'GET /api/cities/{city}/grids/{gridId}': async () => {
      const { grids } = await loadPlanState(database, await base())
      return { method: 'GET', url: `${city}/grids/${grids[0]!.gridId}` }
    },
    'POST /api/cities/{city}/versions/{version}/withdrawal': async () => {
      await publishCopy(database, code, await base(9), dayFrom(9), actingOn())
      const { count } = await database.kysely
        .selectFrom('plan_version')
        .innerJoin('city', 'city.city_id', 'plan_version.city_id')
        .where('city.code', '=', code)
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      return post(`${city}/versions/${count}/withdrawal`, { reason: '推迟' })
    },
    'POST /api/cities/{city}/rollbacks': async () => {
      await base()
      await free(first)
      return post(`${city}/rollbacks`, wish(4))
    },
    'POST /api/cities/{city}/corrections': async () => {
      await base()
      await free(first)
      return post(`${city}/corrections`, wish(0))
    },
    'POST /api/cities/{city}/rollbacks/{submission}/decision': () => decision('rollbacks', 'rollback', 5),
    'POST /api/cities/{city}/corrections/{submission}/decision': () => decision('corrections', 'correct', 0),
    'GET /api/cities/{city}/compare': async () => ({
      method: 'GET',
      url: `${city}/compare?left=version:1&right=plan:${await base()}`,
    }),
    'POST /api/cities/{city}/parties': async () => {
      await base()
      return post(`${city}/parties`, { id: randomUUID(), kind: 'team', name: '一组' })
    },
    'POST /api/cities/{city}/cluster-grids': async () => {
      await base()
      return post(`${city}/cluster-grids`, { gridId: randomUUID(), code: 'J1', name: '聚类一' })
    },
    'POST /api/cities/{city}/grid-members': async () => {
      const { grids } = await loadPlanState(database, await base())
      const member = { gridId: grids[0]!.gridId, role: 'head', party: null, effectiveFrom: dayFrom(2) }
      return post(`${city}/grid-members`, member)
    },
    'POST /api/cities/{city}/owner-changes': async () => {
      await base()
      return post(`${city}/owner-changes`, freshOwnerChange())
    },
    'POST /api/cities/{city}/owner-changes/{ownerChange}/decision': async () => {
      const { id } = await proposed()
      return post(`${city}/owner-changes/${id}/decision`, { decision: 'approve' })
    },
    'DELETE /api/cities/{city}/owner-changes/{ownerChange}': async () => {
      const { id } = await proposed()
      return { method: 'DELETE', url: `${city}/owner-changes/${id}` }
    },
    'POST /api/cities/{city}/owner-imports': async () => {
      await base()
      const payload = `account,owner,from,reason\n${randomUUID()},place,${dayFrom(3)},约定\n`
      return { method: 'POST', url: `${city}/owner-imports`, payload, headers: { 'content-type': 'text/csv' } }
    },
    'POST /api/cities/{city}/assignment-imports': async () => {
      await base()
      const url = `${city}/assignment-imports?from=${dayFrom(3)}`
      return { method: 'POST', url, payload: 'customer,grid\nc1,甲\n', headers: { 'content-type': 'text/csv' } }
    },
    'PUT /api/cities/{city}/settings': async () => {
      await base()
      return { method: 'PUT', url: `${city}/settings`, payload: { disputeDays: 10 } }
    },
    'POST /api/cities/{city}/disputes': async () => {
      await base()
      return post(`${city}/disputes`, claimOf(randomUUID(), await freshTeam(database, code)))
    },
    'DELETE /api/cities/{city}/claims/{claim}': async () => {
      await base()
      const { claim } = await claimFresh(database, code)
      return { method: 'DELETE', url: `${city}/claims/${claim.id}?reason=mistaken` }
    },
    'GET /api/cities/{city}/disputes/{dispute}': async () => ({
      method: 'GET',
      url: `${city}/disputes/${await disputed()}`,
    }),
    'POST /api/cities/{city}/disputes/{dispute}/ruling': async () =>
      post(`${city}/disputes/${await disputed()}/ruling`, { owner: { kind: 'place' }, reason: '合同在先' }),
    'GET /api/cities/{city}/customers/{customer}/history': async () => {
      await base()
      return { method: 'GET', url: `${city}/customers/c1/history` }
    },
    'GET /api/cities/{city}/ownership': async () => {
      await base()
      return { method: 'GET', url: `${city}/ownership?customer=c1` }
    },
    'GET /api/cities/{city}/ownership/export': async () => {
      await base()
      return { method: 'GET', url: `${city}/ownership/export?format=csv` }
    },
    'POST /api/cities/{city}/ownership': async () => {
      await base()
      return post(`${city}/ownership`, { crs: 'wgs84', points: [{ id: 'a', lon: 121.5, lat: 31.2 }] })
    },
  }
}

async function makeLived(database: Database): Promise<void> {
  await makeCity(database, code, 6)
  const source = Readable.from([Buffer.from(customerCsv(200))])
  await importFile(database, code, source, { crs: 'wgs84', sourceName: 'lived.csv' })
  await runPartition(database, code, { grids: 3, tolerance: 0.9, weights: ['customers'], preset: 'fast' })
  await publishFirst(database)
}

/** The plan itself, so that it is a version's. */
async function publishFirst(database: Database): Promise<void> {
  const request = await requestFor(database, first, dayFrom(-20))
  const { number, impactId } = await submitPlan(database, first, request, actingOn(-20))
  await approve(database, code, { submission: number, impactId }, actingOn(-20))
}
