import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { beforeAll, expect, test } from 'vitest'
import { importFile } from '../../../server/data/importFile.ts'
import { readMigrations } from '../../../server/db/migrate.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { customerCsv } from '../builders.ts'
import { eachDatabase } from '../databases.ts'
import { makeTinyCity, paint, recount, tinyPlans } from './tinyCity.ts'

eachDatabase('a recount of what nobody has damaged', (database) => {
  beforeAll(() => makeTinyCity(database()))
  const expectWhole = async (planId: string) =>
    expect(await recount(database(), planId)).toMatchObject({ planId, ok: true, violations: [] })

  test('finds nothing, links and locks included', async () => {
    const { rows } = await database().execute('select jsonb_array_length(links) as links from plan')
    expect(rows.every(({ links }) => Number(links) > 0)).toBe(true)
    for (const planId of tinyPlans) await expectWhole(planId)
  })

  test('has one digest of the same customers on every database', async () => {
    const { rows } = await database().execute('select rows_digest from snapshot order by snapshot_id')
    expect(rows.slice(0, 2)).toEqual([
      { rows_digest: '-17192353216749657867' },
      { rows_digest: '-65826555128829206422' },
    ])
  })

  test('finds nothing while the plan is being painted', async () => {
    const painting = async () => {
      for (let stroke = 0; stroke < 8; stroke++) await paint(database(), 'tiny-1')
    }
    const reading = async () => {
      for (let turn = 0; turn < 8; turn++) await expectWhole('tiny-1')
    }
    const ends = await Promise.allSettled([painting(), reading()])
    expect(ends).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }])
    await expectWhole('tiny-1')
  })

  test('finds nothing in what an earlier version left, once it is brought up to date', async () => {
    const { rows } = await database().execute(`
      select format('alter table %I drop column if exists %I', t.name, c.name) as statement
      from unnest(array['city', 'admin_area', 'snapshot', 'plan', 'grid', 'command', 'job']) as t (name),
           unnest(array['seal', 'admin_area_count', 'rows_digest', 'start_sha256', 'locked_since']) as c (name)
      union all
      select distinct format('drop function %s cascade', p.oid::regprocedure) from pg_proc p
      where p.pronamespace = 'public'::regnamespace
        and (p.proname ~ '(_seal|^seal_.*)$' or p.proname in ('snapshot_digest', 'keep_digest', 'keep_start', 'keep_lock', 'count_areas'))
        and p.proname <> 'postgis_seal'
      order by 1`)
    for (const { statement } of rows.toReversed()) await database().execute(String(statement))
    await database().execute('drop table city_link; drop function guard_city_link')
    await database().execute(`
      alter table grid drop column area_class, drop column parent_id, drop column pins;
      alter table command drop column contested, drop column state_hash, drop column lineage_ids`)
    const since = readMigrations().slice(readMigrations().findIndex(({ name }) => name === 'seals'))
    expect(since.map(({ name }) => name)).toEqual(['seals', 'links', 'edits_of_grids'])
    for (const { sql } of since) await database().execute(sql)
    for (const planId of tinyPlans) await expectWhole(planId)
  })

  test('finds nothing in a thread of its own, which more customers are worth', async () => {
    const csv = Readable.from([Buffer.from(customerCsv(12_000))])
    await importFile(database(), 'tiny', csv, { crs: 'wgs84', sourceName: 'may.csv' })
    const { planId } = await runPartition(database(), 'tiny', { grids: 3, tolerance: 0.5, weights: ['customers'] })
    await expectWhole(planId)
  })
})

test('the docs say what each violation means', async () => {
  const { violationCode } = await import('../../../server/contract/verification.ts')
  const page = readFileSync(new URL('../../../docs/verification.md', import.meta.url), 'utf8')
  expect(violationCode.options.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
})
