import { expect } from 'vitest'
import { addDays } from '../../../server/base/civilDates.ts'
import { isShapanError } from '../../../server/base/errors.ts'
import type { Submission } from '../../../server/contract/lifecycle.ts'
import type { Database } from '../../../server/db/database.ts'
import { deletePlan } from '../../../server/deletion/deletePlan.ts'
import { approve } from '../../../server/life/decide.ts'
import { listVersions } from '../../../server/life/describe.ts'
import { type Acting, reopenPlan } from '../../../server/life/submitPlan.ts'
import { publishCopy, submitCopy } from './acts.ts'
import { makeLivedCity, newPlan } from './city.ts'

const approvers = 8

/** Eight approvers at once, each of a rival plan for the same day, round after round: one gets through each time. */
export async function expectOneWinner(database: Database, code: string, rounds: number): Promise<void> {
  await makeLivedCity(database, code)
  const on = (date: string): Acting => ({
    ...{ actor: 'test', via: 'api', address: null },
    now: new Date(`${date}T04:00:00Z`),
  })
  let day = '2026-01-01'
  let base = await publishCopy(database, code, await newPlan(database, code, 2), day, on(day))
  for (let round = 0; round < rounds; round++) {
    const acting = on(day)
    const next = addDays(day, 1)
    const rivals: Submission[] = []
    for (let one = 0; one < approvers; one++) rivals.push(await submitCopy(database, base, next, acting))
    const outcomes = await Promise.allSettled(
      rivals.map(({ number, impactId }) => approve(database, code, { submission: number, impactId }, acting)),
    )
    const won = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [rivals[i]!.planId] : []))
    const codes = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected'
        ? [isShapanError(outcome.reason) ? outcome.reason.code : String(outcome.reason)]
        : [],
    )
    expect([round, won.length]).toEqual([round, 1])
    // Who comes late hears that the versions are others now than he looked at, or that others were faster each time.
    expect(codes.filter((reason) => reason !== 'impact-outdated' && reason !== 'timeline-moved')).toEqual([])
    for (const { planId } of rivals.filter((rival) => rival.planId !== won[0])) {
      await reopenPlan(database, planId, { state: 'returned', reason: 'another was faster' }, acting)
      await deletePlan(database, planId)
    }
    base = won[0]!
    day = next
  }
  const { versions } = await listVersions(database, code, {}, on(day).now)
  expect(versions.map(({ number, from, phase }) => [number, from, phase])).toEqual(
    versions.map(({ number }) => [number, addDays('2026-01-01', number - 1), number > rounds ? 'in-force' : 'ended']),
  )
  expect(versions).toHaveLength(rounds + 1)
}
