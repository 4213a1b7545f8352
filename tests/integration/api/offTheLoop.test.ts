import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import type { InjectOptions } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { neighborTable } from '../../../partition/index.ts'
import { tasks as linkTasks } from '../../../server/cities/links/tasks.ts'
import { tasks as placeTasks } from '../../../server/cities/places/tasks.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { tasks as dataTasks } from '../../../server/data/tasks.ts'
import type { Database } from '../../../server/db/database.ts'
import { tasks as gridTasks } from '../../../server/grids/tasks.ts'
import type { RouteCost } from '../../../server/http/routeCost.ts'
import { tasks as manyTasks } from '../../../server/ownership/many/tasks.ts'
import { tasks as ownershipTasks } from '../../../server/ownership/tasks.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { readPlan } from '../../../server/plans/recount/readPlan.ts'
import { tasks as recountTasks } from '../../../server/plans/recount/tasks.ts'
import { numbered } from '../../../server/plans/sameState.ts'
import type { PlanState } from '../../../server/plans/states.ts'
import { tasks as planTasks } from '../../../server/plans/tasks.ts'
import { loadReportSource } from '../../../server/reports/buildReport.ts'
import { tasks as reportTasks } from '../../../server/reports/tasks.ts'
import type { Task } from '../../../server/threads/task.ts'
import { runTask, tasksInThreads, worthAThread } from '../../../server/threads/threads.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'
import { actingOn, dayFrom, publishCopy } from '../life/acts.ts'
import { serve, type TestServer } from './apiServer.ts'

const code = 'wide'
const plan = 'wide-1'

anyDatabase('work that grows with a city, a plan or a body', (database) => {
  let server: TestServer
  beforeAll(async () => {
    await makeWideCity(database())
    server = await serve(database())
  })
  afterAll(async () => server?.app.close())

  it('is said of every operation of the document how it keeps the loop free', async () => {
    const { paths } = (await server.get('/openapi.json')).json() as { paths: Record<string, Record<string, unknown>> }
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    )
    expect(operations.filter((operation) => !server.app.routeCosts.has(operation))).toEqual([])
    // What may be large must be read elsewhere, or be small by the contract.
    const withBodies = operations.filter((operation) => operation.startsWith('POST'))
    expect(withBodies.length).toBeGreaterThan(2)
  })

  it('is done in a thread by every operation that says so', async () => {
    const state = await loadPlanState(database(), plan)
    expect(state.city.cellCount).toBeGreaterThan(worthAThread)
    // Loading the city was the first of it.
    expect(tasksInThreads.get('buildCity')).toBeGreaterThan(0)
    // Commands before the log of them.
    const routes = [...server.app.routeCosts].toSorted(
      ([a], [b]) => Number(a.startsWith('GET')) - Number(b.startsWith('GET')),
    )
    for (const [operation, cost] of routes) {
      if (cost.kind !== 'tasks' || operation.startsWith('HEAD')) continue
      const before = new Map(tasksInThreads)
      for (const request of [largest(operation, state)].flat()) {
        const answer = await server.app.inject(request)
        const isDone = [200, 201, 204].includes(answer.statusCode)
        expect([operation, isDone ? '' : answer.body.slice(0, 200)]).toEqual([operation, ''])
      }
      expect(ranMore(cost.tasks, before), operation).toEqual(cost.tasks)
    }
  })

  it('comes to the same bytes in a thread as without one', async () => {
    const state = await loadPlanState(database(), plan)
    const source = await loadReportSource(database(), plan, new Date(0))
    const { identity } = numbered(state)
    const body = Buffer.from(JSON.stringify(batchOf(50)))
    const { city, facts, assignment, grids } = state
    await expectSame(planTasks.planDetailJson, numbered(state))
    await expectSame(gridTasks.gridsJson, numbered(state))
    const { stored } = await database()
      .kysely.transaction()
      .execute((transaction) => readPlan(transaction, state.cityCode, state.planNumber))
    if (!stored) throw new Error(`${plan} cannot be read`)
    await expectSame(recountTasks.checkPlan, { stored, served: state })
    await expectSame(dataTasks.cellsBinary, { city, facts })
    const head = { on: null, known: null, version: null, snapshot: null, division: 'all', holds: null }
    await expectSame(ownershipTasks.resolveOwners, { body, lattice: city.lattice, head, assignment, grids })
    const { lattice, neighbors, districtOfCell, districts } = city
    const asked = {
      held: JSON.stringify([['override', 'a', 'team', 'T1', '2026-07-01', '2026-09-01']]),
      customers: JSON.stringify([['a', 'K', null, null]]),
      day: '2026-08-01',
    }
    await expectSame(manyTasks.resolveCityOwners, asked)
    const division = {
      key: 'all',
      holdsUntil: null,
      assignment,
      grids: grids.map((one) => [one.number, one.gridId, one.code] as const),
    }
    const served = {
      ...{ day: asked.day, lattice: city.lattice, divisions: [division], defaultDivision: 'all', pointDivision: 'all' },
      owners: manyTasks.resolveCityOwners.run(asked),
    }
    const page = { ids: 'a\nb', found: '3 all 2026-07-01\n4  ' }
    await expectSame(manyTasks.answerPage, { page, served, form: { format: 'csv', isExact: false } })
    const links = [{ a: 3, b: 40, kind: 'ferry' as const, name: null }]
    await expectSame(linkTasks.cityLinksJson, { lattice, neighbors, districtOfCell, districts, links })
    const ring = [
      [121.45, 31.15],
      [121.52, 31.16],
      [121.48, 31.24],
      [121.45, 31.15],
    ] as [number, number][]
    await expectSame(placeTasks.touchedCells, { lattice, shapes: [{ polygons: [[ring]] }] })
    const shapes = [{ lines: [ring], polygons: [], points: [] }]
    await expectSame(placeTasks.partedPairs, { lattice, neighbors, shapes, reachM: 200 })
    const unit = { kind: 'estate', code: '1', name: '园', cells: [4, 5, 9], shares: [10, 20, 30] }
    await expectSame(placeTasks.unitsGeojson, { text: JSON.stringify([unit]) })
    await expectSame(planTasks.buildAdjacency, { neighbors: city.neighbors, links: state.links })
    for (const format of ['json', 'html', 'csv'] as const)
      await expectSame(reportTasks.reportBody, { source, identity, format, lang: 'en' })
  })

  it('fails in a thread with the same error as without one, and the thread goes on', async () => {
    const state = await loadPlanState(database(), plan)
    const broken = numbered({ ...state, assignment: state.assignment.subarray(1) })
    expect(() => planTasks.planDetailJson.run(broken)).toThrow('labels has')
    await expect(runTask(planTasks.planDetailJson, broken, Infinity)).rejects.toThrow('labels has')
    await expectSame(planTasks.planDetailJson, numbered(state))
  })

  it('gives each point of a batch the owner that it has when asked for alone', async () => {
    for (const crs of ['wgs84', 'gcj02', 'bd09'] as const) {
      const batch = { ...batchOf(300), crs }
      const { results, owned, unresolved } = (await server.post(`/api/plans/${plan}/ownership`, batch)).json()
      for (const [index, { id, lon, lat }] of batch.points.entries()) {
        const { notes, division, place } = (
          await server.get(`/api/plans/${plan}/ownership?crs=${crs}&lon=${lon}&lat=${lat}`)
        ).json()
        expect(results[index]).toEqual({ id, ...place })
        expect([notes, division]).toEqual([[], 'all'])
      }
      expect(owned).toBe(results.filter(({ grid }: { grid: unknown }) => grid !== null).length)
      expect(owned + unresolved).toBe(300)
      expect(unresolved).toBeGreaterThan(20)
    }
  })
})

async function makeWideCity(database: Database): Promise<void> {
  await makeCity(database, code, 9)
  const sourceName = 'customers.csv'
  await importFile(database, code, Readable.from([Buffer.from(customerCsv(4000))]), { crs: 'wgs84', sourceName })
  await runPartition(database, code, { grids: 12, tolerance: 0.3, weights: ['customers'] })
  // Of copies, so that the plan itself can be edited.
  const earlier = await publishCopy(database, code, plan, dayFrom(-1), actingOn(-2))
  let last = await publishCopy(database, code, earlier, dayFrom(0), actingOn(-1))
  for (const days of [20, 30]) last = await publishCopy(database, code, last, dayFrom(days), actingOn())
}

/** A request of an operation with as much work as it takes for a thread, or several that take different tasks. A new operation with tasks is added here. */
function largest(operation: string, state: PlanState): InjectOptions | InjectOptions[] {
  const [method = '', path = ''] = operation.split(' ')
  const url = path.replace(':city', code).replace(':plan', plan).replace(':gridId', state.grids[0]!.gridId)
  switch (operation) {
    case 'POST /api/plans/:plan/ownership':
      return { method: 'POST', url, payload: batchOf(5000) }
    case 'POST /api/plans/:plan/commands':
      return { method: 'POST', url, payload: stroke(state) }
    case 'POST /api/plans/:plan/grids/:gridId/split-proposals':
      return { method: 'POST', url, payload: { into: 2 } }
    case 'POST /api/cities/:city/places': {
      const rows = Array.from({ length: 300 }, (_, i) => `T${i},tower ${i},121.45,31.2,${'x'.repeat(1000)}`)
      const payload = `code,name,lon,lat,remark\n${rows.join('\n')}\n`
      return { method: 'POST', url: `${url}?kind=building&crs=wgs84`, payload, headers: { 'content-type': 'text/csv' } }
    }
    case 'POST /api/cities/:city/owner-imports': {
      const rows = Array.from({ length: 5000 }, (_, i) => `F${i},place,${'约'.repeat(20)}`)
      const payload = `account,owner,reason\n${rows.join('\n')}\n`
      return { method: 'POST', url: `${url}?from=${dayFrom(40)}`, payload, headers: { 'content-type': 'text/csv' } }
    }
    case 'POST /api/cities/:city/assignment-imports': {
      // Every second one is of the minority.
      const rows = Array.from(
        { length: 9000 },
        (_, i) => `c${Math.floor(i / 3)},${i % 3 === 0 ? '甲' : ''},${'x'.repeat(20)}`,
      )
      const payload = `customer,grid,remark\n${rows.join('\n')}\n`
      return {
        ...{ method: 'POST', url: `${url}?from=${dayFrom(40)}&maxRejected=1` },
        ...{ payload, headers: { 'content-type': 'text/csv' } },
      }
    }
    case 'POST /api/cities/:city/owner-changes/:ownerChange/decision':
      return { method: 'POST', url: url.replace(':ownerChange', '1'), payload: { decision: 'approve' } }
    case 'POST /api/plans/:plan/impact':
      return { method: 'POST', url, payload: { effectiveFrom: dayFrom(1) } }
    case 'POST /api/plans/:plan/rebase':
      return { method: 'POST', url, payload: {} }
    case 'POST /api/cities/:city/rollbacks':
    case 'POST /api/cities/:city/corrections':
      return {
        method: 'POST',
        url,
        payload: {
          version: operation.endsWith('rollbacks') ? 1 : 2,
          effectiveFrom: dayFrom(operation.endsWith('rollbacks') ? 2 : 0),
          later: 'keep',
        },
      }
    case 'POST /api/cities/:city/versions/:version/withdrawal':
      return { method: 'POST', url: url.replace(':version', '3'), payload: { reason: '推迟' } }
    case 'POST /api/cities/:city/ownership': {
      const rows = batchOf(5000).points.map((point) => `${JSON.stringify(point)}\n`)
      const request = {
        method: 'POST',
        headers: { 'content-type': 'application/x-ndjson' },
        payload: rows.join(''),
      } as const
      return [
        { method: 'POST', url, payload: batchOf(5000) },
        { ...request, url: `${url}?by=point&crs=wgs84` },
        { ...request, url: `${url}?by=customer` },
      ]
    }
    case 'GET /api/cities/:city/compare':
      return { method: 'GET', url: `${url}?left=version:1&right=plan:${plan}` }
    default:
      if (method !== 'GET') throw new Error(`no request is made here for ${operation}`)
      return { method: 'GET', url }
  }
}

/** Points all over the test city, and a third of them around it. */
function batchOf(count: number) {
  const points = Array.from({ length: count }, (_, index) => ({
    id: `"${index}"`,
    lon: 121.35 + ((index * 7919) % 1000) / 3333,
    lat: 31.05 + ((index * 104_729) % 1000) / 3333,
  }))
  return { crs: 'wgs84' as const, points }
}

/** One that names a grid's own cells again and again, and one cell beside them. */
function stroke({ assignment, city, revision }: PlanState) {
  const neighbors = neighborTable(city.lattice)
  for (const [cell, from] of assignment.entries()) {
    const ring = [...neighbors.subarray(6 * cell, 6 * cell + 6)].map((other) => (other < 0 ? 0 : assignment[other]!))
    const grid = ring.find((other) => other !== 0 && other !== from)
    const runs = ring.filter((other, slot) => other === from && ring[(slot + 5) % 6] !== from).length
    if (grid === undefined || runs !== 1) continue
    const own = [...assignment.keys()].filter((other) => assignment[other] === grid)
    const cells = [cell, ...Array.from({ length: 3 * worthAThread }, (_, index) => own[index % own.length]!)]
    return { commandId: randomUUID(), baseRevision: revision, command: { kind: 'paint', grid, cells } }
  }
  throw new Error('no cell can be moved')
}

function ranMore(names: Extract<RouteCost, { kind: 'tasks' }>['tasks'], before: ReadonlyMap<string, number>): string[] {
  return names.filter((name) => (tasksInThreads.get(name) ?? 0) > (before.get(name) ?? 0))
}

async function expectSame<I>(task: Task<I, unknown>, input: I): Promise<void> {
  const here = plain(task.run(input))
  const there = plain(await runTask(task, input, Infinity))
  expect(there, task.name).toEqual(here)
}

/** Bytes as text, or they are compared one by one. */
function plain(output: unknown): unknown {
  if (output instanceof Uint8Array) return Buffer.from(output).toString('base64')
  if (ArrayBuffer.isView(output)) return String(output)
  if (typeof output !== 'object' || output === null) return output
  return Object.fromEntries(Object.entries(output).map(([key, value]) => [key, plain(value)]))
}
