import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { addAdminAreas } from '../../../server/cities/adminAreas.ts'
import { loadCityState } from '../../../server/cities/cityState.ts'
import { createCity } from '../../../server/cities/createCity.ts'
import { listAreas } from '../../../server/cities/listAreas.ts'
import { listPlaces, removePlaces } from '../../../server/cities/places/listPlaces.ts'
import { listAccounts, listOutlets, removeAccounts } from '../../../server/cities/places/listSites.ts'
import { unitCovering } from '../../../server/cities/places/unitCovering.ts'
import { findCity } from '../../../server/cities/store.ts'
import type { CommandAnswers, GridCommand } from '../../../server/contract/commands.ts'
import type { SplitProposal } from '../../../server/contract/gridSplit.ts'
import type { Job } from '../../../server/contract/jobs.ts'
import type { Submission } from '../../../server/contract/lifecycle.ts'
import { unitKinds } from '../../../server/contract/placeKinds.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { importAreas } from '../../../server/data/areas/importAreas.ts'
import { addFigure, removeFigure } from '../../../server/data/cityFigures.ts'
import { findDivision } from '../../../server/data/divisions.ts'
import { importFile, removeAbandonedImports } from '../../../server/data/importFile.ts'
import { importPlaces } from '../../../server/data/places/importPlaces.ts'
import { loadSnapshotFacts } from '../../../server/data/snapshotFacts.ts'
import type { Database } from '../../../server/db/database.ts'
import { isQueued } from '../../../server/jobs/store.ts'
import { turnDays } from '../../../server/life/turnDays.ts'
import { renewDistricts } from '../../../server/plans/areas/renewDistricts.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { isDemoYearCutShort } from '../../../server/start/demoYear.ts'
import { pickCustomers } from '../../../server/start/demoYearOwners.ts'
import { serve, type TestServer } from '../api/apiServer.ts'
import { customerCsv, square, twoDistricts } from '../builders.ts'
import { actingOn, dayFrom, publishCopy, requestFor } from '../life/acts.ts'

/**
 * Everything the server and the command line ask of the database, in the city `code`, which is made, filled, planned and, after
 * `beforeDeletion`, deleted.
 */
export async function journey(database: Database, code: string, beforeDeletion: () => Promise<void>): Promise<void> {
  await makeWithAreas(database, code)
  await importAll(database, code)
  await importUnits(database, code)
  await importLists(database, code)
  await leaveJobs(database, code)
  const server = await serve(database)
  try {
    await plan(server, code)
    await link(server, code)
    await divide(server, code)
    await look(database, server, code)
    await edit(server, code)
    await editGrids(server, code)
    await renewAreas(database, code)
    await beforeDeletion()
    await remove(database, server, code)
  } finally {
    await server.app.close()
  }
}

async function makeWithAreas(database: Database, code: string): Promise<void> {
  const { features } = twoDistricts()
  // a second part of 东区, so that parts are united
  const island = {
    ...features[1]!,
    geometry: { type: 'Polygon' as const, coordinates: square(121.62, 31.1, 121.64, 31.12) },
  }
  // both districts together, which is left out
  const outline = {
    ...features[0]!,
    properties: { adcode: '310100', name: '市' },
    geometry: { type: 'MultiPolygon' as const, coordinates: features.map(({ geometry }) => geometry.coordinates) },
  }
  const boundary = { type: 'FeatureCollection', features: [...features, island, outline] }
  await createCity(database, { code, name: code, resolution: 7, boundary, crs: 'wgs84' })
  const area = (id: string, parent?: string) => ({
    type: 'Feature',
    properties: { code: id, name: id, parent },
    geometry: { type: 'Polygon', coordinates: square(121.42, 31.12, 121.44, 31.14) },
  })
  const geojson = { type: 'FeatureCollection', features: [area('1', '310101')] }
  await addAdminAreas(database, code, { geojson, crs: 'wgs84', level: 'subdistrict', parentKey: 'parent' })
  const placed = { type: 'FeatureCollection', features: [area('2')] }
  await addAdminAreas(database, code, { geojson: placed, crs: 'wgs84', level: 'subdistrict' })
}

async function importAll(database: Database, code: string): Promise<void> {
  const load = (text: string) =>
    importFile(database, code, Readable.from([Buffer.from(text)]), { crs: 'wgs84', sourceName: 'a.csv' })
  await load(`${customerCsv(400)}c1,121.5,31.2,1,1\n`)
  await load('id,lon,lat,segment\na,121.5,31.2,公众\nb,121.5,31.2,商务\n')
  await importFile(database, code, Readable.from([Buffer.from(`${customerCsv(400)}c1,10,10,1,1\n`)]), {
    crs: 'wgs84',
    sourceName: 'a.csv',
    duplicates: 'sum',
  })
  const kids = { kind: 'sum', key: 'kids', unit: 'count', decimals: 0, columns: ['kids'] } as const
  await addFigure(database, code, { ...kids, label: { 'zh-CN': '孩子数', en: 'kids' } })
  await removeFigure(database, code, 'kids')
  await importFile(database, code, Readable.from([Buffer.from(customerCsv(20))]), { crs: 'wgs84', period: '2026-01' })
  await load(customerCsv(300))
  // loaded, found to lie outside, and removed again
  await expect(load('id,lon,lat,customers,revenue\na,10,10,1,1\n')).rejects.toMatchObject({ code: 'nothing-to-load' })
  await sql`insert into snapshot (city_id, snapshot_id, source_name, crs, column_map, period, figure_keys)
            select city_id, 9, 'killed', 'wgs84', '{}', '2026-11', '{customers,revenue}' from city where code = ${code}`.execute(
    database.kysely,
  )
  expect(await removeAbandonedImports(database)).toBe(1)
}

/** Units that lie over each other, put in place of others and merged, listed and in part removed. */
async function importUnits(database: Database, code: string): Promise<void> {
  const unit = (id: string, west: number) => ({
    type: 'Feature',
    properties: { code: id, name: id, households: 10 },
    geometry: {
      type: 'MultiPolygon',
      coordinates: [square(west, 31.12, west + 0.04, 31.16), square(west, 31.15, west + 0.04, 31.2)],
    },
  })
  const load = (features: object[], isMerged = false) => {
    const text = JSON.stringify({ type: 'FeatureCollection', features })
    const sourceName = 'units.geojson'
    return importPlaces(database, code, Readable.from([text]), { kind: 'estate', crs: 'wgs84', sourceName, isMerged })
  }
  await load([unit('1', 121.42), unit('2', 121.44)])
  await load([unit('2', 121.45), unit('3', 121.51)], true)
  expect(await listPlaces(database, code, unitKinds)).toMatchObject([{ kind: 'estate', count: 3 }])
  expect(await removePlaces(database, code, 'estate', ['3'])).toBe(1)
  const line = (name: string, ...coordinates: number[][]) => ({
    type: 'Feature',
    properties: { name },
    geometry: { type: 'LineString', coordinates },
  })
  for (const [kind, feature] of [
    ['river', line('河', [121.39, 31.17], [121.65, 31.19])],
    ['crossing', line('桥', [121.47, 31.16], [121.47, 31.2])],
  ] as const)
    await importPlaces(
      database,
      code,
      Readable.from([JSON.stringify({ type: 'FeatureCollection', features: [feature] })]),
      {
        ...{ kind, crs: 'wgs84', sourceName: 'barriers.geojson' },
      },
    )
}

/** Outlets, accounts merged and in part removed, and a link from a file. */
async function importLists(database: Database, code: string): Promise<void> {
  const load = (kind: 'outlet' | 'account' | 'link', text: string, isMerged = false) =>
    importPlaces(database, code, Readable.from([text]), { kind, crs: 'wgs84', sourceName: `${kind}.csv`, isMerged })
  await load('outlet', 'code,name,type,lon,lat\nO1,一厅,own,121.45,31.15\nO2,小店,social,121.5,31.2\n')
  const head = 'account_id,account_name,list,site_number,lines,lon,lat'
  const accounts = ['K1,大学,key,1,5,121.55,31.25', 'K2,公司,key,1,5,121.5,31.2', 'L1,商贸,listed,1,5,121.45,31.15']
  await load('account', `${head}\n${accounts.join('\n')}\n`)
  await load('account', `${head}\nK2,公司,key,2,5,121.5,31.2\n`, true)
  expect(await listOutlets(database, code)).toHaveLength(2)
  expect(await listAccounts(database, code)).toHaveLength(3)
  expect(await removeAccounts(database, code, ['K2'])).toBe(1)
  const geometry = {
    type: 'LineString',
    coordinates: [
      [121.42, 31.28],
      [121.58, 31.12],
    ],
  }
  await load(
    'link',
    JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties: {}, geometry }] }),
  )
}

/** What a server that stopped leaves behind: a job it was running and one that waits. */
/** Subdistricts and communities in place of others, and districts with borders that leave a corner out, one of them for the first time. */
async function renewAreas(database: Database, code: string): Promise<void> {
  const collection = (...features: object[]) => Readable.from([JSON.stringify({ type: 'FeatureCollection', features })])
  const area = (id: string, coordinates: [number, number][][][]) => ({
    type: 'Feature',
    properties: { code: id, name: id },
    geometry: { type: 'MultiPolygon', coordinates },
  })
  const read = { crs: 'wgs84', sourceName: 'areas.geojson' } as const
  const streets = collection(
    area('310101001', [square(121.4, 31.1, 121.5, 31.3)]),
    area('X', [square(121.5, 31.1, 121.6, 31.3)]),
  )
  await importAreas(database, code, streets, { ...read, level: 'subdistrict' })
  const inner = collection(area('310101001001', [square(121.4, 31.1, 121.45, 31.3)]))
  await importAreas(database, code, inner, { ...read, level: 'community' })
  expect((await listAreas(database, code, 'community')).areas).toMatchObject([{ parentCode: '310101001' }])
  const request = { grids: 3, tolerance: 0.5, weights: ['customers'], preset: 'fast', subdistricts: 'whole' } as const
  const made = await runPartition(database, code, { ...request, weights: ['customers'] })

  const island = square(121.62, 31.1, 121.64, 31.12)
  const cutCorner = (cut: number): [number, number][][] => [
    [
      [121.4, 31.1],
      [121.5, 31.1],
      [121.5, 31.3],
      [121.4 + cut, 31.3],
      [121.4, 31.3 - cut],
      [121.4, 31.1],
    ],
  ]
  let left = 0
  for (let cut = 0.002; left === 0 && cut < 0.06; cut += 0.002) {
    const borders = collection(
      area('310101', [cutCorner(cut)]),
      area('310103', [square(121.5, 31.1, 121.6, 31.3), island]),
    )
    const { warnings } = await renewDistricts(database, code, borders, read)
    left = warnings.filter((note) => note.code === 'cells-beyond-districts').length
  }
  expect(left).toBe(1)
  expect(await recountPlan({ ...database }, made.planId)).toMatchObject({ ok: true })
}

async function leaveJobs(database: Database, code: string): Promise<void> {
  for (const state of ['running', 'queued']) {
    await sql`insert into job (city_id, job_id, kind, parameters, state)
              select city_id, ${randomUUID()}, 'partition', '{"grids": 3, "weights": ["customers"], "tolerance": 0.5, "seed": 1}', ${state}
              from city where code = ${code}`.execute(database.kysely)
  }
}

async function plan(server: TestServer, code: string): Promise<void> {
  const settled = async () => {
    for (;;) {
      const { jobs } = (await server.get(`/api/cities/${code}/jobs`)).json<{ jobs: Job[] }>()
      if (jobs.every(({ state }) => state !== 'queued' && state !== 'running')) return jobs
      await sleep(50)
    }
  }
  const left = await settled()
  expect(left.map(({ state }) => state).sort()).toEqual(['failed', 'succeeded'])
  const start = async (request: object) => {
    const answer = await server.post(`/api/cities/${code}/partitions`, {
      weights: ['customers'],
      tolerance: 0.5,
      ...request,
    })
    expect(answer.statusCode).toBe(202)
    return String(answer.headers.location)
  }
  const ruled = { pins: [{ cells: [[0, 2]], grid: 1 }], apart: [[{ cells: [[0, 1]] }, { cells: [[9, 1]] }]] }
  const file = 'code,name,lon,lat\nP1,一号,121.45,31.2\n'
  const headers = { 'content-type': 'text/csv' }
  const upload = `/api/cities/${code}/places?kind=park&crs=wgs84`
  expect((await server.app.inject({ method: 'POST', url: upload, payload: file, headers })).statusCode).toBe(200)
  const strange = { pins: [{ place: { kind: 'estate', code: 'nowhere' }, grid: 1 }] }
  for (const [rules, status] of [
    [strange, 400],
    [ruled, 200],
    [{}, 200],
  ] as const) {
    const set = { method: 'PUT', url: `/api/cities/${code}/rules`, payload: { rules } } as const
    expect((await server.app.inject(set)).statusCode).toBe(status)
  }
  await start({ grids: 4 })
  await settled()
  await paint(server, `${code}-1`, 0)
  const lists = { outletCentres: true, keyAccounts: 'own-grid', listedAccounts: 'leave' }
  const job = await start({
    from: `${code}-1`,
    fromRevision: 0,
    ...{ keepWhole: ['estate'], barriers: ['river'] },
    ...lists,
  })
  expect((await server.get(job)).statusCode).toBe(200)
  expect((await server.get(`${job}/events`)).statusCode).toBe(200)
  const cancelled = await start({ grids: 5, keepWhole: ['estate'] })
  await server.app.inject({ method: 'DELETE', url: cancelled })
  await settled()
}

/** Gives the first cell that may go to another grid to that grid. */
async function paint(server: TestServer, planId: string, baseRevision: number): Promise<void> {
  const { rawPayload } = await server.get(`/api/plans/${planId}/assignment`)
  for (let cell = 0; cell < rawPayload.length / 2; cell++) {
    for (const grid of [1, 2, 3].filter((number) => number !== rawPayload.readUInt16LE(2 * cell))) {
      const command = { kind: 'paint', grid, cells: [cell] }
      const request = { commandId: randomUUID(), baseRevision, command }
      if ((await server.post(`/api/plans/${planId}/commands`, request)).statusCode === 200) return
    }
  }
  throw new Error(`no cell of ${planId} may change its grid`)
}

/** Several at once: those that come second find the plan changed since they loaded it. */
async function edit(server: TestServer, code: string): Promise<void> {
  const command = { kind: 'revert', revision: 1 }
  const url = `/api/plans/${code}-1/commands`
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => server.post(url, { commandId: randomUUID(), baseRevision: 1, command })),
  )
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409, 409, 409, 409, 409, 409])
}

/** A batch that makes, changes and ends grids, and is taken back. */
async function editGrids(server: TestServer, code: string): Promise<void> {
  const url = `/api/plans/${code}-1`
  const { grids } = (await server.get(url)).json<PlanDetail>()
  const { gridId } = grids.reduce((most, grid) => (grid.cellCount > most.cellCount ? grid : most))
  const proposal = await server.post(`${url}/grids/${gridId}/split-proposals`, { into: 2 })
  expect(proposal.statusCode).toBe(200)
  const { parts } = proposal.json<SplitProposal>()
  const newId = randomUUID()
  const named = (command: GridCommand) => ({ commandId: randomUUID(), command })
  const split = named({ kind: 'split', gridId, parts: [{ gridId: newId, ...parts[0]! }] })
  const merge = named({ kind: 'merge', gridId, gone: [newId] })
  const rename = named({ kind: 'rename', gridId, name: '改名' })
  const undone = [rename, merge, split].map(({ commandId }) => named({ kind: 'revert', commandId }))
  for (const commands of [[split, merge, rename], undone]) {
    const { answers } = (await server.post(`${url}/commands`, { commands })).json<CommandAnswers>()
    expect(answers.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted'])
  }
  expect((await server.get(`${url}/grids/${newId}/lineage`)).statusCode).toBe(200)
}

/** States links, changes one, and takes one back. */
async function link(server: TestServer, code: string): Promise<void> {
  const url = `/api/cities/${code}/links/1-9`
  for (const kind of ['none', 'ferry'])
    expect((await server.app.inject({ method: 'PUT', url, payload: { kind } })).statusCode).toBe(200)
  expect((await server.app.inject({ method: 'DELETE', url })).statusCode).toBe(204)
  const payload = {
    links: [
      { link: '1-9', kind: 'bridge' },
      { link: '2-9', kind: 'ferry' },
    ],
  }
  expect((await server.app.inject({ method: 'PUT', url: `/api/cities/${code}/links`, payload })).statusCode).toBe(204)
}

/** Adds a division and takes a segment for it, makes it the default one for a while, counts its plans, and removes another. */
async function divide(server: TestServer, code: string): Promise<void> {
  const url = `/api/cities/${code}/divisions`
  const change = async (key: string, payload: object) =>
    (await server.app.inject({ method: 'PATCH', url: `${url}/${key}`, payload })).statusCode
  expect((await server.post(url, { key: 'business', name: '商务', segments: ['商务'] })).statusCode).toBe(201)
  expect((await server.post(url, { key: 'vip', name: 'VIP', segments: ['商务'], take: true })).statusCode).toBe(201)
  expect(await change('business', { segments: ['商务', '政企'], take: true })).toBe(200)
  expect(await change('business', { isDefault: true })).toBe(200)
  expect(await change('all', { isDefault: true, name: '公众' })).toBe(200)
  expect((await server.app.inject({ method: 'DELETE', url: `${url}/vip` })).statusCode).toBe(204)
}

async function live(database: Database, server: TestServer, code: string): Promise<void> {
  const request = { grids: 3, tolerance: 0.9, weights: ['customers'], preset: 'fast' } as const
  const { planId: plan } = await runPartition(database, code, { ...request, weights: ['customers'] })
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
    const answer = await server.app.inject({ method, url, ...(payload && { payload }) })
    expect([url, answer.statusCode < 300 ? '' : answer.body]).toEqual([url, ''])
    return answer
  }
  const first = (await call('POST', `/api/plans/${plan}/copies`, {})).json<{ planId: string }>().planId
  const draft = await requestFor(database, first, dayFrom(-9))
  await call('PUT', `/api/plans/${first}/submission`, draft)
  await call('DELETE', `/api/plans/${first}/submission`)
  const { number, impactId } = (await call('PUT', `/api/plans/${first}/submission`, draft)).json<Submission>()
  await call('POST', `/api/plans/${first}/decision`, { decision: 'approve', submission: number, impactId })
  await publishCopy(database, code, first, dayFrom(9), actingOn())
  await call('POST', `/api/cities/${code}/versions/2/withdrawal`, { reason: '推迟' })
  const { planId } = (await call('POST', `/api/plans/${plan}/rebase`, {})).json<{ planId: string }>()
  await call('POST', `/api/plans/${planId}/archive`)
  for (const [path, days] of [
    ['rollbacks', 5],
    ['corrections', 0],
  ] as const) {
    const asked = await call('POST', `/api/cities/${code}/${path}`, {
      version: 1,
      effectiveFrom: dayFrom(days),
      later: 'keep',
    })
    const back = asked.json<Submission>()
    const decision = { decision: 'approve', submission: back.number, impactId: back.impactId }
    await call('POST', `/api/cities/${code}/${path}/${back.number}/decision`, decision)
  }
  const state = await loadPlanState(database, first)
  const grid = state.grids[0]!.gridId
  await isDemoYearCutShort(database)
  await pickCustomers(database, state)
  await turnDays(database, new Date())
  expect(await recountPlan(database, first)).toMatchObject({ ok: true })
  await call('POST', `/api/cities/${code}/parties`, { id: 'T1', kind: 'team', name: '一组' })
  const cluster = { gridId: randomUUID(), code: 'J1', name: '聚类一' }
  await call('POST', `/api/cities/${code}/cluster-grids`, cluster)
  for (const [subject, id] of [
    ['c1', 1],
    ['c2', 2],
  ] as const) {
    await call('POST', `/api/cities/${code}/owner-changes`, {
      ...{ layer: 'override', subject, effectiveFrom: dayFrom(3), effectiveUntil: dayFrom(9), reason: '约定' },
      owner: id === 1 ? { kind: 'team', id: 'T1' } : { kind: 'grid', id: cluster.gridId },
    })
    await call('POST', `/api/cities/${code}/owner-changes/${id}/decision`, { decision: 'approve' })
  }
  await call('GET', `/api/cities/${code}/ownership?customer=c2&on=${dayFrom(4)}`)
  await call('DELETE', `/api/cities/${code}/owner-changes/2`)
  const rows = await server.app.inject({
    method: 'POST',
    url: `/api/cities/${code}/ownership?by=customer&on=${dayFrom(4)}`,
    headers: { 'content-type': 'text/csv' },
    payload: 'id\nc1\nnobody\n',
  })
  expect(rows.body).toContain('c1,true,')
  await call('POST', `/api/cities/${code}/parties`, { id: 'T2', kind: 'team', name: '二组' })
  const member = { gridId: grid, role: 'head', party: 'T1', effectiveFrom: dayFrom(3) }
  await call('POST', `/api/cities/${code}/grid-members`, member)
  const copied = (await call('POST', `/api/plans/${first}/copies`, {})).json<{ planId: string }>().planId
  // One of them ends: the first that touches.
  for (const { gridId } of state.grids.slice(1)) {
    const commands = [{ commandId: randomUUID(), command: { kind: 'merge', gridId: grid, gone: [gridId] } }]
    const merged = await call('POST', `/api/plans/${copied}/commands`, { commands })
    if (merged.json<{ answers: { status: string }[] }>().answers[0]?.status === 'accepted') break
  }
  await call('POST', `/api/plans/${copied}/impact`, { effectiveFrom: dayFrom(20) })
  await call('PUT', `/api/cities/${code}/settings`, { disputeDays: 5 })
  for (const [subject, id] of [
    ['c1', 'T2'],
    ['c3', 'T1'],
    ['c3', 'T2'],
  ] as const) {
    const claimant = { kind: 'team', id }
    await call('POST', `/api/cities/${code}/disputes`, { layer: 'override', subject, claimant, statement: '我方签约' })
  }
  for (const claim of [2, 3]) await call('DELETE', `/api/cities/${code}/claims/${claim}?reason=mistaken`)
  await turnDays(database, actingOn(20).now)
  await call('POST', `/api/cities/${code}/disputes/1/ruling`, {
    ...{ owner: { kind: 'team', id: 'T2' }, replace: true, reason: '合同在先' },
  })
  const files: readonly (readonly [path: string, payload: string])[] = [
    ['owner-imports', 'account,owner,reason\nK7,team:T1,名单\n'],
    ['assignment-imports', 'customer,account,unit,grid\nc5,,,甲\nc5,,,乙\nc6,,,甲\n,K7,,乙\n,,E1,乙\n'],
  ]
  for (const [path, payload] of files) {
    const url = `/api/cities/${code}/${path}?from=${dayFrom(3)}&maxRejected=1`
    const imported = await server.app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'text/csv' } })
    expect([imported.statusCode, imported.statusCode === 201 ? '' : imported.body]).toEqual([201, ''])
  }
  for (const url of [
    `/api/cities/${code}/parties`,
    `/api/cities/${code}/grid-members?on=${dayFrom(4)}`,
    `/api/cities/${code}/settings`,
    `/api/cities/${code}/cluster-grids`,
    `/api/cities/${code}/owner-changes?subject=c1`,
    `/api/cities/${code}/customers/c1/history`,
    `/api/cities/${code}/claims?subject=c1&state=granted`,
    `/api/cities/${code}/disputes?status=ruled&dueBy=${dayFrom(9)}&subject=c1`,
    `/api/cities/${code}/disputes?status=open`,
    `/api/cities/${code}/disputes/1`,
    `/api/plans/${first}/life`,
    `/api/cities/${code}/versions`,
    `/api/cities/${code}/versions/1`,
    `/api/cities/${code}/versions/1/movements`,
    `/api/cities/${code}/lineage`,
    `/api/cities/${code}/grids/${grid}`,
    `/api/cities/${code}/compare?left=version:1&right=on:${dayFrom(0)}`,
    `/api/cities/${code}/audit`,
    `/api/cities/${code}/ownership?customer=c1&explain=layers`,
    `/api/cities/${code}/ownership/export`,
    `/api/cities/${code}/ownership?lon=121.5&lat=31.2&crs=wgs84`,
  ])
    await call('GET', url)
  expect((await server.get(`/api/cities/${code}/ownership?customer=nobody`)).statusCode).toBe(404)
}

async function look(database: Database, server: TestServer, code: string): Promise<void> {
  for (const [url, status] of [
    ['/api/health', 200],
    ['/api/cities', 200],
    [`/api/cities/${code}`, 200],
    ['/api/cities/nowhere', 404],
    [`/api/cities/${code}/links`, 200],
    [`/api/cities/${code}/units?kinds=estate`, 200],
    [`/api/cities/${code}/barriers`, 200],
    [`/api/cities/${code}/rules`, 200],
    [`/api/cities/${code}/outlets`, 200],
    [`/api/cities/${code}/accounts`, 200],
    [`/api/cities/${code}/plans`, 200],
    [`/api/cities/${code}/plans?division=business`, 200],
    [`/api/cities/${code}/divisions`, 200],
    [`/api/cities/${code}/cells?division=business`, 200],
    [`/api/cities/${code}/cells?division=none`, 404],
    [`/api/cities/${code}/snapshots`, 200],
    [`/api/cities/${code}/periods`, 200],
    [`/api/cities/${code}/cells?period=2026-01`, 200],
    [`/api/cities/${code}/cells?period=2025-01`, 404],
    [`/api/cities/${code}/districts`, 200],
    [`/api/cities/${code}/areas`, 200],
    [`/api/cities/${code}/areas?level=subdistrict`, 200],
    [`/api/cities/${code}/cells`, 200],
    [`/api/cities/${code}/cells?snapshot=99`, 404],
    [`/api/plans/${code}-1`, 200],
    [`/api/plans/${code}-99`, 404],
    [`/api/plans/${code}-1/assignment`, 200],
    [`/api/plans/${code}-1/grids`, 200],
    [`/api/plans/${code}-1/commands`, 200],
    [`/api/plans/${code}-1/verification`, 200],
    [`/api/plans/${code}-1/report`, 200],
    [`/api/plans/${code}-1/ownership?lon=121.5&lat=31.2&crs=wgs84`, 200],
  ] as const)
    expect([url, (await server.get(url)).statusCode]).toEqual([url, status])
  await recountPlan(database, `${code}-1`)
  await expect(recountPlan(database, `${code}-99`)).rejects.toMatchObject({ code: 'plan-not-found' })
  const { city_id: cityId } = await findCity(database.kysely, code)
  const division = await findDivision(database.kysely, cityId, 'business')
  await loadSnapshotFacts(database, await loadCityState(database, code), 2, division)
  // Asked where a stroke is refused over pinned cells.
  await unitCovering(database.kysely, cityId, 0)
  // Asked where a job has lost its lock.
  expect(await isQueued(database.kysely, { cityId, jobId: randomUUID() })).toBe(false)
}

async function remove(database: Database, server: TestServer, code: string): Promise<void> {
  const remove = async (url: string) => (await server.app.inject({ method: 'DELETE', url })).statusCode
  expect(await remove(`/api/plans/${code}-2`)).toBe(204)
  expect(await remove(`/api/cities/${code}/snapshots/1`)).toBe(204)
  // one that is current
  const { plans } = (await server.get(`/api/cities/${code}/plans`)).json<{ plans: { planId: string }[] }>()
  for (const { planId } of plans) expect(await remove(`/api/plans/${planId}`)).toBe(204)
  expect(await remove(`/api/cities/${code}/snapshots/5`)).toBe(204)
  await live(database, server, code)
  expect(await remove(`/api/cities/${code}?confirm=${code}`)).toBe(204)
}
