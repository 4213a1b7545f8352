import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ShapanError } from '../../../server/base/errors.ts'
import { ownerChangeRequest } from '../../../server/contract/owners.ts'
import type { CityOwnershipQuery } from '../../../server/contract/ownership.ts'
import type { OwnershipRow, RowsSummary } from '../../../server/contract/ownershipRows.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { deleteSnapshot } from '../../../server/deletion/deleteSnapshot.ts'
import { findOwnership } from '../../../server/ownership/cityOwnership.ts'
import { addParty } from '../../../server/ownership/rows/parties.ts'
import { decideOwners, proposeOwner } from '../../../server/ownership/rows/proposals.ts'
import { addDivision } from '../../../server/plans/divisions/changeDivisions.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { seededRandom } from '../../unit/partition/builders.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'
import { publishCopy } from '../life/acts.ts'
import { copyOf, type LivedServer, liveServer, publish } from '../life/city.ts'

const now = new Date('2026-01-02T04:00:00Z')
const acting = { actor: 'test', via: 'api', address: null, now } as const
const dayOf = (days: number) => new Date(Date.UTC(2026, 0, 3 + days)).toISOString().slice(0, 10)
const customers = 120
const horizon = 400

// The same statements on both; `ownerChanges.test.ts`, `rows.test.ts` and `disputes.test.ts` run on both databases with each change.
anyDatabase('owners of many customers', (database) => {
  const random = seededRandom(20261128)
  const below = (count: number) => Math.floor(random() * count)
  const pick = <T>(of: readonly T[]): T => of[below(of.length)]!
  let server: LivedServer
  /** until day 200, when the first took the second, and after it */
  let grids: { readonly before: readonly string[]; readonly after: readonly string[] }
  /** the city's change after each act */
  const known: number[] = []

  beforeAll(async () => {
    await makeCity(database(), 'many')
    await load('2026-01-01T02:00:00Z', customers)
    await addDivision(database(), 'many', {
      ...{ key: 'business', name: '商务', segments: ['商务'], isDefault: false, take: false },
    })
    const options = { grids: 3, tolerance: 0.9, weights: ['customers'], preset: 'fast' as const }
    const [all, business] = [
      await runPartition(database(), 'many', options),
      await runPartition(database(), 'many', { ...options, division: 'business' }),
    ]
    server = await liveServer(database(), '2026-06-01T04:00:00Z')
    const first = await publishCopy(database(), 'many', all.planId, '2026-01-01', acting)
    grids = await mergedFrom(first)
    await recode(business.planId)
    await publishCopy(database(), 'many', business.planId, dayOf(120), acting)
    await load('2026-03-01T02:00:00Z', customers)
    await load('2026-04-01T02:00:00Z', customers - 20)
    for (const id of ['T1', 'T2', 'T3']) await addParty(database(), 'many', { id, kind: 'team', name: id }, acting)
    for (let act = 0; act < 40; act++) await giveAnOwner()
  })
  afterAll(async () => server?.close())

  /** Puts in force a copy whose first grid took the second. */
  async function mergedFrom(planId: string): Promise<typeof grids> {
    const before = (await server.call('GET', `/api/plans/${planId}`)).json<PlanDetail>().grids.map((one) => one.gridId)
    const copy = await copyOf(server, planId)
    const command = { kind: 'merge', gridId: before[0]!, gone: [before[1]!] }
    const commands = [{ commandId: randomUUID(), command }]
    expect((await server.call('POST', `/api/plans/${copy}/commands`, { commands })).statusCode).toBe(200)
    await publish(server, copy, dayOf(200))
    return { before, after: before.filter((gridId) => gridId !== before[1]) }
  }

  /** Codes that no grid of another division has. */
  async function recode(planId: string): Promise<void> {
    const { grids } = (await server.call('GET', `/api/plans/${planId}`)).json<PlanDetail>()
    const commands = grids.map(({ gridId, code }) => ({
      ...{ commandId: randomUUID(), command: { kind: 'recode', gridId, code: `B${code}` } },
    }))
    expect((await server.call('POST', `/api/plans/${planId}/commands`, { commands })).statusCode).toBe(200)
  }

  /** With accounts, units, segments and ends; each time others. */
  async function load(moment: string, count: number): Promise<void> {
    const [head = '', ...rows] = customerCsv(count).trim().split('\n')
    const more = () =>
      [
        pick(['', 'K1', 'K2', 'K3']),
        pick(['', '', 'E1', 'E2']),
        below(4) === 0 ? dayOf(below(horizon)) : '',
        pick(['', '', '商务']),
      ].join(',')
    const text = [`${head},account_id,unit_id,ended_on,segment`, ...rows.map((row) => `${row},${more()}`)]
    await importFile(database(), 'many', Readable.from([text.join('\n')]), {
      ...{ crs: 'wgs84', sourceName: 'a.csv', now: new Date(moment) },
    })
  }

  async function giveAnOwner(): Promise<void> {
    const from = below(horizon)
    const kind = pick(['none', 'place', 'team', 'team', 'grid', 'grid'] as const)
    const [layer, subject] = pick([
      ...Array.from({ length: 3 }, () => ['override', `c${below(40)}`] as const),
      ['keyAccount', `K${1 + below(3)}`],
      ['keyAccount', `K${1 + below(3)}`],
      ['listed', `K${1 + below(3)}`],
      ['cluster', `account:K${1 + below(3)}`],
      ['cluster', `unit:E${1 + below(2)}`],
    ] as const)
    const standing = from < 200 ? grids.before : grids.after
    const request = ownerChangeRequest.parse({
      ...{ layer, subject, reason: '约定', replace: true, effectiveFrom: dayOf(from) },
      effectiveUntil: layer === 'override' || below(2) === 0 ? dayOf(from + 1 + below(200)) : null,
      owner: {
        kind,
        ...(kind === 'team' && { id: pick(['T1', 'T2', 'T3']) }),
        ...(kind === 'grid' && { id: pick(standing) }),
      },
    })
    const { id } = await proposeOwner(database(), 'many', request, acting)
    known.push((await decideOwners(database(), 'many', id, { decision: 'approve' }, acting)).change!)
  }

  async function rows(
    query: string,
    asked: readonly object[],
  ): Promise<{ readonly lines: OwnershipRow[]; readonly summary: RowsSummary }> {
    const answer = await server.app.inject({
      ...{ method: 'POST', url: `/api/cities/many/ownership?${query}` },
      headers: { 'content-type': 'application/x-ndjson' },
      payload: asked.map((row) => `${JSON.stringify(row)}\n`).join(''),
    })
    expect([answer.statusCode, answer.statusCode === 200 ? '' : answer.body]).toEqual([200, ''])
    return read(answer.body)
  }

  /** A single question's answer as a row tells it. */
  async function single(id: string, line: number, query: CityOwnershipQuery): Promise<OwnershipRow> {
    try {
      const { active, place, owner, holds } = await findOwnership(database(), 'many', query, now)
      return {
        ...{ id, active, holdsUntil: holds!.until },
        place: {
          ...{ gridId: place.grid?.gridId ?? null, code: place.grid?.code ?? null },
          ...{ basis: place.basis, reason: place.reason },
        },
        owner: owner && { kind: owner.kind, id: owner.id, basis: owner.basis },
      }
    } catch (error) {
      if (!(error instanceof ShapanError)) throw error
      if (error.code !== 'customer-not-found' && error.code !== 'not-in-force') throw error
      return { id, error: { code: error.code, line } }
    }
  }

  it('are those of each one: by customer, on any date, at any known change', async () => {
    const seen = new Set<string>()
    for (let round = 0; round < 12; round++) {
      const on = dayOf(below(horizon))
      const when = { on, known: round % 3 === 0 ? pick(known) : known.at(-1)! }
      const query = `by=customer&crs=wgs84&on=${on}&known=${when.known}`
      const asked = Array.from({ length: 14 }, () => ({
        ...{ id: `c${below(2) === 0 ? below(40) : below(customers + 10)}` },
        ...(below(3) === 0 && { lon: 121.4 + below(250) / 1000, lat: 31.2 }),
      }))
      const { lines, summary } = await rows(query, asked)
      const expected: OwnershipRow[] = []
      for (const [index, { id, ...point }] of asked.entries())
        expected.push(
          await single(id, index + 1, { customer: id, ...point, ...('lon' in point && { crs: 'wgs84' }), ...when }),
        )
      expect(lines).toEqual(expected)
      const { places, ended, errors } = summary
      expect([summary.rows, places.cell! + places.unresolved! + ended + errors]).toEqual([14, 14])
      for (const row of lines)
        seen.add('error' in row ? row.error.code : row.active ? (row.owner?.basis ?? 'nobody') : 'ended')
    }
    expect([...seen].sort()).toEqual(
      ['cluster', 'customer-not-found', 'ended', 'keyAccount', 'listed', 'nobody', 'not-in-force', 'override'].sort(),
    )
  })

  it('by point, with the place of the point and the owner of the customer', async () => {
    for (let round = 0; round < 4; round++) {
      const on = dayOf(below(horizon))
      const asked = Array.from({ length: 10 }, () => ({
        ...{ id: `c${below(customers - 20)}`, lon: 121.39 + below(220) / 1000, lat: 31.2 },
      }))
      const { lines } = await rows(`by=point&crs=wgs84&on=${on}`, asked)
      for (const [index, { id, lon, lat }] of asked.entries()) {
        const row = lines[index]!
        const here = await single(id, 0, { lon, lat, crs: 'wgs84', on })
        const own = await single(id, 0, { customer: id, on })
        if ('error' in row || 'error' in here) throw new Error('a point has an answer')
        expect(row).toMatchObject({ id, active: null, place: here.place })
        if (!('error' in own)) expect([id, on, row.owner]).toEqual([id, on, own.owner])
      }
    }
  })

  it('all of a city at once, as each row', async () => {
    for (const on of [dayOf(20), dayOf(300)]) {
      const { lines, summary } = read((await server.call('GET', `/api/cities/many/ownership/export?on=${on}`)).body)
      const all = await rows(
        `by=customer&on=${on}`,
        lines.map(({ id }) => ({ id })),
      )
      // Lines of an export are of no file.
      const unnumbered = (row: OwnershipRow) => ('error' in row ? { ...row, error: { ...row.error, line: 0 } } : row)
      expect(all.lines.map(unnumbered)).toEqual(lines)
      expect(all.summary).toEqual(summary)
      expect(summary.rows).toBe(on === dayOf(20) ? customers : customers - 20)
    }
  })

  it('are refused where the data of the day has been deleted: whose accounts they were is not known', async () => {
    await deleteSnapshot(database(), 'many', 2)
    for (const path of ['ownership?by=customer', 'ownership?by=point&crs=wgs84', 'ownership/export?format=csv']) {
      const answer = await server.app.inject({
        ...{ method: path.startsWith('ownership/') ? 'GET' : 'POST', url: `/api/cities/many/${path}&on=${dayOf(70)}` },
        ...(!path.startsWith('ownership/') && {
          ...{ headers: { 'content-type': 'text/csv' }, payload: 'id,lon,lat\nc1,121.5,31.2\n' },
        }),
      })
      expect([path, answer.statusCode, answer.json().code]).toEqual([path, 410, 'snapshot-thinned'])
    }
  })
})

function read(body: string): { readonly lines: OwnershipRow[]; readonly summary: RowsSummary } {
  const lines = body
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  return { lines: lines.slice(0, -1), summary: lines.at(-1).summary }
}
