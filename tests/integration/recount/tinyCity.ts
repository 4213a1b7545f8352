import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { cellGraph } from '../../../partition/index.ts'
import { addAdminAreas } from '../../../server/cities/adminAreas.ts'
import { createCity } from '../../../server/cities/createCity.ts'
import { stateLinks } from '../../../server/cities/links/cityLinks.ts'
import { setRules } from '../../../server/cities/rules/changeRules.ts'
import { partitionRequest } from '../../../server/contract/partitionRequest.ts'
import type { UnitKind } from '../../../server/contract/placeKinds.ts'
import type { Thing } from '../../../server/contract/things.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { importPlaces } from '../../../server/data/places/importPlaces.ts'
import type { Database } from '../../../server/db/database.ts'
import { claimJob, endJob, insertJob } from '../../../server/jobs/store.ts'
import { approve } from '../../../server/life/decide.ts'
import { type Acting, submitPlan } from '../../../server/life/submitPlan.ts'
import { turnDays } from '../../../server/life/turnDays.ts'
import { makeClaim, withdrawClaim } from '../../../server/ownership/disputes/claims.ts'
import { ruleDispute } from '../../../server/ownership/disputes/ruleDispute.ts'
import { addClusterGrid, addParty } from '../../../server/ownership/rows/parties.ts'
import { cancelOwners, decideOwners, proposeOwner } from '../../../server/ownership/rows/proposals.ts'
import { executeCommand } from '../../../server/plans/executeCommand.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { square } from '../builders.ts'
import { requestFor } from '../life/acts.ts'

/**
 * `tiny`: some 40 cells in three districts, one of them an island that a link joins; subdistricts and a community; two imports. Plan 1 is
 * of the first, painted and taken back; plan 2 goes on from it with a locked grid, on the second; plan 3, of a second division, keeps units
 * whole and to its side of rivers, and is published. A ferry, a bridge and a link that is refused are stated after all that.
 */
export const tinyPlans = ['tiny-1', 'tiny-2', 'tiny-3'] as const

export async function makeTinyCity(database: Database): Promise<void> {
  await createCity(database, { code: 'tiny', name: '小城', resolution: 6, boundary: districts(), crs: 'wgs84' })
  const areas = (names: readonly string[]) => ({ geojson: subareas(names), crs: 'wgs84' as const, parentKey: 'parent' })
  await addAdminAreas(database, 'tiny', { ...areas(['北街', '南街']), level: 'subdistrict' })
  await addAdminAreas(database, 'tiny', { ...areas(['里弄']), level: 'community' })

  await divide(database)
  await importUnits(database)
  await importLists(database)
  await importCustomers(database, 'march.csv', 0)
  const job = { cityId: (await cityRow(database)).city_id, jobId: randomUUID() }
  const keepWhole: UnitKind[] = ['estate', 'building']
  const named = {
    pins: [{ cells: [[0, 2]] as [number, number][], grid: 1 }],
    apart: [[{ cells: [[0, 1]] }, { cells: [[30, 1]] }]] as [Thing, Thing][],
    classB: { areas: [{ kind: 'district' as const, code: await firstDistrict(database) }] },
  }
  await setRules(database, 'tiny', { rules: { districts: 'ignore' } })
  const request = { grids: 3, tolerance: 0.5, weights: ['customers' as const], seed: 1 }
  await insertJob(database.kysely, job, partitionRequest.parse(request))
  await claimJob(database.kysely, job)
  await runPartition(database, 'tiny', request, {
    beforeCommit: async (transaction, stored) => {
      await endJob(transaction, job, { state: 'succeeded', ...stored })
    },
  })
  await lock(database, 1, 2)
  for (let stroke = 0; stroke < 3; stroke++) await paint(database, 'tiny-1')
  await send(database, 'tiny-1', { kind: 'revert', revision: 3 })

  await importCustomers(database, 'april.csv', 1)
  await runPartition(database, 'tiny', { ...request, from: 'tiny-1', budget: 1 })
  await paint(database, 'tiny-2')
  const lists = { outletCentres: true, keyAccounts: 'own-grid', listedAccounts: 'leave' } as const
  const rules = { keepWhole, barriers: ['river' as const], ...lists, ...named }
  await runPartition(database, 'tiny', { ...request, grids: 2, division: 'business', ...rules })
  await paint(database, 'tiny-3')
  const acting = { actor: 'test', via: 'api' as const, address: '127.0.0.1', now: new Date('2026-06-01T00:00:00Z') }
  const asked = await requestFor(database, 'tiny-3', '2026-05-01')
  const { number, impactId } = await submitPlan(database, 'tiny-3', { ...asked, note: '首版' }, acting)
  await approve(database, 'tiny', { submission: number, impactId, reason: '同意' }, acting)
  await giveOwners(database, acting)
  await stateLinks(database, 'tiny', [
    { a: 3, b: 20, kind: 'ferry', name: '一号轮渡' },
    { a: 5, b: 22, kind: 'bridge', name: '二桥' },
    { a: 1, b: 30, kind: 'none' },
  ])
}

/** Two that are approved, of which one is cancelled, and one that waits. */
async function giveOwners(database: Database, acting: Acting): Promise<void> {
  const { gridId } = (await loadPlanState(database, 'tiny-3')).grids[0]!
  await addParty(database, 'tiny', { id: 'wang', kind: 'person', name: '王芳' }, acting)
  await addParty(database, 'tiny', { id: 'li', kind: 'team', name: '李' }, acting)
  await addClusterGrid(database, 'tiny', { gridId: tinyClusterGrid, code: 'J1', name: '聚类一' }, acting)
  const propose = async (subject: string, effectiveFrom: string, kind: 'grid' | 'person', id: string) =>
    await proposeOwner(
      database,
      'tiny',
      {
        ...{ layer: 'override', subject, effectiveFrom, effectiveUntil: '2026-09-01', reason: '约定', replace: false },
        owner: { kind, id, plane: 'attack' },
      },
      acting,
    )
  for (const one of [
    await propose('c1', '2026-07-01', 'grid', gridId),
    await propose('c2', '2026-08-01', 'person', 'wang'),
  ])
    await decideOwners(database, 'tiny', one.id, { decision: 'approve', reason: '同意' }, acting)
  await cancelOwners(database, 'tiny', 2, '推迟', acting)
  await propose('c2', '2026-08-01', 'person', 'wang')
  await dispute(database, acting)
}

/** One that is ruled, one that is dropped, one that has gone on to its second stage, and a claim that waits. */
async function dispute(database: Database, acting: Acting): Promise<void> {
  const claim = async (subject: string, kind: 'team' | 'person', id: string) =>
    await makeClaim(
      database,
      'tiny',
      {
        layer: 'override',
        subject,
        claimant: { kind, id, plane: 'attack' },
        statement: '我方签约',
        evidence: ['HT-7'],
      },
      acting,
    )
  const ruling = { owner: { kind: 'person' as const, id: 'wang' }, reason: '合同在先', replace: true }
  await claim('c1', 'team', 'li')
  await claim('c1', 'person', 'wang')
  await ruleDispute(database, 'tiny', 1, ruling, acting)
  await claim('c3', 'team', 'li')
  await claim('c3', 'person', 'wang')
  for (const number of [3, 4]) await withdrawClaim(database, 'tiny', number, '误报', acting)
  await claim('c4', 'team', 'li')
  await claim('c4', 'person', 'wang')
  // Turns of days go on from the imports, which are of today.
  await turnDays(database, new Date())
  await claim('c5', 'team', 'li')
}

const tinyClusterGrid = '0b9f8a4e-6f0c-4c60-9f5e-8a1d7c3b2e10'

const ports = {
  kind: 'sum',
  key: 'ports',
  unit: 'count',
  decimals: 0,
  label: { 'zh-CN': '端口', en: 'ports' },
  columns: [],
}

/** A second division, of one segment, and a figure that no import brings. */
async function divide(database: Database): Promise<void> {
  const { city_id } = await cityRow(database)
  await database.kysely.insertInto('division').values({ city_id, division_key: 'business', name: '商务' }).execute()
  await database.kysely
    .insertInto('division_segment')
    .values({ city_id, segment: 's1', division_key: 'business' })
    .execute()
  await database.kysely
    .insertInto('figure')
    .values({ city_id, figure_key: 'ports', definition: JSON.stringify(ports), position: 1 })
    .execute()
}

/** What the service would answer, from a process that has cached nothing. */
export async function recount(database: Database, planId: string) {
  return await recountPlan({ ...database }, planId)
}

async function firstDistrict(database: Database): Promise<string> {
  const { code } = await database.kysely
    .selectFrom('admin_area')
    .where('level', '=', 'district')
    .select('code')
    .orderBy('code')
    .executeTakeFirstOrThrow()
  return code
}

async function cityRow(database: Database) {
  return await database.kysely.selectFrom('city').where('code', '=', 'tiny').select('city_id').executeTakeFirstOrThrow()
}

async function lock(database: Database, planNumber: number, gridNumber: number): Promise<void> {
  await database.kysely
    .updateTable('grid')
    .where('plan_number', '=', planNumber)
    .where('grid_number', '=', gridNumber)
    .set({ locked: true })
    .execute()
}

/** Outlets, a key account and two listed ones, of which the data knows one by its id. */
async function importLists(database: Database): Promise<void> {
  const outlets = ['O1,一厅,自有,营业,121.43,31.14', 'O2,二厅,自有,,121.57,31.28', 'O3,小店,社会,停业,,']
  const accounts = [
    'K1,大学,A,重点,1,东门,30,400.5,121.43,31.29',
    'K1,大学,A,重点,2,,,,,',
    'c1,甲公司,B,名单,1,,5,,121.55,31.2',
    'L2,乙公司,,名单,1,总部,1,2,121.55,31.2',
  ]
  for (const [kind, head, rows] of [
    ['outlet', '编码,名称,渠道类型,状态,经度,纬度', outlets],
    ['account', '客户编码,客户名称,等级,名单,序号,地点名称,线路数,收入,经度,纬度', accounts],
  ] as const)
    await importPlaces(database, 'tiny', Readable.from([`${head}\n${rows.join('\n')}\n`]), {
      ...{ kind, crs: 'wgs84', sourceName: `${kind}.csv` },
    })
}

/** Two estates of several cells each, a building that is a point, two rivers and two bridges. */
async function importUnits(database: Database): Promise<void> {
  const known = (code: string) => ({ code, name: `${code}号`, households: 120, penetration: 0.4 })
  const estates = [
    feature(known('E1'), square(121.41, 31.12, 121.47, 31.2)),
    feature(known('E2'), square(121.52, 31.18, 121.58, 31.29)),
  ]
  const tower = { type: 'Feature', properties: known('B1'), geometry: { type: 'Point', coordinates: [121.45, 31.28] } }
  const line = (code: string, ...coordinates: number[][]) => ({
    type: 'Feature',
    properties: { code, name: `${code}号` },
    geometry: { type: 'LineString', coordinates },
  })
  const rivers = [line('R1', [121.35, 31.24], [121.65, 31.26]), line('R2', [121.45, 31.25], [121.46, 31.32])]
  const bridges = [line('X1', [121.43, 31.22], [121.43, 31.27]), line('X2', [121.55, 31.24], [121.55, 31.26])]
  for (const [kind, features] of [
    ['estate', estates],
    ['building', [tower]],
    ['river', rivers],
    ['crossing', bridges],
  ] as const) {
    const text = JSON.stringify({ type: 'FeatureCollection', features })
    const sourceName = `${kind}.geojson`
    await importPlaces(database, 'tiny', Readable.from([Buffer.from(text)]), { kind, crs: 'wgs84', sourceName })
  }
}

async function importCustomers(database: Database, sourceName: string, month: number): Promise<void> {
  const lines = Array.from({ length: 480 }, (_, i) => {
    const lon = i < 3 ? 121.86 + i / 1000 : 121.41 + ((i * 37) % 181) / 1000
    const lat = 31.11 + ((i * 53) % 179) / 1000
    const revenue = `${10 + month + (i % 7)}.5${i % 10}`
    return `c${i},${lon.toFixed(4)},${lat.toFixed(4)},${1 + (i % 3)},${revenue},s${i % 2},t${i % 5},${i}.25,${2 * i}.5`
  })
  const text = `id,lon,lat,customers,revenue,segment,tariff,mou,dou\n${lines.join('\n')}\nfar,100,20,1,5,s0,t0,1,2\n`
  await importFile(database, 'tiny', Readable.from([Buffer.from(text)]), { crs: 'wgs84', sourceName })
}

/** Gives one cell that may go to a touching grid to it, another one at each revision. */
export async function paint(database: Database, planId: string): Promise<void> {
  const { assignment, city, links, revision } = await loadPlanState(database, planId)
  const { offsets, neighbors } = cellGraph(city.neighbors, [], links)
  for (let step = 0; step < assignment.length; step++) {
    const cell = (step + 11 * revision) % assignment.length
    const from = assignment[cell]!
    for (const other of neighbors.subarray(offsets[cell], offsets[cell + 1])) {
      const grid = assignment[other]!
      if (grid !== from && (await send(database, planId, { kind: 'paint', grid, cells: [cell] }, revision))) return
    }
  }
  throw new Error(`no cell of ${planId} can be painted`)
}

type Wanted = Parameters<typeof executeCommand>[2]['command']

async function send(database: Database, planId: string, command: Wanted, baseRevision?: number): Promise<boolean> {
  const { revision } = await loadPlanState(database, planId)
  const request = { commandId: randomUUID(), baseRevision: baseRevision ?? revision, command }
  return (await executeCommand(database, planId, request, 'planner')).ok
}

function feature(properties: object, coordinates: [number, number][][]): GeoJSON.Feature {
  return { type: 'Feature', properties, geometry: { type: 'Polygon', coordinates } }
}

function districts(): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: [
      feature({ adcode: '310101', name: '西区' }, square(121.4, 31.1, 121.5, 31.3)),
      feature({ adcode: '310102', name: '东区' }, square(121.5, 31.1, 121.6, 31.3)),
      feature({ adcode: '310103', name: '岛区' }, square(121.85, 31.1, 121.9, 31.15)),
    ],
  }
}

/** Areas inside 西区; a community's parent is the first subdistrict. */
function subareas(names: readonly string[]): GeoJSON.FeatureCollection {
  const parent = names.length > 1 ? '西区' : '北街'
  return {
    type: 'FeatureCollection',
    features: names.map((name, i) =>
      feature({ adcode: `31010100${i}`, name, parent }, square(121.41, 31.11 + i / 10, 121.49, 31.19 + i / 10)),
    ),
  }
}

/** Runs statements past triggers and foreign keys, as a careless administrator could. Throws what the database refuses. */
export async function pastTheGuards(database: Database, ...statements: string[]): Promise<number> {
  return await database.kysely.transaction().execute(async (transaction) => {
    await sql`set local session_replication_role = replica`.execute(transaction)
    let changed = 0
    for (const statement of statements) {
      const { numAffectedRows = 0n } = await sql.raw(statement).execute(transaction)
      changed += Number(numAffectedRows)
    }
    return changed
  })
}

/** Keeps a copy of every table, and answers with what puts some of them back. */
export async function keepCopy(database: Database, tables: readonly string[]) {
  await sql`create schema kept`.execute(database.kysely)
  const columnsOf = new Map<string, string>()
  for (const table of tables) {
    const { rows } = await sql<{ names: string }>`
      select string_agg(quote_ident(column_name), ', ' order by ordinal_position) as names from information_schema.columns
      where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER'`.execute(database.kysely)
    columnsOf.set(table, rows[0]!.names)
    await sql.raw(`create table kept.${table} as select ${rows[0]!.names} from ${table}`).execute(database.kysely)
  }
  return async (...changed: readonly string[]) => {
    await pastTheGuards(
      database,
      ...changed.flatMap((table) => [
        `delete from ${table}`,
        `insert into ${table} (${columnsOf.get(table)}) overriding system value select * from kept.${table}`,
      ]),
    )
  }
}
