import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../../server/db/database.ts'
import { applyFirst, columnsOf, contents, emptyEmbedded, emptyServer, type RunAll } from './earlierDatabase.ts'

/** A database as an earlier version left it: cities, each with data, a published plan, a draft with a log, and jobs. */
async function fillEarlier(run: RunAll, cityCount: number): Promise<void> {
  await applyFirst(run, 2)
  const area = `ST_GeomFromText('MULTIPOLYGON(((0 0,1 0,1 1,0 0)))', 4326)`
  for (let id = 1; id <= cityCount; id++) {
    await run(`
      insert into city (code, name, timezone, currency, resolution, service_area, cell_count, area_km2, bbox)
      values ('c${id}', '城', 'Asia/Shanghai', 'CNY', 8, ${area}, 1, 1, '{0,0,1,1}');
      select create_city_partitions(${id});
      insert into admin_area values (${id}, 1, 'district', '1', '区', null, ${area}), (${id}, 2, 'subdistrict', '1', '街', 1, ${area});
      insert into cell values (${id}, 0, 5, 1, 1);
      insert into snapshot (city_id, snapshot_id, source_name, crs, column_map) values (${id}, 1, 'a', 'wgs84', '{}'), (${id}, 2, 'b', 'wgs84', '{}');
      insert into customer values (${id}, 1, 2, 'a', 1, 100, null, null, null, null, ST_SetSRID(ST_MakePoint(0.1, 0.1), 4326), 0);
      insert into cell_fact values (${id}, 1, 0, 1, 100);
      update snapshot set status = 'ready', completed_at = now(), source_sha256 = repeat('0', 64), rows_read = 1, rows_loaded = 1
      where city_id = ${id} and snapshot_id = 1;
      update city set current_snapshot_id = 1 where city_id = ${id};
      insert into plan (city_id, plan_number, name, snapshot_id, assignment) values (${id}, 3, '一', 1, '\\x0100'), (${id}, 7, '二', 1, '\\x0000');
      insert into grid (city_id, plan_number, grid_number, grid_id, code, name, colour)
      values (${id}, 3, 1, gen_random_uuid(), 'a', 'a', '#ffffff'), (${id}, 7, 1, gen_random_uuid(), 'a', 'a', '#ffffff');
      update plan set status = 'published' where city_id = ${id} and plan_number = 3;
      update plan set revision = 1, assignment = '\\x0100' where city_id = ${id} and plan_number = 7;
      insert into command (city_id, plan_number, revision, command_id, command, patch, author)
      values (${id}, 7, 1, gen_random_uuid(), '{}', '\\x01', 'planner');
      insert into job (city_id, job_id, kind, parameters, state, finished_at, plan_number, progress, candidates)
      values (${id}, gen_random_uuid(), 'partition', '{}', 'succeeded', now(), 3, 1, '{"a": 1}'), (${id}, gen_random_uuid(), 'partition', '{}', 'queued', null, null, 0, null)`)
  }
}

interface Earlier {
  columns: Record<string, string[]>
  found: Record<string, unknown>
}

async function whatThereIs(run: RunAll): Promise<Earlier> {
  const columns = await columnsOf(run)
  return { columns, found: await contents(run, columns, false) }
}

async function expectCarriedOver(run: RunAll, { columns, found }: Earlier): Promise<void> {
  expect(await contents(run, columns, true)).toEqual(found)
  expect(await run('select distinct last_plan_number, last_snapshot_id from city_state')).toEqual([
    { last_plan_number: 7, last_snapshot_id: 2 },
  ])
  const [left] = await run(
    `select count(*)::int as tables from pg_class where relkind in ('r', 'p') and relname like 'partitioned%'`,
  )
  expect(left).toEqual({ tables: 0 })
  const frozen = run(`update grid set name = 'b' where city_id = 5 and plan_number = 3`)
  await expect(frozen).rejects.toMatchObject({ code: '23514' })
  const orphan = run(`insert into grid values (5, 8, 1, gen_random_uuid(), 'a', 'a', '#ffffff')`)
  await expect(orphan).rejects.toMatchObject({ code: '23503' })
}

const places = { PostgreSQL: emptyServer, 'the embedded database': emptyEmbedded }

/** Holds what becomes of a database of so many cities. */
export function describePlainTables(cityCount: number, ...on: (keyof typeof places)[]): void {
  describe.each(on)('a database of an earlier version on %s', (place) => {
    test('keeps every row when its tables become plain', async () => {
      const earlier = await places[place]()
      try {
        const first = await earlier.connect()
        await fillEarlier(first.run, cityCount)
        const before = await whatThereIs(first.run)
        await first.close()
        const starters = earlier.config.databaseUrl === undefined ? 1 : 2
        const opened = await Promise.all(Array.from({ length: starters }, () => openDatabase(earlier.config)))
        for (const database of opened) await database.close()
        const { run, close } = await earlier.connect()
        await expectCarriedOver(run, before)
        await close()
      } finally {
        await earlier.drop()
      }
    })
  })
}
