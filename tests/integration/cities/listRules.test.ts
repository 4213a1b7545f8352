import { Readable } from 'node:stream'
import { gridDisk } from 'h3-js'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { cellIndexOf, locatePoint, parseCellId } from '../../../partition/index.ts'
import { loadCityState } from '../../../server/cities/cityState.ts'
import { findCity } from '../../../server/cities/store.ts'
import { noteText, plainFormat } from '../../../server/contract/noteText.ts'
import type { PartitionInput } from '../../../server/contract/partitionRequest.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { importPlaces } from '../../../server/data/places/importPlaces.ts'
import type { Database } from '../../../server/db/database.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { customerCsv, makeCity, square } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

const load = (database: Database, code: string, kind: 'outlet' | 'account' | 'estate', text: string) =>
  importPlaces(database, code, Readable.from([text]), { kind, crs: 'wgs84', sourceName: `${kind}.csv` })

async function makeListCity(database: Database, code: string): Promise<void> {
  await makeCity(database, code, 8)
  await importFile(database, code, Readable.from([customerCsv(2000)]), { crs: 'wgs84', sourceName: 'a.csv' })
}

const ask = (request: Partial<PartitionInput>): PartitionInput => ({
  ...{ grids: 6, tolerance: 0.1, weights: ['customers'], preset: 'fast' },
  ...request,
})

const said = (notes: Awaited<ReturnType<typeof runPartition>>['warnings']) =>
  notes.map((note) => noteText(note, 'en', { ...plainFormat, figures: [] })).join(' ')

const rulesOf = async (database: Database, code: string, planNumber: number) => {
  const { city_id } = await findCity(database.kysely, code)
  return await database.kysely
    .selectFrom('plan_rules')
    .where('city_id', '=', city_id)
    .where('plan_number', '=', planNumber)
    .select(['centres', 'own_grids', 'left_accounts'])
    .executeTakeFirst()
}

/** What `verify` says of a plan's rules row that was changed past the guards. */
const afterDamage = async (database: Database, code: string, planNumber: number, column: string, value: unknown) => {
  const { city_id } = await findCity(database.kysely, code)
  await database.kysely.transaction().execute(async (transaction) => {
    await sql`alter table plan_rules disable trigger all`.execute(transaction)
    await sql`update plan_rules set ${sql.ref(column)} = ${JSON.stringify(value)}::jsonb
              where city_id = ${city_id} and plan_number = ${planNumber}`.execute(transaction)
    await sql`alter table plan_rules enable trigger all`.execute(transaction)
  })
  const { violations } = await recountPlan(database, `${code}-${planNumber}`)
  return violations.map(({ code }) => code).sort()
}

// The rules are the engine’s and are stored as those of `plans` are.
anyDatabase('rules of lists', (database) => {
  test('own outlets are centres, each in a grid of its own; those that cannot be are named', async () => {
    await makeListCity(database(), 'centres')
    const rows = [
      ['A1', '东厅', '自有', '', 121.45, 31.15],
      ['A2', '同厅', '自有', '', 121.4501, 31.1501],
      ['A3', '邻厅', '自有', '', 121.47, 31.16],
      ['A4', '西厅', '自有', '营业', 121.55, 31.25],
      ['A5', '关厅', '自有', '停业', 121.42, 31.28],
      ['A6', '城外厅', '自有', '', 125, 40],
      ['A7', '社会店', '社会', '', 121.5, 31.2],
    ]
    await load(
      database(),
      'centres',
      'outlet',
      `编码,名称,渠道类型,状态,经度,纬度\n${rows.map((row) => row.join()).join('\n')}\n`,
    )
    const made = await runPartition(database(), 'centres', ask({ outletCentres: true }))
    expect(said(made.warnings)).toBe(
      '3 own outlets are centres, each in a grid of its own; no centre: 同厅 (it can only share a grid with "东厅"), 城外厅 (it stands in no cell of the city).',
    )
    const { assignment, parameters } = await loadPlanState(database(), made.planId)
    expect(parameters).toMatchObject({ outletCentres: true })
    const { lattice } = await loadCityState(database(), 'centres')
    const at = (lng: number, lat: number) => assignment[locatePoint(lattice, lng, lat)]!
    expect(new Set([at(121.45, 31.15), at(121.47, 31.16), at(121.55, 31.25)]).size).toBe(3)
    expect(await recountPlan(database(), made.planId)).toMatchObject({ violations: [] })

    // around which too little lies for half a grid
    const few = await runPartition(database(), 'centres', ask({ grids: 2, outletCentres: true }))
    expect(said(few.warnings)).toMatch(/^2 own outlets are centres.*东厅 \(less than half a grid lies around it\)/)
    const { centres } = (await rulesOf(database(), 'centres', 1))!
    expect(centres).toMatchObject([{ code: 'A1' }, { code: 'A3' }, { code: 'A4' }])
    expect(
      await afterDamage(database(), 'centres', 1, 'centres', [
        ...(centres as object[]),
        { code: 'A2', name: '同厅', cell: locatePoint(lattice, 121.45, 31.15) },
      ]),
    ).toEqual(['centres-together', 'row-changed'])
    expect(await afterDamage(database(), 'centres', 1, 'centres', [1])).toEqual(['bad-document', 'row-changed'])
  })

  test('a key account has grids of its own beside those asked for, with the unit it lies in', async () => {
    await makeListCity(database(), 'owns')
    const { lattice } = await loadCityState(database(), 'owns')
    const campus = {
      type: 'Feature',
      properties: { code: 'E1', name: '校园' },
      geometry: { type: 'Polygon', coordinates: square(121.44, 31.14, 121.46, 31.16) },
    }
    await load(database(), 'owns', 'estate', JSON.stringify({ type: 'FeatureCollection', features: [campus] }))
    const rows = [
      ['K1', '云澜大学', 'A', '重点', 1, 121.45, 31.15],
      ['K1', '云澜大学', 'A', '重点', 2, 121.55, 31.25],
      ['K2', '供电公司', 'B', '重点', 1, 121.55, 31.25],
      ['K3', '名单公司', '', '名单', 1, 121.5, 31.2],
      ['K4', '外地公司', '', '重点', 1, 125, 40],
    ]
    await load(
      database(),
      'owns',
      'account',
      `客户编码,客户名称,等级,名单,序号,经度,纬度\n${rows.map((row) => row.join()).join('\n')}\n`,
    )
    const made = await runPartition(database(), 'owns', ask({ keyAccounts: 'own-grid', keepWhole: ['estate'] }))
    expect(said(made.warnings)).toMatch(
      /^1 key account has 2 grids of its own, beside the number asked for and not balanced; no grid of its own: 供电公司 \(its cells are in the grid of "云澜大学"\), 外地公司 \(none of its sites stands in a cell of the city\)\. The one keep-whole unit is whole/,
    )
    expect(made).toMatchObject({ grids: 8, withinTolerance: true })
    const plan = await loadPlanState(database(), made.planId)
    const gridAt = (lng: number, lat: number) => plan.assignment[locatePoint(lattice, lng, lat)]!
    const nameOf = (number: number) => plan.grids.find((grid) => grid.number === number)!.name
    const [university, branch] = [gridAt(121.45, 31.15), gridAt(121.55, 31.25)]
    expect([nameOf(university), nameOf(branch)]).toEqual(['云澜大学 1', '云澜大学 2'])
    expect(plan.assignment.filter((grid) => grid === branch)).toHaveLength(1)
    expect(plan.assignment.filter((grid) => grid === university).length).toBeGreaterThan(1)
    expect(await recountPlan(database(), made.planId)).toMatchObject({ violations: [] })

    // from that plan they go on under their ids, whatever they are called
    const again = await runPartition(
      database(),
      'owns',
      ask({ grids: undefined, from: made.planId, keyAccounts: 'own-grid', keepWhole: ['estate'] }),
    )
    expect(again).toMatchObject({ grids: 8, movedShare: 0 })
    const next = await loadPlanState(database(), again.planId)
    expect(next.assignment).toEqual(plan.assignment)
    expect(next.grids).toEqual(plan.grids)
    const { own_grids: ownGrids } = (await rulesOf(database(), 'owns', 1))!
    const neighbour = gridDisk(lattice.cellIds[locatePoint(lattice, 121.55, 31.25)]!.toString(16), 1)
      .map((hex) => cellIndexOf(lattice, parseCellId(hex)))
      .find((cell) => plan.assignment[cell] !== branch)!
    const [first, second] = ownGrids as { cells: number[][] }[]
    expect(
      await afterDamage(database(), 'owns', 1, 'own_grids', [
        first,
        { ...second, cells: [...second!.cells, [neighbour, 1]] },
      ]),
    ).toEqual(['own-grid-shared', 'row-changed'])
  })

  test('listed accounts leave the weights, by their ids in the data or by what their file says', async () => {
    await makeListCity(database(), 'leave')
    const rows = [
      ['c1', '甲', '名单', '', '', ''],
      ['c2', '乙', '名单', 5, 121.45, 31.15],
      ['L3', '丙', '名单', 100000, 121.55, 31.25],
      ['L4', '丁', '名单', '', 121.45, 31.15],
      ['L5', '戊', '名单', 7, '', ''],
      ['L6', '己', '重点', 7, 121.5, 31.2],
    ]
    await load(
      database(),
      'leave',
      'account',
      `客户编码,客户名称,名单,线路数,经度,纬度\n${rows.map((row) => row.join()).join('\n')}\n`,
    )
    const made = await runPartition(database(), 'leave', ask({ listedAccounts: 'leave' }))
    expect(said(made.warnings)).toMatch(
      /^3 listed accounts with \d+ customers left the weights; still in them: 丁 \(the data has no row of its code, and its file does not say how many\), 戊 \(there is nothing in the cells of its sites\)\.$/,
    )
    const { left_accounts: left } = (await rulesOf(database(), 'leave', 1))!
    expect(left).toMatchObject([
      { account: 'L3', basis: 'sites', ids: [] },
      { account: 'c1', basis: 'ids', ids: ['c1'], figures: { customers: 1, revenue: 1000 } },
      { account: 'c2', basis: 'ids', ids: ['c2'] },
    ])
    expect(await recountPlan(database(), made.planId)).toMatchObject({ violations: [] })
    const [site, one, two] = left as { figures: object }[]
    expect(
      await afterDamage(database(), 'leave', 1, 'left_accounts', [
        site,
        { ...one, figures: { customers: 2, revenue: 1000 } },
        two,
      ]),
    ).toEqual(['row-changed', 'snapshot-mismatch'])
  })

  test('a rule that the city has nothing for is refused, with the way out', async () => {
    await makeListCity(database(), 'bare')
    for (const [request, what] of [
      [{ outletCentres: true }, /no own outlets that are open.*--kind outlet/],
      [{ keyAccounts: 'own-grid' }, /no key accounts.*--kind account/],
      [{ listedAccounts: 'leave' }, /no listed accounts.*--kind account/],
    ] as const)
      await expect(runPartition(database(), 'bare', ask(request))).rejects.toMatchObject({
        code: 'invalid-request',
        message: expect.stringMatching(what),
      })
  })
})
