import { expect, test } from 'vitest'
import { demoCode } from '../../../server/start/demoYear.ts'
import { makeCity } from '../builders.ts'
import { eachDatabase } from '../databases.ts'
import { type CapturedQuery, capturing, executeSites } from './capture.ts'
import { journey } from './journey.ts'
import { explain, type QueryPlan, recordLocks } from './plans.ts'

/** Queries that are about all cities; they read plain tables, by an index of the few rows they are about. */
const acrossCities = [
  {
    file: 'server/cities/store.ts',
    begins: 'select "city"."code"',
    why: 'the list of cities has each its current snapshot',
  },
  {
    file: 'server/jobs/store.ts',
    begins: 'select "city_id" as "cityId", "job_id" as "jobId" from "job"',
    why: 'whatever waits is queued again at a start',
  },
  {
    file: 'server/jobs/store.ts',
    begins: 'select "city_id", "job_id" from "job" where "state"',
    why: 'whatever was running when its server died has failed',
  },
  { file: 'server/jobs/store.ts', begins: 'select count(*) as "all"', why: 'how many jobs wait in all is limited' },
  {
    file: 'server/life/turnDays.ts',
    begins: 'select "city"."city_id" as "cityId", "code", "timezone"',
    why: 'which cities have days to tell of, once a minute',
  },
  {
    file: 'server/data/importFile.ts',
    begins: 'select distinct "city_id" from "snapshot"',
    why: 'what killed imports left in any city is removed at a start',
  },
  {
    file: 'server/deletion/cityRemains.ts',
    begins: 'select city_id as "cityId" from city_life',
    why: 'what any deleted city has left is removed at a start',
  },
]

/** Deleting a city takes most: every table of its shape and their indexes, each once. */
const mostLocks = 60

/** What has no plan. */
const notPlanned = /^\s*(set local|savepoint|release|rollback|drop table|analyze|create unique index)/

eachDatabase('every query of every store', (database) => {
  test('names its city by a constant wherever it reads a table, and locks few', async () => {
    const recorded = database()
    await recordLocks(recorded)
    await makeCity(recorded, 'west')
    await makeCity(recorded, 'east')
    const captured: CapturedQuery[] = []
    const planned = new Set<string>()
    const faults: string[] = []
    const planAll = async () => {
      for (const query of [...captured]) {
        const key = `${query.site} ${query.sql}`
        if (planned.has(key) || notPlanned.test(query.sql)) continue
        planned.add(key)
        faults.push(...faultsOf(query, await explain(recorded, query)))
      }
    }
    await journey(
      capturing(recorded, (query) => captured.push(query)),
      demoCode,
      planAll,
    )
    await planAll()

    const seen = new Set(captured.map(({ site }) => site))
    expect(executeSites().filter((site) => !seen.has(site))).toEqual([])
    expect(faults).toEqual([])

    const { rows } = await recorded.execute(
      `select what, max(locks) as locks from lock_record group by what having max(locks) > ${mostLocks}`,
    )
    expect(rows).toEqual([])
  })
})

function faultsOf({ site, sql }: CapturedQuery, { locks, unbound }: QueryPlan): string[] {
  const isAllowed = acrossCities.some(({ file, begins }) => site.startsWith(`${file}:`) && sql.startsWith(begins))
  const faults = [
    locks > mostLocks && `locks ${locks} tables and indexes`,
    unbound.size > 0 && !isAllowed && `reads ${[...unbound].join(', ')} without a constant city_id`,
  ]
  return faults.flatMap((fault) => (fault ? [`${site} ${fault}: ${sql.replaceAll(/\s+/g, ' ').slice(0, 160)}`] : []))
}
