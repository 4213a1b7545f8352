import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { isShapanError } from '../../../server/base/errors.ts'
import { turnDays } from '../../../server/life/turnDays.ts'
import { readMoment } from '../../../server/ownership/cityOwnership.ts'
import { makeClaim, withdrawClaim } from '../../../server/ownership/disputes/claims.ts'
import { listDisputes } from '../../../server/ownership/disputes/listDisputes.ts'
import { ruleDispute } from '../../../server/ownership/disputes/ruleDispute.ts'
import { ownerOf } from '../../../server/ownership/ownerOf.ts'
import { addParty } from '../../../server/ownership/rows/parties.ts'
import { decideOwners, proposeOwner } from '../../../server/ownership/rows/proposals.ts'
import { checkDisputes } from '../../../server/plans/recount/disputes.ts'
import { checkOwners } from '../../../server/plans/recount/owners.ts'
import { seededRandom } from '../../unit/partition/builders.ts'
import { makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'
import { addDay, DisputeModel } from './disputeModel.ts'

/** The embedded database is a fraction as fast and runs the same code. */
const actsOn = { postgres: 100, pglite: 40 }
const subjects = ['L1', 'L2', 'L3', 'L4']
const teams = ['A', 'B', 'C']

// A law of the statements, which are the same on both; `disputes.test.ts` runs on both databases with each change.
anyDatabase('disputes, whatever is done', (database, driver) => {
  const acts = actsOn[driver]
  it(`${acts} random acts leave one open dispute of a subject at most, and owners as they were until a ruling`, async () => {
    const { cityId } = await makeCity(database(), 'law', 6)
    const random = seededRandom(22)
    const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)]!
    const model = new DisputeModel('2026-09-10')
    const acting = () => ({
      ...{ actor: 'test', via: 'api' as const, address: null },
      now: new Date(`${model.today}T02:00:00Z`),
    })
    const codeOf = async (act: Promise<unknown>) =>
      await act.then(
        () => null,
        (error: unknown) => {
          if (isShapanError(error)) return error.code
          throw error
        },
      )
    for (const id of teams) await addParty(database(), 'law', { id, kind: 'team', name: id }, acting())
    // The first owners of a city may begin on any day.
    await give('L9', 'A', '2026-09-11')
    model.give('L9', 'A', '2026-09-11')

    async function give(subject: string, id: string, effectiveFrom: string): Promise<void> {
      const owner = { kind: 'team' as const, id }
      const asked = { layer: 'listed' as const, subject, owner, effectiveFrom, reason: '约定', replace: false }
      const proposed = await proposeOwner(database(), 'law', asked, acting())
      await decideOwners(database(), 'law', proposed.id, { decision: 'approve' }, acting())
    }

    const seen = new Map<string, number>()
    const owners = new Map<string, string | null>()
    for (let turn = 0; turn < acts; turn++) {
      const subject = pick(subjects)
      const id = pick(teams)
      const chance = random()
      const does: [string, () => Promise<unknown>, () => string | null] =
        chance < 0.4
          ? [
              'claim',
              () =>
                makeClaim(
                  database(),
                  'law',
                  { layer: 'listed', subject, claimant: { kind: 'team', id }, statement: '我方签约', evidence: [] },
                  acting(),
                ),
              () => model.claim(subject, id),
            ]
          : chance < 0.55
            ? withdrawal(Math.ceil(random() * (model.claims.length + 1)))
            : chance < 0.7
              ? ruling(model.openOf(subject)?.number ?? Math.ceil(random() * (model.disputes.length + 1)), id)
              : chance < 0.8
                ? giving(subject, id, random() < 0.5 ? addDay(model.today) : addDay(addDay(addDay(model.today))))
                : days(Math.ceil(random() * 8))
      const [name, act, asModelled] = does
      const [code, expected] = [await codeOf(act()), asModelled()]
      expect([turn, name, code]).toEqual([turn, name, expected])
      seen.set(`${name} ${code}`, (seen.get(`${name} ${code}`) ?? 0) + 1)
      owners.set(`${model.today} ${subject}`, model.ownerOn(subject, model.today))
    }

    function withdrawal(number: number): [string, () => Promise<unknown>, () => string | null] {
      const act = () => withdrawClaim(database(), 'law', number, '误报', acting())
      return ['withdraw', act, () => model.withdraw(number)]
    }
    function ruling(number: number, id: string): [string, () => Promise<unknown>, () => string | null] {
      const replace = random() < 0.7
      const request = { owner: { kind: 'team' as const, id }, replace, reason: '合同在先' }
      const act = () => ruleDispute(database(), 'law', number, request, acting())
      return ['rule', act, () => model.rule(number, id, replace)]
    }
    function giving(subject: string, id: string, from: string): [string, () => Promise<unknown>, () => string | null] {
      return ['give', () => give(subject, id, from), () => model.give(subject, id, from)]
    }
    function days(count: number): [string, () => Promise<unknown>, () => string | null] {
      for (let day = 0; day < count; day++) model.nextDay()
      return ['days', () => turnDays(database(), acting().now), () => null]
    }

    // Not all were refused, and each kind of act was done.
    for (const name of ['claim', 'withdraw', 'rule', 'give', 'days'])
      expect(seen.get(`${name} null`)).toBeGreaterThan(0)
    const stored = await listDisputes(database().kysely, cityId, { limit: 200 }, model.today)
    expect(stored.reverse().map(({ id, status, due, claims }) => [id, status, due, claims.length])).toEqual(
      model.disputes.map(({ number, status, due }) => [
        number,
        status,
        status === 'open' || status === 'escalated' ? due : null,
        model.claims.filter(({ dispute }) => dispute === number).length,
      ]),
    )
    const { rows } = await sql<{ state: string }>`select state from claim order by claim_number`.execute(
      database().kysely,
    )
    expect(rows.map(({ state }) => state)).toEqual(model.claims.map(({ state }) => state))
    // What a day answered as it went by it answers for good.
    const moment = await readMoment(database(), 'law', {}, acting().now)
    for (const [key, owner] of owners) {
      const [date = '', account = ''] = key.split(' ')
      const found = await ownerOf(database(), { ...moment, date }, { customer: 'x', account, unit: null })
      expect([key, found.owner?.id ?? null]).toEqual([key, owner])
    }
    expect(await checkDisputes(database().kysely, cityId)).toEqual([])
    expect(await checkOwners(database().kysely, cityId)).toEqual([])
  })
})
