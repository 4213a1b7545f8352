import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { findCity } from '../../server/cities/store.ts'
import type { Database } from '../../server/db/database.ts'
import { addParty } from '../../server/ownership/rows/parties.ts'
import { recountPlan } from '../../server/plans/recount/recountPlan.ts'
import { actingOn } from '../integration/life/acts.ts'
import { runAndKill } from './kills/killed.ts'
import { drivers, prepare, settle, whileOpen } from './kills/places.ts'

/** How many lives of so many kills each. */
const lives: Record<Database['driver'], number> = { pglite: 1, postgres: 7 }
const kills = 25
const firstDay = '2027-01-01'

describe.each(Object.entries(drivers))('kill -9 on %s', (driver, { make }) => {
  const all = Array.from({ length: lives[driver as Database['driver']] }, (_, life) => life + 1)
  test.each(all)(
    'in the middle of approvals, imports of owners, decisions on owners and turns of days leaves each done or not begun (life %i)',
    async () => {
      const { place, drop } = await make()
      try {
        await prepare(place)
        await whileOpen(place, async (database) => {
          for (const id of ['T1', 'T2']) await addParty(database, 'killed', { id, kind: 'team', name: id }, actingOn())
        })
        let known: Lived = { versions: 0, owned: 0, imported: 0, granted: 0, turned: null, last: firstDay }
        let unacknowledged = 0
        for (let kill = 0; kill < kills; kill++) {
          const wanted = randomInt(0, 10)
          const said = await runAndKill(
            'lifeWorker.ts',
            [JSON.stringify(place), known.last],
            (line) => Number.parseInt(line, 10) >= wanted,
            randomInt(0, 120),
          )
          const told = (what: string) => said.filter((line) => line.includes(` ${what} `))
          await whileOpen(place, async (database) => {
            await settle(database)
            const found = await lived(database)
            for (const [before, after, acts] of [
              [known.versions, found.versions, told('approved').length],
              [known.owned, found.owned, told('owned').length],
              [known.imported, found.imported, told('imported').length],
              [known.granted, found.granted, told('granted').length],
            ] as const) {
              expect([before + acts, before + acts + 1]).toContain(after)
              unacknowledged += after - before - acts
            }
            const turned = told('turned').at(-1)?.slice(-10)
            if (turned && known.versions > 0) expect(found.turned! >= turned).toBe(true)
            expect(await halves(database)).toEqual([])
            const { planNumber } = await lastPlan(database)
            expect(await recountPlan(database, `killed-${planNumber}`)).toMatchObject({ ok: true, violations: [] })
            known = found
          })
        }
        console.info(
          `${driver}: ${kills} kills, ${known.versions} versions, ${known.owned} owners, ${known.imported} files of owners, ${unacknowledged} acts stored and not acknowledged`,
        )
      } finally {
        await drop()
      }
    },
  )
})

interface Lived {
  readonly versions: number
  /** periods of owners that were decided on */
  readonly owned: number
  /** files of owners, and those of them that were decided on */
  readonly imported: number
  readonly granted: number
  readonly turned: string | null
  /** the day the last version begins */
  readonly last: string
}

async function lived({ kysely }: Database): Promise<Lived> {
  const { city_id: cityId } = await findCity(kysely, 'killed')
  const { rows } = await sql<Lived>`
    select (select count(*)::int from plan_version where city_id = ${cityId}) as versions,
           (select count(*)::int from owner_package where city_id = ${cityId} and source = 'change' and state = 'approved') as owned,
           (select count(*)::int from owner_package where city_id = ${cityId} and source = 'import') as imported,
           (select count(*)::int from owner_package where city_id = ${cityId} and source = 'import' and state = 'approved') as granted,
           (select turned::text from city_life where city_id = ${cityId}) as turned,
           coalesce((select max(effective_from)::text from plan_version where city_id = ${cityId}), ${firstDay}) as last`.execute(
    kysely,
  )
  return rows[0]!
}

async function lastPlan({ kysely }: Database): Promise<{ planNumber: number }> {
  return await kysely
    .selectFrom('plan_version')
    .select('plan_number as planNumber')
    .orderBy('version_number', 'desc')
    .limit(1)
    .executeTakeFirst()
    .then((row) => row ?? { planNumber: 1 })
}

/** Acts of which only a part is stored. */
async function halves({ kysely }: Database): Promise<unknown[]> {
  const { rows } = await sql`
    select 'version without its submission, plan or movement' as half, version_number::text as which from plan_version v
    where not exists (select from submission s join plan p on p.city_id = s.city_id and p.plan_number = s.plan_number
                      where s.city_id = v.city_id and s.plan_number = v.plan_number and s.state = 'approved' and p.status = 'published')
       or not exists (select from movement m where m.city_id = v.city_id and m.version_number = v.version_number)
       or not exists (select from audit a where a.city_id = v.city_id and a.change = v.change)
    union all
    select 'approved, and no version', plan_number::text from submission s
    where state = 'approved' and not exists (select from plan_version v where v.city_id = s.city_id and v.plan_number = s.plan_number)
    union all
    select 'package in part', package_number::text from owner_package p
    where (select count(*) from owner_row r where r.package_number = p.package_number) <> case p.state when 'approved' then changes else 0 end
       or (select count(*) from owner_change c where c.package_number = p.package_number) <> changes
    union all
    select 'events of a change', change::text from audit a
    where events <> (select count(*) from outbox o where o.city_id = a.city_id and o.change = a.change)
    union all
    select 'event of no act', change::text from outbox o
    where not exists (select from audit a where a.city_id = o.city_id and a.change = o.change)
    union all
    select 'day told ' || count(*) || ' times', min(effective_from)::text
    from plan_version v join city_life l on l.city_id = v.city_id
    left join outbox o on o.city_id = v.city_id and o.type = 'version.effective' and o.data ->> 'version' = 'killed@' || v.version_number
    where v.effective_from <= l.turned
    group by v.version_number having count(o.change) <> 1`.execute(kysely)
  return rows
}
