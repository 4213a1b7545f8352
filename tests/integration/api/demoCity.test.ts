import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, expect, it } from 'vitest'
import { type DemoCityFiles, writeDemoCity } from '../../../fixtures/demoCity.ts'
import { dateAt } from '../../../server/base/civilDates.ts'
import { listPlaces } from '../../../server/cities/places/listPlaces.ts'
import { listAccounts } from '../../../server/cities/places/listSites.ts'
import { periodFigures } from '../../../server/contract/periodFigures.ts'
import { periodAfter } from '../../../server/contract/periods.ts'
import { placeKinds } from '../../../server/contract/placeKinds.ts'
import { listPeriods, listSnapshots } from '../../../server/data/readSnapshots.ts'
import { deleteCity } from '../../../server/deletion/deleteCity.ts'
import { deleteSnapshot } from '../../../server/deletion/deleteSnapshot.ts'
import { listVersions } from '../../../server/life/describe.ts'
import { listDisputes } from '../../../server/ownership/disputes/listDisputes.ts'
import { listPackages } from '../../../server/ownership/rows/packages.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { listPlans } from '../../../server/plans/store.ts'
import { makeDemoCity, needsDemoCity } from '../../../server/start/demoCity.ts'
import { isDemoYearCutShort, liveDemoYear } from '../../../server/start/demoYear.ts'
import { createProgress } from '../../../server/start/progress.ts'
import { makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

let files: DemoCityFiles | undefined
const directory = await mkdtemp(join(tmpdir(), 'shapan-demo-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Of a figure in the arrays of every period. */
const place = (key: string) => sql.lit(7 + periodFigures.findIndex((one) => one.key === key))

anyDatabase('the demo city of a first start', (database) => {
  it('is wanted by an empty database, is made whole, and is then left alone', async () => {
    expect(await needsDemoCity(database())).toBe(true)
    const lines = await make()
    expect(lines.filter((line) => line.includes('✓'))).toHaveLength(4)
    expect(await needsDemoCity(database())).toBe(false)
    const state = await loadPlanState(database(), 'demo-1')
    expect(state.grids).toHaveLength(60)
    const own = ['households', 'broadband', 'ports', 'ports_used', ...periodFigures.map(({ key }) => key)]
    expect(state.facts.keys).toEqual(['customers', 'revenue', ...own])
    expect((await recountPlan(database(), 'demo-1')).violations).toEqual([])
    const levels = await database()
      .kysely.selectFrom('admin_area')
      .select('level')
      .distinct()
      .orderBy('level')
      .execute()
    expect(levels.map(({ level }) => level)).toEqual(['district', 'subdistrict'])
  })

  it('has its own geography and lists, which its first plan keeps', async () => {
    const places = await listPlaces(database(), 'demo', placeKinds)
    expect(places.map(({ kind, count }) => [kind, count])).toEqual([
      ['account', 117],
      ['crossing', 12],
      ['estate', 599],
      ['expressway', 7],
      ['outlet', 342],
      ['park', 85],
      ['river', 2],
    ])
    const { parameters, warnings } = await loadPlanState(database(), 'demo-1')
    expect(parameters).toMatchObject({ keepWhole: ['estate', 'park'], barriers: ['river', 'expressway'] })
    expect(warnings.slice(0, 2)).toMatchObject([
      { code: 'units-kept', units: 669, whole: 659 },
      { code: 'barriers-kept', parted: 1890, crossed: 99 },
    ])
    const accounts = await listAccounts(database(), 'demo')
    expect(accounts.filter(({ listing }) => listing === 'key')).toHaveLength(8)
    expect(accounts.filter(({ located, sites }) => located < sites)).toEqual([])
  })

  it('has three periods, each of which opens in every cell with what the one before closed with', async () => {
    const { periods } = await listPeriods(database().kysely, 1)
    const newest = periods[0]!.period
    expect(periods.map(({ period }) => period)).toEqual([0, -1, -2].map((back) => periodAfter(newest, back)))
    const { rows } = await sql<{ cells: number; wrong: number }>`
      with month as (
        select snapshot_id, cell_index, sum(figures[1]) as closing, sum(figures[${place('opening')}]) as opening,
               sum(figures[${place('joined')}]) as joined, sum(figures[${place('left')}]) as "left"
        from cell_fact where city_id = 1 group by snapshot_id, cell_index)
      select count(*)::int as cells,
             (count(*) filter (where opening + joined - "left" <> closing
               or opening <> coalesce((select closing from month before where before.snapshot_id = month.snapshot_id - 1
                                       and before.cell_index = month.cell_index), 0) and snapshot_id > 1))::int as wrong
      from month`.execute(database().kysely)
    expect(rows[0]!.cells).toBeGreaterThan(3000)
    expect(rows[0]!.wrong).toBe(0)
  })

  it('is taken up where a start was cut short between two months', async () => {
    const newest = (await listSnapshots(database().kysely, 1, 'demo'))[0]!.period
    await database().kysely.deleteFrom('grid').execute()
    await database().kysely.deleteFrom('plan_rules').execute()
    await database().kysely.deleteFrom('plan').execute()
    for (const snapshotId of [3, 2]) await deleteSnapshot(database(), 'demo', snapshotId)
    const lines = await make()
    expect(lines.filter((line) => line.includes('✓'))).toHaveLength(2)
    const listed = await listSnapshots(database().kysely, 1, 'demo')
    expect(listed.map(({ snapshotId, period }) => [snapshotId, period])).toEqual([
      [5, newest],
      [4, periodAfter(newest, -1)],
      [1, periodAfter(newest, -2)],
    ])
  })

  it("does not come back among a user's own cities", async () => {
    await makeCity(database(), 'own', 7)
    await database().kysely.deleteFrom('grid').execute()
    await database().kysely.deleteFrom('plan_rules').execute()
    await database().kysely.deleteFrom('plan').execute()
    expect(await needsDemoCity(database())).toBe(false)
    await deleteCity(database(), 'own')
  })

  it('is taken up where a start was cut short', async () => {
    await database().kysely.deleteFrom('grid').execute()
    await database().kysely.deleteFrom('plan_rules').execute()
    await database().kysely.deleteFrom('plan').execute()
    expect(await needsDemoCity(database())).toBe(true)
    const lines = await make()
    expect(lines.filter((line) => line.includes('✓'))).toHaveLength(1)
    expect(await needsDemoCity(database())).toBe(false)
  })

  it('lives through a year, which is taken up where it was cut short', async () => {
    const now = new Date()
    const { kysely } = database()
    expect(await isDemoYearCutShort(database())).toBe(false)
    await sql`alter table claim add constraint cut_short check (claim_number < 2)`.execute(kysely)
    await expect(liveDemoYear(database(), now, quiet([]))).rejects.toThrow('cut_short')
    expect(await isDemoYearCutShort(database())).toBe(true)
    await sql`alter table claim drop constraint cut_short`.execute(kysely)
    await liveDemoYear(database(), now, quiet([]))
    expect(await isDemoYearCutShort(database())).toBe(false)

    const { versions } = await listVersions(database(), 'demo', {}, now)
    expect(versions.map(({ phase }) => phase)).toEqual(['scheduled', 'in-force', 'ended', 'ended'])
    const plans = await listPlans(kysely, 1, 'demo')
    const published = Array.from({ length: 4 }, () => 'published')
    expect(plans.map(({ status }) => status)).toEqual(['draft', 'pending', ...published, 'draft'])
    const disputes = await listDisputes(kysely, 1, {}, dateAt(now, 'Asia/Shanghai'))
    expect(disputes.map(({ status, claims }) => [status, claims.length])).toEqual([
      ['open', 2],
      ['escalated', 1],
    ])
    const states = (await listPackages(kysely, 1, {})).map(({ state }) => state)
    expect([states.length, states.filter((state) => state !== 'approved')]).toEqual([14, ['open', 'rejected']])
    // What is drawn on first is the plan that is in force.
    const [draft, , , inForce, split, whole] = plans
    const content = async ({ planId }: { planId: string } = draft!) => await loadPlanState(database(), planId)
    expect((await content()).assignment).toEqual((await content(inForce)).assignment)
    expect([draft, split, whole].map((plan) => plan?.gridCount)).toEqual([60, 60, 59])
    for (const { planId } of plans) expect((await recountPlan(database(), planId)).violations).toEqual([])
  })

  async function make(): Promise<string[]> {
    files ??= await writeDemoCity(directory, { customers: 6000 })
    const lines: string[] = []
    await makeDemoCity(database(), files, quiet(lines))
    return lines
  }

  function quiet(lines: string[]) {
    return createProgress(
      (line) => lines.push(line),
      () => 0,
    )
  }
})
