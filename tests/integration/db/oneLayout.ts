import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../../server/db/database.ts'
import { migrate, type Run, readMigrations } from '../../../server/db/migrate.ts'
import { applyFirst, columnsOf, contents, emptyEmbedded, emptyServer, type RunAll } from './earlierDatabase.ts'
import { listSealed } from './sealedTables.ts'

const cities = [1, 2, 3, 4] as const
/** Whose customers are of more segments than a city may tell apart. */
const motley = 4

/** Four cities with two complete snapshots each and one that an import left, a published plan, and a draft with a log. */
async function fill(run: RunAll): Promise<void> {
  await applyFirst(run, 6)
  const area = `ST_GeomFromText('MULTIPOLYGON(((0 0,1 0,1 1,0 0)))', 4326)`
  for (const id of cities) {
    await run(`
      insert into city (code, name, timezone, currency, resolution, service_area, cell_count, area_km2, bbox)
      values ('c${id}', '城', 'Asia/Shanghai', 'CNY', 8, ${area}, 3, 1, '{0,0,1,1}');
      select create_city_partitions(${id});
      insert into admin_area (city_id, admin_area_id, level, code, name, boundary) values (${id}, 1, 'district', '1', '区', ${area});
      insert into cell values (${id}, 0, 5, 1, 1), (${id}, 1, 6, 1, 1), (${id}, 2, 7, 1, null)`)
    for (const snapshot of [1, 2, 3])
      await run(`
        insert into snapshot (city_id, snapshot_id, source_name, crs, column_map, created_at)
        values (${id}, ${snapshot}, 'a', 'wgs84', '{}', '2026-10-31T17:00:00Z');
        insert into customer
        select ${id}, ${snapshot}, n, 'k' || n % 50, n % 4, n * 100 - 3000,
               case when ${id} = ${motley} then 's' || n else (array['公众', '商务', null])[1 + n % 3] end, 't' || n % 2, n / 8.0, null,
               ST_SetSRID(ST_MakePoint(0.1, n / 10000.0), 4326), nullif(n % 4, 3)
        from generate_series(1, case when ${id} = ${motley} then 1100 else 60 end) n`)
    for (const snapshot of [1, 2])
      await run(`
        insert into cell_fact
        select city_id, snapshot_id, cell_index, sum(customers), sum(revenue_cents) from customer
        where city_id = ${id} and snapshot_id = ${snapshot} and cell_index is not null group by 1, 2, 3;
        update snapshot s set status = 'ready', completed_at = now(), source_sha256 = repeat('0', 64), rows_read = n, rows_loaded = n,
          rows_outside = o, customers = c, revenue_cents = r
        from (select count(*) as n, count(*) - count(cell_index) as o, sum(customers) filter (where cell_index is not null) as c,
                     sum(revenue_cents) filter (where cell_index is not null) as r
              from customer where city_id = ${id} and snapshot_id = ${snapshot}) sums
        where city_id = ${id} and snapshot_id = ${snapshot}`)
    await run(`
      update city set current_snapshot_id = 2 where city_id = ${id};
      insert into plan (city_id, plan_number, name, snapshot_id, assignment)
      values (${id}, 1, '一', 1, '\\x010001000000'), (${id}, 2, '二', 2, '\\x010001000100');
      insert into grid (city_id, plan_number, grid_number, grid_id, code, name, colour, locked)
      select ${id}, n, 1, gen_random_uuid(), 'a', 'a', '#ffffff', n = 1 from generate_series(1, 2) n;
      update plan set status = 'published' where city_id = ${id} and plan_number = 1`)
    for (const revision of [1, 2])
      await run(`
        update plan set revision = ${revision} where city_id = ${id} and plan_number = 2;
        insert into command (city_id, plan_number, revision, command_id, command, patch, author)
        values (${id}, 2, ${revision}, gen_random_uuid(), '{}', '\\x01', 'planner')`)
    await run(
      `insert into job (city_id, job_id, kind, parameters) values (${id}, gen_random_uuid(), 'partition', '{}')`,
    )
  }
}

/** What somebody changed past the guards, and stays wrong: a name, a customer and what its cell holds, and figures alone. */
const damage = `
  set session_replication_role = replica;
  update plan set name = '另' where city_id = 1 and plan_number = 1;
  update customer set tariff = 'x' where city_id = 2 and snapshot_id = 1 and line_number = 8;
  update cell_fact set revenue_cents = revenue_cents + 1 where city_id = 3 and snapshot_id = 2 and cell_index = 0;
  delete from command where city_id = 3 and revision = 1;
  set session_replication_role = origin`

/** Every city has its rows either as before or as now: never in both, never a part. */
async function expectNoHalf(run: RunAll): Promise<void> {
  const [old] = await run(`select to_regclass('partitioned_customer') as name`)
  const count = async (table: string) =>
    new Map(
      (await run(`select city_id, count(*)::int as n from ${table} group by 1`)).map((row) => [row.city_id, row.n]),
    )
  const [before, now] = [old?.name ? await count('partitioned_customer') : new Map(), await count('customer')]
  for (const id of cities) {
    const whole = id === motley ? 3300 : 180
    expect([before.get(id) ?? 0, now.get(id) ?? 0].toSorted((a, b) => a - b)).toEqual([0, whole])
  }
}

const databases = { PostgreSQL: emptyServer, 'the embedded database': emptyEmbedded }

export function describeOneLayout(name: keyof typeof databases): void {
  describe(`a database with partitions on ${name}`, () => {
    test('is carried over whole, though each step is killed once, and what was wrong in it stays wrong', async () => {
      const earlier = await databases[name]()
      try {
        const first = await earlier.connect()
        await fill(first.run)
        await first.run(damage)
        const isSealed = (name: string) => name === 'seal' || name === 'rows_digest'
        const columns = Object.fromEntries(
          Object.entries(await columnsOf(first.run)).map(([table, names]) => [
            table,
            names.filter((name) => !isSealed(name)),
          ]),
        )
        const before = await contents(first.run, columns, false)
        await first.close()

        const steps = new Set(readMigrations().flatMap((migration) => migration.steps))
        const killed = new Set<number>()
        let commits = 0
        for (let isDone = false; !isDone; ) {
          const { run, close } = await earlier.connect()
          if (killed.size > 1) await expectNoHalf(run)
          const killing: Run = async (text, parameters) => {
            if (text === 'commit') commits++
            const rows = await run(text, parameters)
            if (!steps.has(text) || killed.has(commits)) return rows
            killed.add(commits)
            throw new Error('killed')
          }
          await killing('begin')
          await migrate(killing, readMigrations()).then(
            () => {
              isDone = true
            },
            (error: Error) => expect(error.message).toBe('killed'),
          )
          await close()
        }
        // The tables, four cities, and the guards.
        expect(killed.size).toBeGreaterThanOrEqual(6)

        const database = await openDatabase(earlier.config)
        const run: RunAll = async (text) => (await database.execute(text)).rows
        expect(await contents(run, columns, true)).toEqual(before)
        await expectSegments(run)
        await expectSeals(run)
        expect(
          await run(
            'select distinct period, figure_keys, division from snapshot join division using (city_id) join plan using (city_id)',
          ),
        ).toEqual([{ period: '2026-11', figure_keys: ['customers', 'revenue'], division: 'all' }])
        const broken = run(`select distinct conname from pg_constraint where not convalidated`)
        expect(await broken).toEqual([{ conname: 'command_gapless' }])
        await database.close()
      } finally {
        await earlier.drop()
      }
    })
  })
}

/** Facts are sums of the customers of a segment; those that were none before are as they were. */
async function expectSegments(run: RunAll): Promise<void> {
  const differing = await run(`
    select city_id, snapshot_id, count(*)::int as facts
    from (select city_id, snapshot_id, cell_index, coalesce(segment_id, 0) as segment_id,
                 array[sum(figures[1])::bigint, sum(figures[2])::bigint] as figures
          from customer c left join segment s using (city_id) where (s.name = c.segment or s.name is null) and cell_index is not null
            and snapshot_id < 3 and c.segment is not null group by 1, 2, 3, 4
          union all
          select city_id, snapshot_id, cell_index, 0, array[sum(figures[1])::bigint, sum(figures[2])::bigint]
          from customer where segment is null and cell_index is not null and snapshot_id < 3 group by 1, 2, 3) summed
    full join cell_fact f using (city_id, snapshot_id, cell_index, segment_id)
    where summed.figures is distinct from f.figures group by 1, 2 order by 1, 2`)
  expect(differing).toEqual([{ city_id: 3, snapshot_id: 2, facts: 9 }])
  expect(
    await run('select city_id, array_agg(name order by segment_id) as names from segment group by 1 order by 1'),
  ).toEqual([1, 2, 3].map((id) => ({ city_id: id, names: ['公众', '商务'] })))
}

async function expectSeals(run: RunAll): Promise<void> {
  const wrong: unknown[] = []
  for (const table of await listSealed(run))
    wrong.push(...(await run(`select '${table}' as table, city_id from ${table} r where seal <> ${table}_seal(r)`)))
  expect(wrong).toEqual([{ table: 'plan', city_id: 1 }])
  const undigested = `select city_id, snapshot_id from snapshot where rows_digest <> snapshot_digest(city_id, snapshot_id)`
  expect(await run(undigested)).toEqual([{ city_id: 2, snapshot_id: 1 }])
}
