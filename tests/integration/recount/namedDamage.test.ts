import { beforeAll, describe, expect, test } from 'vitest'
import type { ViolationCode } from '../../../server/contract/verification.ts'
import { anyDatabase } from '../databases.ts'
import { listSealed } from '../db/sealedTables.ts'
import { listTables } from './mutations.ts'
import { keepCopy, makeTinyCity, pastTheGuards, recount } from './tinyCity.ts'

interface Damage {
  readonly what: string
  readonly statements: readonly string[]
  readonly codes: readonly ViolationCode[]
  readonly plan?: string
  /** what a message says of the place and the value */
  readonly says?: RegExp
}

// `city_id` is 1 and the plan 1 unless a statement says otherwise. Byte 0 of a patch is its version.
const otherGrid = 'set_byte(assignment, 0, 1 + get_byte(assignment, 0) % 3)'
const cellOfTwo = (grid: number) =>
  `(select min(i) from generate_series(0, octet_length(assignment) - 2, 2) i where get_byte(assignment, i) = ${grid})`
const dropUnique = (table: string, columns: string) =>
  `alter table ${table} drop constraint ${table}_city_id_${columns}_key`

const damages: readonly Damage[] = [
  // the log
  {
    what: 'a command in the middle deleted',
    statements: ['delete from command where plan_number = 1 and revision = 2'],
    codes: ['log-gap'],
    says: /at revision 4, its log has 3 commands: 2 are missing/,
  },
  {
    what: 'the last command deleted',
    statements: ['delete from command where plan_number = 1 and revision = 4'],
    codes: ['log-gap'],
  },
  {
    what: 'the last command deleted and the revision lowered',
    statements: [
      'delete from command where plan_number = 1 and revision = 4',
      'update plan set revision = 3 where plan_number = 1',
    ],
    codes: ['log-broken'],
  },
  {
    what: 'the whole log deleted and the revision 0',
    statements: ['delete from command where plan_number = 1', 'update plan set revision = 0 where plan_number = 1'],
    codes: ['start-mismatch'],
  },
  {
    what: 'the revision too high',
    statements: ['update plan set revision = 2000000000 where plan_number = 1'],
    codes: ['log-gap'],
  },
  {
    what: 'the revision too low',
    statements: ['update plan set revision = 2 where plan_number = 1'],
    codes: ['log-gap'],
    says: /its log has 3, 4 as well/,
  },
  {
    what: 'a patch that says another grid',
    statements: [
      'update command set patch = set_byte(patch, octet_length(patch) - 1, 9) where plan_number = 1 and revision = 2',
    ],
    codes: ['log-broken'],
  },
  {
    what: 'a patch that cannot be read',
    statements: [`update command set patch = '\\x7f00' where plan_number = 1 and revision = 2`],
    codes: ['log-broken'],
    says: /revision 2 cannot be read/,
  },
  {
    what: 'a patch of cells beyond the city',
    statements: [`update command set patch = '\\x0101ffffffff0f000204' where plan_number = 1 and revision = 2`],
    codes: ['log-broken'],
  },
  {
    what: 'a command that paints other cells',
    statements: [
      `update command set command = jsonb_set(command, '{cells}', '[0, 1]') where plan_number = 1 and revision = 1`,
    ],
    codes: ['command-mismatch'],
    says: /revision 1: /,
  },
  {
    what: 'a revert of another revision',
    statements: [
      `update command set command = '{"kind": "revert", "revision": 1}' where plan_number = 1 and revision = 4`,
    ],
    codes: ['command-mismatch'],
  },
  {
    what: 'the assignment changed outside the log',
    statements: [`update plan set assignment = ${otherGrid} where plan_number = 1`],
    codes: ['start-mismatch'],
  },
  {
    what: 'a locked grid that lost a cell, by the log',
    statements: ['update grid set locked = true, locked_since = 0 where plan_number = 1'],
    codes: ['locked-changed'],
  },
  {
    what: 'a locked grid that lost a cell, past the log',
    plan: 'tiny-2',
    statements: [`update plan set assignment = set_byte(assignment, ${cellOfTwo(2)}, 1) where plan_number = 2`],
    codes: ['start-mismatch'],
  },
  // the grids
  {
    what: 'two grids of one code',
    statements: [dropUnique('grid', 'plan_number_code'), `update grid set code = '1' where plan_number = 1`],
    codes: ['duplicate-grid'],
    says: /one code, 1/,
  },
  {
    what: 'two grids of one name',
    statements: [dropUnique('grid', 'plan_number_name'), `update grid set name = 'a' where plan_number = 1`],
    codes: ['duplicate-grid'],
  },
  {
    what: 'a grid without its row',
    statements: ['delete from grid where plan_number = 1 and grid_number = 3'],
    codes: ['unknown-grid'],
  },
  {
    what: 'a grid without a cell',
    statements: [
      `insert into grid select city_id, plan_number, 9, '00000000-0000-4000-8000-000000000009', 'x', 'x', colour, locked, locked_since, seal from grid where plan_number = 1 and grid_number = 3`,
    ],
    codes: ['empty-grid'],
  },
  {
    what: 'a link between far cells',
    statements: [`update plan set links = '[{"a": 0, "b": 20}]' where plan_number = 1`],
    codes: ['bad-link', 'disconnected'],
  },
  {
    what: 'a link too many, inside a piece',
    statements: [`update plan set links = links || '[{"a": 0, "b": 9}]' where plan_number = 1`],
    codes: ['bad-link'],
  },
  // the city
  {
    what: 'a cell in a wrong district',
    statements: [`update cell set admin_area_id = case admin_area_id when 1 then 2 else 1 end where cell_index = 4`],
    codes: ['district-mismatch'],
  },
  {
    what: 'a cell in no district',
    statements: ['update cell set admin_area_id = null where cell_index = 4'],
    codes: ['district-mismatch'],
  },
  {
    what: 'two cells exchanged',
    statements: [
      'update cell set cell_id = -cell_id where cell_index in (3, 4)',
      'update cell c set cell_id = (select -cell_id from cell o where o.city_id = c.city_id and o.cell_index = 7 - c.cell_index) where cell_index = 3',
      'update cell set cell_id = 604189641121202175 where cell_index = 4',
    ],
    codes: ['cell-order'],
  },
  {
    what: 'the count of cells',
    statements: ['update city set cell_count = cell_count + 1'],
    codes: ['city-mismatch'],
    says: /says cell_count /,
  },
  { what: 'the bounding box', statements: ['update city set bbox[2] = bbox[2] - 0.001'], codes: ['city-mismatch'] },
  {
    what: 'a district moved',
    statements: ['update admin_area set boundary = ST_Translate(boundary, 0.05, 0) where admin_area_id = 2'],
    codes: ['city-mismatch', 'district-mismatch'],
  },
  {
    what: 'a district that crosses itself',
    statements: [
      `update admin_area set boundary = ST_SetSRID(ST_GeomFromText('MULTIPOLYGON(((121.4 31.1,121.5 31.3,121.5 31.1,121.4 31.3,121.4 31.1)))'), 4326) where admin_area_id = 1`,
    ],
    codes: ['bad-admin-area'],
  },
  {
    what: 'a community below a district',
    statements: [`update admin_area set parent_id = 1 where level = 'community'`],
    codes: ['bad-admin-area'],
  },
  // the data
  {
    what: 'customers, figures and totals changed alike',
    statements: [
      'update customer set figures[1] = figures[1] + 1 where snapshot_id = 1 and line_number = 9',
      'update cell_fact f set figures[1] = f.figures[1] + 1 from customer c join segment s on s.name = c.segment where c.city_id = f.city_id and c.snapshot_id = 1 and c.line_number = 9 and f.snapshot_id = 1 and f.cell_index = c.cell_index and f.segment_id = s.segment_id',
      'update snapshot set totals[1] = totals[1] + 1 where snapshot_id = 1',
    ],
    codes: ['customers-changed'],
  },
  {
    what: 'figures alone',
    statements: [
      'update cell_fact set figures[2] = figures[2] + 1 where snapshot_id = 1 and segment_id = 1 and cell_index = (select min(cell_index) from cell_fact where segment_id = 1)',
    ],
    codes: ['cell-fact-mismatch', 'total-mismatch', 'grid-figure-mismatch'],
  },
  {
    what: 'a customer moved to another place',
    statements: [
      'update customer set location = ST_Translate(location, 0.1, 0) where snapshot_id = 1 and line_number = 9',
    ],
    codes: ['customer-misplaced', 'customers-changed'],
  },
  {
    what: 'the tariffs of two customers exchanged',
    statements: [
      `update customer set tariff = case line_number when 9 then 't9' else 't8' end where snapshot_id = 1 and line_number in (9, 10)`,
    ],
    codes: ['customers-changed'],
  },
  {
    what: 'a segment gone',
    statements: ['delete from segment where segment_id = 1'],
    codes: ['cell-fact-mismatch'],
  },
  {
    what: 'figures of one segment counted for another',
    statements: ['update cell_fact set segment_id = 0 where snapshot_id = 1 and segment_id = 1'],
    codes: ['cell-fact-mismatch'],
  },
  {
    what: 'a figure that nobody has defined',
    statements: [
      `update snapshot set figure_keys = figure_keys || '{homes}', totals = totals || 1::bigint where snapshot_id = 1`,
    ],
    codes: ['orphan-rows', 'snapshot-mismatch', 'cell-fact-mismatch'],
  },
  {
    what: 'no default division',
    statements: ['update division set is_default = false'],
    codes: ['city-mismatch'],
  },
  {
    what: 'a plan of a division that there is not',
    statements: [`update plan set division = 'none' where plan_number = 1`],
    codes: ['orphan-rows'],
  },
  {
    what: 'the division of a plan gone',
    statements: [`delete from division where division_key = 'business'`],
    codes: ['orphan-rows'],
    plan: 'tiny-3',
    says: /plan 3 of the division business/,
  },
  {
    what: 'a segment of a division that there is not',
    statements: [`update division_segment set division_key = 'none'`],
    codes: ['orphan-rows'],
    says: /the segment s1 of the division none/,
  },
  {
    what: 'figures of one division alone',
    statements: [
      'update cell_fact set figures[2] = figures[2] + 1 where snapshot_id = 2 and segment_id = 2 and cell_index = (select min(cell_index) from cell_fact where segment_id = 2)',
    ],
    codes: ['cell-fact-mismatch', 'total-mismatch', 'grid-figure-mismatch'],
    plan: 'tiny-3',
  },
  {
    what: 'a segment of another name',
    statements: [`update segment set name = 's9' where name = 's1'`],
    codes: ['cell-fact-mismatch'],
    plan: 'tiny-3',
  },
  {
    what: 'what changes of the city gone',
    statements: ['delete from city_state'],
    codes: ['city-mismatch'],
  },
  {
    what: 'the last numbers given out forgotten',
    statements: ['update city_state set last_plan_number = 1, last_snapshot_id = 0'],
    codes: ['city-mismatch'],
  },
  {
    what: 'the snapshot gone',
    statements: ['delete from snapshot where snapshot_id = 1'],
    codes: ['snapshot-mismatch', 'orphan-rows'],
  },
  // what once ended the recount instead of being named by it
  {
    what: 'an assignment of another length',
    statements: [`update plan set assignment = '\\x0100' where plan_number = 1`],
    codes: ['length-mismatch', 'unreadable'],
  },
  {
    what: 'links that are none',
    statements: [`update plan set links = '[null, 7, {"a": "x"}]' where plan_number = 1`],
    codes: ['bad-document'],
  },
  {
    what: 'a cell that H3 does not have',
    statements: ['update cell set cell_id = 12 where cell_index = 0'],
    codes: ['bad-cell', 'unreadable'],
  },
  {
    what: 'a place that is none',
    statements: [
      `update customer set location = ST_SetSRID(ST_GeomFromText('POINT EMPTY'), 4326) where snapshot_id = 1 and line_number = 9`,
    ],
    codes: ['customer-misplaced'],
  },
  {
    what: 'sums beyond exact numbers',
    statements: [
      'update customer set figures[2] = 9223372036854775807 where snapshot_id = 1 and line_number in (9, 10)',
    ],
    codes: ['bad-figure', 'cell-fact-mismatch'],
  },
  { what: 'the row of the plan gone', statements: ['delete from plan where plan_number = 1'], codes: ['plan-missing'] },
  {
    what: 'parameters that are no request',
    statements: [`update plan set parameters = '{"grids": "many"}' where plan_number = 1`],
    codes: ['bad-document'],
    says: /grids/,
  },
]

// The seals are written anew after each, as one could who knows of them: each check must stand without them.
// The recount reads the same rows on both; `everyChange.test.ts` damages the embedded database too, `wholePlans.test.ts` recounts in both.
anyDatabase('damage in the stored rows', (database) => {
  let putBack: (...changed: readonly string[]) => Promise<void>
  let tables: string[] = []
  let sealedTables: string[] = []
  beforeAll(async () => {
    await makeTinyCity(database())
    tables = await listTables(database())
    sealedTables = await listSealed(async (text) => (await database().execute(text)).rows)
    putBack = await keepCopy(database(), tables)
  })

  describe('is named', () => {
    test.each(damages)('$what', async ({ statements, codes, plan = 'tiny-1', says }) => {
      const touched = tables.filter((table) => statements.some((text) => new RegExp(`\\b${table}\\b`).test(text)))
      const reseal = sealedTables
        .filter((table) => touched.includes(table))
        .map((table) => `update ${table} r set seal = ${table}_seal(r)`)
      await pastTheGuards(database(), ...statements, ...reseal)
      try {
        const { ok, violations } = await recount(database(), plan)
        expect(ok).toBe(false)
        expect(violations.map(({ code }) => code)).toEqual(expect.arrayContaining([...codes]))
        if (says) expect(violations.map(({ message }) => message).join('\n')).toMatch(says)
      } finally {
        await putBack(...touched)
      }
    })
  })

  test('in a published plan is told as that', async () => {
    await pastTheGuards(database(), `update grid set name = name || '2' where plan_number = 3 and grid_number = 1`)
    const { violations } = await recount(database(), 'tiny-3')
    expect(violations).toMatchObject([
      { code: 'version-mismatch', message: expect.stringContaining('not what was approved as version 1') },
      { code: 'published-changed', message: expect.stringContaining('number 1') },
    ])
    await putBack('grid')
    await pastTheGuards(database(), `update plan set name = name || '2' where plan_number = 3`)
    expect((await recount(database(), 'tiny-3')).violations).toMatchObject([{ code: 'published-changed' }])
    await putBack('plan')
  })

  test('leaves nothing to name once it is undone', async () => {
    expect(await recount(database(), 'tiny-1')).toMatchObject({ ok: true, violations: [] })
  })
})
