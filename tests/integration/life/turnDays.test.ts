import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { beforeAll, expect, it } from 'vitest'
import { importFile } from '../../../server/data/importFile.ts'
import { approve } from '../../../server/life/decide.ts'
import { putBack } from '../../../server/life/putBack.ts'
import { submitPlan } from '../../../server/life/submitPlan.ts'
import { turnDays } from '../../../server/life/turnDays.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { eachDatabase } from '../databases.ts'
import { publishCopy, requestFor } from './acts.ts'
import { newPlan } from './city.ts'

const at = (moment: string) => ({ actor: 'test', via: 'api' as const, address: null, now: new Date(moment) })

eachDatabase('the turn of a day', (database) => {
  let plan = ''
  const load = async (now: string) =>
    await importFile(database(), 'turn', Readable.from([customerCsv(100)]), {
      ...{ crs: 'wgs84', sourceName: 'a.csv', now: new Date(now), period: now.slice(0, 7) },
    })
  const told = async () => {
    const { rows } = await sql<{ day: string | null; type: string; what: string }>`
      select a.detail ->> 'day' as day, o.type, coalesce(o.data ->> 'version', o.data ->> 'snapshot') as what
      from outbox o join audit a on a.city_id = o.city_id and a.change = o.change
      where o.type in ('version.effective', 'snapshot.serving') order by o.change, o.part`.execute(database().kysely)
    return rows.map(({ day, type, what }) => `${day ?? 'at once'} ${type} ${what}`)
  }

  beforeAll(async () => {
    await makeCity(database(), 'turn')
    await load('2026-07-20T02:00:00Z')
    plan = await newPlan(database(), 'turn')
    const acting = at('2026-07-21T02:00:00Z')
    const request = await requestFor(database(), plan, '2026-07-01', 'withdraw', acting)
    const { number, impactId } = await submitPlan(database(), plan, request, acting)
    await approve(database(), 'turn', { submission: number, impactId }, acting)
  })

  it('tells of each day once and in order, after an outage too', async () => {
    // What began before anybody looked was told with its approval; the data serves with the first turn.
    expect(await told()).toEqual(['at once version.effective turn@1'])
    await publishCopy(database(), 'turn', plan, '2026-08-01', at('2026-07-22T02:00:00Z'))
    await load('2026-08-01T03:00:00Z')
    // Off from 1 to 3 August: 20 July to 3 August, in Shanghai.
    expect(await turnDays(database(), new Date('2026-08-02T16:00:00Z'))).toBe(15)
    const all = [
      'at once version.effective turn@1',
      '2026-07-20 snapshot.serving 1',
      '2026-08-01 version.effective turn@2',
      '2026-08-02 snapshot.serving 2',
    ]
    expect(await told()).toEqual(all)
    expect(await turnDays(database(), new Date('2026-08-03T15:59:59Z'))).toBe(0)
    expect(await told()).toEqual(all)
    expect(await recountPlan({ ...database() }, plan)).toMatchObject({ ok: true })
  })

  it('happens as a whole or not at all, and once where several try', async () => {
    const back = await putBack(
      database(),
      'turn',
      'rollback',
      { version: 1, effectiveFrom: '2026-08-04', later: undefined, note: '' },
      at('2026-08-03T02:00:00Z'),
    )
    const decision = { submission: back.number, impactId: back.impactId }
    await approve(database(), 'turn', decision, at('2026-08-03T03:00:00Z'))
    const before = await told()
    const state = async () =>
      (await sql`select turned::text, change::text from city_life`.execute(database().kysely)).rows
    const kept = await state()
    // What it would write last is there already: the turn breaks off at its end.
    await sql`
      insert into outbox (city_id, change, part, type, data)
      select city_id, change + 1, 0, 'x', '{}' from city_life`.execute(database().kysely)
    await expect(turnDays(database(), new Date('2026-08-04T02:00:00Z'))).rejects.toThrow()
    expect([await told(), await state()]).toEqual([before, kept])
    await sql`delete from outbox where type = 'x'`.execute(database().kysely)
    const turns = await Promise.all([1, 2, 3].map(() => turnDays(database(), new Date('2026-08-04T02:00:00Z'))))
    expect(turns.toSorted()).toEqual([0, 0, 1])
    expect(await told()).toEqual([...before, '2026-08-04 version.effective turn@3'])
  })

  it('is not waited for: what begins on a day that was told is told at once', async () => {
    const acting = at('2026-08-04T03:00:00Z')
    const request = { version: 2, effectiveFrom: '2026-08-02', later: undefined, note: '' }
    const correction = await putBack(database(), 'turn', 'correct', request, acting)
    await approve(database(), 'turn', { submission: correction.number, impactId: correction.impactId }, acting)
    expect((await told()).at(-1)).toBe('at once version.effective turn@4')
    expect(await recountPlan({ ...database() }, plan)).toMatchObject({ ok: true })
  })
})
