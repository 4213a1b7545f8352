import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { createCity } from '../../../server/cities/createCity.ts'
import { acceptProposed, addLink, readLinks, removeLink, stateLinks } from '../../../server/cities/links/cityLinks.ts'
import type { CityLinks } from '../../../server/contract/links.ts'
import { noteText, plainFormat } from '../../../server/contract/noteText.ts'
import type { PartitionInput } from '../../../server/contract/partitionRequest.ts'
import type { PlanLink } from '../../../server/contract/plans.ts'
import { importFile } from '../../../server/data/importFile.ts'
import type { Database } from '../../../server/db/database.ts'
import { deleteCity } from '../../../server/deletion/deleteCity.ts'
import { executeCommand } from '../../../server/plans/executeCommand.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { expectProblem, serve } from '../api/apiServer.ts'
import { square } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

/** Two islands some 5 km apart, 西岛 with 1.2 and 东岛 with 0.8 of two grids' customers, and 小岛 with hardly any. */
async function makeIslands(database: Database, code: string): Promise<void> {
  const island = (adcode: string, name: string, west: number, east: number, north = 31.2) => ({
    type: 'Feature',
    properties: { adcode, name },
    geometry: { type: 'Polygon', coordinates: square(west, 31.1, east, north) },
  })
  const features = [
    island('310101', '西岛', 121.4, 121.5),
    island('310102', '东岛', 121.56, 121.63),
    island('310103', '小岛', 121.7, 121.71, 31.11),
  ]
  const boundary = { type: 'FeatureCollection', features }
  await createCity(database, { code, name: code, resolution: 7, boundary, crs: 'wgs84' })
  const rows = Array.from({ length: 200 }, (_, i) => {
    const [west, width] = i < 120 ? [121.41, 80] : [121.565, 60]
    const place = `${(west + ((i * 37) % width) / 1000).toFixed(4)},${(31.11 + ((i * 53) % 80) / 1000).toFixed(4)}`
    return `c${i},${place},1,10.00`
  })
  const text = `id,lon,lat,customers,revenue\n${rows.join('\n')}\nfar,121.705,31.105,1,10.00\n`
  await importFile(database, code, Readable.from([Buffer.from(text)]), { crs: 'wgs84', sourceName: 'a.csv' })
}

async function partition(database: Database, code: string, request: Partial<PartitionInput> = {}) {
  const made = await runPartition(database, code, { grids: 2, tolerance: 0.1, weights: ['customers'], ...request })
  expect(await recountPlan(database, made.planId)).toMatchObject({ ok: true, violations: [] })
  return { ...made, state: await loadPlanState(database, made.planId) }
}

const paint = (database: Database, planId: string, grid: number, cells: number[]) =>
  executeCommand(
    database,
    planId,
    { commandId: randomUUID(), baseRevision: 0, command: { kind: 'paint', grid, cells } },
    'planner',
  )

anyDatabase('the links of a city', (database) => {
  test('are proposed, used, confirmed, refused and taken back, and each plan keeps its own', async () => {
    await makeIslands(database(), 'sea')
    const { proposed, links } = await readLinks(database(), 'sea')
    expect(links).toEqual([])
    const places = proposed.map(({ from, to, distanceKm }) => [[from.district, to.district].sort(), distanceKm > 3])
    expect(places).toEqual([
      [['东岛', '西岛'], true],
      [['东岛', '小岛'], true],
    ])
    const [strait, islet] = proposed.map(({ link }) => link)

    const byItself = await partition(database(), 'sea')
    expect(byItself.withinTolerance).toBe(true)
    expect(byItself.state.links.map(({ a, b }) => `${a}-${b}`).sort()).toEqual([strait, islet].sort())
    expect(byItself.warnings.map(({ code }) => code)).toEqual(['islands-linked', 'pieces-linked'])
    expect(byItself.warnings[0]).toMatchObject({ islands: 1, places: [{ name: '小岛', count: 1 }] })
    for (const note of byItself.warnings)
      expect(noteText(note, 'en', plainFormat)).not.toMatch(/cell|vertex|\d{2}\.\d{4}/)

    const small = await partition(database(), 'sea', { links: 'small-islands' })
    expect(small.withinTolerance).toBe(false)
    expect(small.state.links).toHaveLength(1)
    await expect(partition(database(), 'sea', { links: 'confirmed' })).rejects.toMatchObject({ code: 'solve-failed' })

    expect(await acceptProposed(database(), 'sea', { kind: 'ferry' })).toMatchObject({
      accepted: 2,
      links: { links: [{ kind: 'ferry', name: null }, { kind: 'ferry' }], proposed: [] },
    })
    const confirmed = await partition(database(), 'sea', { links: 'confirmed' })
    expect(confirmed.warnings).toEqual([])
    expect(confirmed.state.links.map(({ kind }) => kind)).toEqual(['ferry', 'ferry'])
    expect(confirmed.state.assignment).toEqual(byItself.state.assignment)

    // What is taken back is no longer used, unless it helps by itself; earlier plans stay as they are.
    await removeLink(database(), 'sea', islet!)
    await expect(removeLink(database(), 'sea', islet!)).rejects.toMatchObject({ code: 'link-not-found' })
    const [a, b] = strait!.split('-').map(Number) as [number, number]
    await stateLinks(database(), 'sea', [{ a: b, b: a, kind: 'none' }])
    const idsOf = (made: { state: { links: readonly PlanLink[] } }) =>
      made.state.links.map((link) => `${link.a}-${link.b}`)
    const around = await partition(database(), 'sea', { from: byItself.planId, budget: 1 })
    expect(idsOf(around)).not.toContain(strait)
    const ways = around.state.links.filter((_, i) => idsOf(around)[i] !== islet)
    await stateLinks(
      database(),
      'sea',
      ways.map(({ a, b }) => ({ a, b, kind: 'none' as const })),
    )
    expect(idsOf(await partition(database(), 'sea', { from: byItself.planId, budget: 1 }))).toEqual([islet])
    expect(await recountPlan({ ...database() }, confirmed.planId)).toMatchObject({ ok: true })

    await deleteCity(database(), 'sea')
    expect(await database().kysely.selectFrom('city_link').selectAll().execute()).toEqual([])
  })

  test('let a brush over the plan’s own ferry, and over no other water', async () => {
    await makeIslands(database(), 'ford')
    const { links } = (await acceptProposed(database(), 'ford', { kind: 'ferry' })).links
    const withFerry = await partition(database(), 'ford', { tolerance: 0.3 })
    for (const { link } of links) await removeLink(database(), 'ford', link)
    const without = await partition(database(), 'ford', { tolerance: 0.3, links: 'small-islands' })

    // Wide tolerances leave each island a grid of its own.
    const { assignment, city } = withFerry.state
    expect(without.state.assignment).toEqual(assignment)
    const strait = withFerry.state.links.find(({ a, b }) => assignment[a] !== assignment[b])!
    const east = city.districts.findIndex(({ name }) => name === '东岛')
    const [far, near] = city.districtOfCell[strait.a] === east ? [strait.a, strait.b] : [strait.b, strait.a]
    const elsewhere = assignment.findIndex(
      (grid, cell) => grid === assignment[far] && cell !== far && city.districtOfCell[cell] === east,
    )
    const stroke = (planId: string, cell: number) => paint(database(), planId, assignment[near]!, [cell])
    const refused = { ok: false, reason: 'would-disconnect' }
    expect(await stroke(without.planId, far)).toMatchObject(refused)
    expect(await stroke(withFerry.planId, elsewhere)).toMatchObject(refused)
    expect(await stroke(withFerry.planId, far)).toMatchObject({ ok: true, revision: 1 })
    expect(await recountPlan(database(), withFerry.planId)).toMatchObject({ ok: true })
  })

  test('are stated by places, and over the API', async () => {
    await makeIslands(database(), 'bay')
    const bridge = { from: [121.49, 31.15], to: [121.57, 31.15], crs: 'wgs84', kind: 'bridge', name: '大桥' } as const
    const ends = { from: [...bridge.from] as [number, number], to: [...bridge.to] as [number, number] }
    expect(await addLink(database(), 'bay', { ...bridge, ...ends })).toMatchObject({
      kind: 'bridge',
      name: '大桥',
    })
    await expect(addLink(database(), 'bay', { ...bridge, ...ends, to: [121.53, 31.15] })).rejects.toMatchObject({
      code: 'invalid-link',
      message: expect.stringMatching(/^121\.53,31\.15 lies outside "bay"/),
    })
    await expect(addLink(database(), 'bay', { ...bridge, ...ends, to: ends.from })).rejects.toMatchObject({
      code: 'invalid-link',
    })

    const server = await serve(database())
    try {
      const send = (method: 'PUT' | 'DELETE', link: string, payload?: object) =>
        server.app.inject({ method, url: `/api/cities/bay/links/${link}`, ...(payload && { payload }) })
      const listed = (await server.get('/api/cities/bay/links')).json<CityLinks>()
      expect(listed.links).toMatchObject([{ kind: 'bridge', name: '大桥' }])
      // The bridge ties the two islands, so that only the islet is left.
      expect(listed.proposed).toHaveLength(1)
      const [p, q] = listed.proposed[0]!.link.split('-')
      const put = await send('PUT', `${q}-${p}`, { kind: 'ferry', name: '岛际轮渡' })
      expect(put.json()).toMatchObject({ link: `${p}-${q}`, kind: 'ferry', name: '岛际轮渡' })
      expect((await send('PUT', `${p}-${q}`, { kind: 'none' })).json()).toMatchObject({ kind: 'none', name: null })
      expectProblem(await send('PUT', '3-3', { kind: 'ferry' }), 422, 'invalid-link')
      expectProblem(await send('PUT', '3-999999', { kind: 'ferry' }), 422, 'invalid-link')
      expectProblem(await send('PUT', '3-4', { kind: 'tunnel' }), 400, 'invalid-request')
      const unknown = expectProblem(await send('DELETE', '0-1'), 404, 'link-not-found')
      // What it advises can be done, and taken back.
      const [, advised] = /with the kind "(\w+)"/.exec(unknown.detail) ?? []
      expect((await send('PUT', '0-1', { kind: advised })).statusCode).toBe(200)
      expect((await send('DELETE', '0-1')).statusCode).toBe(204)
      expect((await send('DELETE', `${p}-${q}`)).statusCode).toBe(204)
      expectProblem(await server.get('/api/cities/nowhere/links'), 404, 'city-not-found')
    } finally {
      await server.app.close()
    }
  })
})
