import { gzipSync } from 'node:zlib'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { OwnershipAnswer } from '../../../server/contract/ownership.ts'
import type { RowsSummary } from '../../../server/contract/ownershipRows.ts'
import { eachTown } from '../databases.ts'
import { actingOn, dayFrom, publishCopy } from '../life/acts.ts'
import { type LivedServer, liveServer } from '../life/city.ts'

const url = '/api/cities/town/ownership'
const points = [
  ['p1', 121.45, 31.15],
  ['p,2', 121.55, 31.25],
  ['C"3', 121.5012345678, 31.2],
  ['far', 100, 20],
  ['=5', 121.41, 31.11],
] as const

interface Line {
  readonly id: string
  readonly active?: boolean | null
  readonly place?: { gridId: string | null; code: string | null; basis: string; reason: string | null }
  readonly owner?: { kind: string; id: string; basis: string } | null
  readonly holdsUntil?: string | null
  readonly error?: { code: string; line: number }
}

eachTown('rows of owners', (database) => {
  let server: LivedServer
  let day: string
  beforeAll(async () => {
    day = dayFrom(1)
    await publishCopy(database(), 'town', 'town-1', day, actingOn())
    server = await liveServer(database(), `${day}T04:00:00Z`)
  })
  afterAll(async () => server?.close())

  const send = (query: string, type: string, payload: string | Buffer, headers: Record<string, string> = {}) =>
    server.app.inject({
      method: 'POST',
      url: `${url}?${query}`,
      headers: { 'content-type': type, ...headers },
      payload,
    })
  const csvOf = (rows: readonly (readonly (string | number)[])[]) =>
    rows.map((row) => `${row.map((value) => `"${String(value).replaceAll('"', '""')}"`).join(',')}\n`).join('')
  const ndjsonOf = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

  it('says the same of a point as a single question, a batch, CSV and NDJSON', async () => {
    const objects = points.map(([id, lon, lat]) => ({ id, lon, lat }))
    const ndjson = linesOf(await send('by=point&crs=gcj02', 'application/x-ndjson', ndjsonOf(objects)))
    const asCsv = await send('by=point&crs=gcj02', 'text/csv', `id,lon,lat\n${csvOf(points)}`)
    expect(fieldsOf(asCsv)).toEqual(ndjson.lines.map(csvFields))
    expect(linesOf(await sendCrossed('application/x-ndjson')).lines).toEqual(ndjson.lines)
    const batch = (await server.call('POST', url, { crs: 'gcj02', points: objects })).json<{
      results: Line['place'][]
    }>()
    for (const [index, { id, lon, lat }] of objects.entries()) {
      const single = (await server.call('GET', `${url}?crs=gcj02&lon=${lon}&lat=${lat}`)).json<OwnershipAnswer>()
      expect(ndjson.lines[index]).toEqual({ ...lineOf(id, single), active: null })
      expect(batch.results[index]).toMatchObject({ id, basis: single.place.basis, grid: single.place.grid })
    }
    expect(ndjson.summary).toMatchObject({ rows: 5, places: { cell: 4, unresolved: 1 }, errors: 0, on: day })
    expect(ndjson.summary.versions).toEqual([{ division: 'all', id: 'town@1', from: day, until: null }])

    async function sendCrossed(accept: string) {
      return await send('by=point&crs=gcj02', 'text/csv; charset=utf-8', gzipSync(`\ufefflat;id;lon\r\n${crossed()}`), {
        accept,
        'content-encoding': 'gzip',
      })
    }
    function crossed() {
      return points.map(([id, lon, lat]) => `${lat};"${id.replaceAll('"', '""')}";${lon}\r\n`).join('')
    }
  })

  it('says the same of a customer as a single question, on each date and at each known time', async () => {
    const ids = ['c3999', 'c0', 'c17', 'nobody', 'c0']
    const known = (await server.call('GET', `${url}?customer=c0`)).json<OwnershipAnswer>().known!
    for (const when of [`on=${day}`, `at=${day}T12:00:00%2B08:00`, `on=${dayFrom(400)}&known=${known}`]) {
      const answer = linesOf(await send(`by=customer&${when}`, 'text/csv', `id\n${ids.join('\n')}`, ndjsonOut))
      for (const [index, id] of ids.entries()) {
        const single = await server.call('GET', `${url}?customer=${id}&${when}`)
        if (single.statusCode === 200) expect(answer.lines[index]).toEqual(lineOf(id, single.json<OwnershipAnswer>()))
        else expect(answer.lines[index]).toEqual({ id, error: { code: single.json().code, line: index + 2 } })
      }
      expect(answer.summary).toMatchObject({ rows: 5, places: { cell: 4, unresolved: 0 }, errors: 1 })
    }
    const withPoint = linesOf(
      await send('by=customer&crs=wgs84', 'text/csv', 'id,lon,lat\nnobody,121.45,31.15\nc0,,\n', ndjsonOut),
    )
    expect(withPoint.lines.map(({ place }) => place?.basis)).toEqual(['cell', 'cell'])
    const before = await send(`by=customer&on=${dayFrom(0)}`, 'text/csv', 'id\nc0\n')
    expect([before.statusCode, before.json().code]).toEqual([404, 'not-in-force'])
  })

  it('says of each row that cannot be read why, and answers the others', async () => {
    const long = 'x'.repeat(70_000)
    const csv = Buffer.concat([
      Buffer.from('id,lon,lat\na,121.45,31.15\n,1,2\nb,x,2\n\nc,1\nd,200,2\ne\u0000,1,2\n"f,1,2\n"g"x,1,2\nh,1,\n'),
      Buffer.from([0x69, 0xff, 0x2c, 0x31, 0x2c, 0x32, 0x0a]),
      Buffer.from(`${long},1,2\n${'y'.repeat(201)},1,2\nz,121.45,31.15`),
    ])
    const { lines, summary } = linesOf(await send('by=point&crs=wgs84', 'text/csv', csv, ndjsonOut))
    expect(lines.map(({ error }) => (error ? `${error.code}:${error.line}` : 'answered'))).toEqual([
      'answered',
      'missing-id:3',
      'not-a-number:4',
      'field-count:6',
      'out-of-range:7',
      'bad-character:8',
      'unclosed-quote:9',
      'bad-quote:10',
      'missing-coordinate:11',
      'bad-encoding:12',
      'line-too-long:13',
      'id-too-long:14',
      'answered',
    ])
    expect(summary).toMatchObject({ rows: 13, errors: 11 })
    const odd =
      '{"id":"a","lon":121.45,"lat":31.15}\nnonsense\n[1]\n{"id":5}\n{"id":"b"}\n{"id":"\\u0000","lon":1,"lat":1}\n{"id":"c","lon":"1","lat":1}\n'
    const json = linesOf(await send('by=point&crs=wgs84', 'application/x-ndjson', odd))
    expect(json.lines.map(({ error }) => error?.code ?? 'answered')).toEqual([
      'answered',
      'not-json',
      'not-json',
      'missing-id',
      'missing-coordinate',
      'bad-character',
      'not-a-number',
    ])
  })

  it('refuses before the first row what no row could be answered by', async () => {
    const refusals = [
      await send('', 'text/csv', 'id\nc0\n'),
      await send('by=point', 'text/csv', 'id,lon,lat\n'),
      await send('by=point&crs=wgs84', 'text/csv', 'id,lat\n'),
      await send('by=customer', 'text/csv', ''),
      await send('by=customer', 'text/plain', 'id\n'),
      await send(`by=customer&on=${day}&at=${day}T00:00:00Z`, 'text/csv', 'id\n'),
      await send('by=customer&division=none', 'text/csv', 'id\n'),
      await server.call('POST', `${url}?by=point`, { crs: 'wgs84', points: [{ id: 'a', lon: 1, lat: 1 }] }),
    ]
    expect(refusals.map((answer) => `${answer.statusCode} ${answer.json().code}`)).toEqual([
      '400 invalid-request',
      '400 invalid-request',
      '422 missing-column',
      '422 missing-column',
      '415 unsupported-media-type',
      '400 invalid-request',
      '404 unknown-division',
      '400 invalid-request',
    ])
  })

  it('exports every customer once, grid by grid as many as the report says', async () => {
    const answer = await server.call('GET', `${url}/export`)
    const { lines, summary } = linesOf(answer)
    const counts = new Map<string, number>()
    for (const { place } of lines) counts.set(place!.code!, (counts.get(place!.code!) ?? 0) + 1)
    const report = (await server.call('GET', '/api/plans/town-2/report')).json<{
      grids: { code: string; figures: { customers: number } }[]
    }>()
    expect(Object.fromEntries(counts)).toEqual(
      Object.fromEntries(report.grids.map(({ code, figures }) => [code, figures.customers])),
    )
    expect(summary).toMatchObject({ rows: 4000, places: { cell: 4000, unresolved: 0 }, errors: 0 })
    expect(new Set(lines.map(({ id }) => id)).size).toBe(4000)
    const csv = await server.call('GET', `${url}/export?format=csv&on=${day}`)
    expect(fieldsOf(csv)).toEqual(lines.map(csvFields))
    const asked = linesOf(
      await send('by=customer', 'text/csv', `id\n${lines.map(({ id }) => id).join('\n')}`, ndjsonOut),
    )
    expect(asked.lines).toEqual(lines)
  })
})

const ndjsonOut = { accept: 'application/x-ndjson' }

function linesOf(answer: LightMyRequestResponse): { lines: Line[]; summary: RowsSummary } {
  expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
  const all = answer.body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { lines: all.slice(0, -1), summary: all.at(-1).summary }
}

function fieldsOf(answer: LightMyRequestResponse): string[] {
  const lines = answer.body.trimEnd().split('\n')
  expect(lines[0]).toBe('id,active,grid_id,grid_code,basis,reason,owner_kind,owner_id,owner_basis,holds_until,error')
  expect(lines.at(-1)).toMatch(/^#summary,/)
  return lines.slice(1, -1)
}

function csvFields({ id, active, place, owner, holdsUntil, error }: Line): string {
  const named = /[",]/.test(id) ? `"${id.replaceAll('"', '""')}"` : id
  if (error) return `${named},,,,,,,,,,${error.code}:${error.line}`
  const { gridId, code, basis, reason } = place!
  return [named, active, gridId, code, basis, reason, owner?.kind, owner?.id, owner?.basis, holdsUntil, null].join(',')
}

function lineOf(id: string, { active, place, holds }: OwnershipAnswer): Line {
  const { grid, basis, reason } = place
  return {
    id,
    active,
    place: { gridId: grid?.gridId ?? null, code: grid?.code ?? null, basis, reason },
    owner: null,
    holdsUntil: holds!.until,
  }
}
