import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadCityState } from '../../../server/cities/cityState.ts'
import type { CityLineage, GridOn } from '../../../server/contract/cityLineage.ts'
import type { CompareAnswer, ComparedPair, Movement } from '../../../server/contract/impact.ts'
import type { Submission } from '../../../server/contract/lifecycle.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { expectProblem } from '../api/apiServer.ts'
import { anyDatabase } from '../databases.ts'
import {
  copyOf,
  impactOf,
  type LivedServer,
  liveServer,
  makeLivedCity,
  newPlan,
  paint,
  publish,
  submit,
} from './city.ts'

// The same statements on both; `takesEffect.test.ts` and `turnDays.test.ts` run on both databases with each change.
anyDatabase('what changes hands', (database) => {
  let server: LivedServer
  let [first, A, B, C] = ['', '', '', '']
  /** cells of A beside B, which B takes one after the other */
  const strip: number[] = []

  const get = async <T>(url: string) => {
    const answer = await server.call('GET', `/api/cities/moved${url}`)
    expect([url, answer.statusCode === 200 ? '' : answer.body]).toEqual([url, ''])
    return answer.json<T>()
  }
  const movementOf = (version: number) => get<Movement>(`/versions/${version}/movements`)
  const isRight = async (planId: string) =>
    expect(await recountPlan({ ...database() }, planId)).toMatchObject({ ok: true, violations: [] })

  beforeAll(async () => {
    await makeLivedCity(database(), 'moved')
    server = await liveServer(database(), '2026-01-05T02:00:00Z')
    first = await newPlan(database(), 'moved')
    const trial = await copyOf(server, first)
    const { grids, assignment } = await loadPlanState(database(), trial)
    const { neighbors } = await loadCityState(database(), 'moved')
    const gridAt = (cell: number) => grids.find(({ number }) => number === assignment[cell])!.gridId
    const beside = (cell: number) =>
      [...neighbors.subarray(6 * cell, 6 * cell + 6)].filter((one) => one !== -1).map(gridAt)
    const border = [...assignment.keys()].flatMap((cell) =>
      beside(cell).flatMap((to) => (to === gridAt(cell) ? [] : [{ cell, to }])),
    )
    const [{ cell: start, to }] = border as [(typeof border)[number]]
    ;[A, B] = [gridAt(start), to]
    C = grids.find(({ gridId }) => gridId !== A && gridId !== B)!.gridId
    for (const { cell } of border.filter((one) => gridAt(one.cell) === A && one.to === B)) {
      if (strip.includes(cell)) continue
      const answer = await paint(server, trial, B, [cell])
      if (answer.json<{ answers: { status: string }[] }>().answers?.[0]?.status === 'accepted') strip.push(cell)
      if (strip.length === 4) break
    }
    expect(strip).toHaveLength(4)
    await publish(server, first, '2026-01-01')
    await stand('unit-whole', 'park', [strip[0]!, strip[1]!])
    await stand('unit-split', 'estate', strip)
    await stand('site-key', 'account', [strip[0]!], { account: 'K', listing: 'key' })
    await stand('site-key-2', 'account', [strip[1]!], { account: 'K', listing: 'key' })
    await stand('site-listed', 'account', [strip[1]!], { account: 'L', listing: 'listed' })
    await stand('site-far', 'account', [strip[3]!], { account: 'L', listing: 'listed' })
  })
  afterAll(async () => server?.close())

  async function stand(code: string, kind: string, cells: number[], details?: object): Promise<void> {
    await sql`
      insert into city_place (city_id, kind, place_code, name, shape, cells, shares, source_name, details)
      select city_id, ${kind}, ${code}, ${code}, ST_SetSRID(ST_Point(121, 31), 4326), ${cells}::int[],
             ${cells.map(() => 500_000)}::int[], 'x', ${details ? JSON.stringify(details) : null}::jsonb
      from city where code = 'moved'`.execute(database().kysely)
  }

  const draftWith = async (cells: readonly number[]) => {
    const draft = await copyOf(server, first)
    expect((await paint(server, draft, B, cells)).json()).toMatchObject({ answers: [{ status: 'accepted' }] })
    return draft
  }
  const negative = ({ from, to, ...held }: ComparedPair) => ({ from: to, to: from, ...held })
  const ordered = (pairs: readonly ComparedPair[]) =>
    pairs.toSorted((a, b) => JSON.stringify([a.from, a.to]).localeCompare(JSON.stringify([b.from, b.to]), 'en'))

  it('is told with its accounts and units, and the other way round the other way', async () => {
    const draft = await draftWith(strip.slice(0, 2))
    const { pairs, totals, next } = await impactOf(server, draft, '2026-04-01')
    expect(next).toBeNull()
    const held = { cells: 2, accounts: { key: 1, listed: 1 }, units: { whole: 1, split: 1 } }
    expect(pairs).toMatchObject([{ from: { gridId: A }, to: { gridId: B }, ...held }])
    expect(totals).toMatchObject(held)
    const [there, back] = await Promise.all([
      get<CompareAnswer>(`/compare?left=version:1&right=plan:${draft}`),
      get<CompareAnswer>(`/compare?left=plan:${draft}&right=version:1`),
    ])
    expect(ordered(there.pairs)).toEqual(ordered(pairs))
    expect(ordered(back.pairs.map(negative))).toEqual(ordered(pairs))
    expect(back.totals).toEqual(there.totals)
  })

  it('leaves nothing behind where it is merely looked at, and is not made for a day that is not open', async () => {
    const draft = await copyOf(server, first)
    for (let look = 0; look < 23; look++) await impactOf(server, draft, '2026-04-01')
    const { rows } = await sql<{ kept: number }>`
      select count(*)::int as kept from impact where plan_number = ${Number(draft.split('-')[1])}`.execute(
      database().kysely,
    )
    expect(rows).toEqual([{ kept: 20 }])
    for (const effectiveFrom of ['2026-01-05', '2031-01-01'])
      expectProblem(await server.call('POST', `/api/plans/${draft}/impact`, { effectiveFrom }), 422, 'date-not-open')
  })

  it('is kept with each version, and made again where the one before it changes', async () => {
    const second = await draftWith(strip.slice(0, 2))
    await publish(server, second, '2026-04-01')
    expect(await movementOf(2)).toMatchObject({
      ...{ version: 'moved@2', predecessor: 'moved@1', isFixed: false, effectiveFrom: '2026-04-01' },
      ...{ pairs: [{ from: { gridId: A }, to: { gridId: B }, cells: 2 }], totals: { accounts: { key: 1, listed: 1 } } },
    })
    const third = await draftWith([strip[0]!, strip[2]!])
    const { next, totals } = await impactOf(server, third, '2026-03-15')
    expect(totals.cells).toBe(2)
    // Kept, the later version gives one cell back, and takes one over.
    expect(next).toMatchObject({ id: 'moved@2', from: '2026-04-01', undone: { cells: 1 }, totals: { cells: 2 } })
    await publish(server, third, '2026-03-15', { later: 'keep' })
    expect(await movementOf(3)).toMatchObject({ predecessor: 'moved@1', totals: { cells: 2 } })
    const between = await movementOf(2)
    expect(between).toMatchObject({ predecessor: 'moved@3', pairs: expect.any(Array), totals: next!.totals })
    expect(ordered(between.pairs)).toEqual(ordered(next!.pairs))
    for (const plan of [first, second, third]) await isRight(plan)

    const gone = await server.call('POST', '/api/cities/moved/versions/3/withdrawal', { reason: '推迟' })
    expect(gone.statusCode).toBe(204)
    expect(await movementOf(2)).toMatchObject({ predecessor: 'moved@1', totals: { cells: 2 } })
    for (const plan of [first, second, third]) await isRight(plan)
    server.setNow('2026-04-02T00:00:00Z')
    expect(await movementOf(2)).toMatchObject({ isFixed: true })
  })

  it('is followed from version to version, and a grid that ended tells where its customers are', async () => {
    const merging = (await server.call('POST', `/api/plans/${first}/rebase`, {})).json<{ planId: string }>().planId
    const command = { kind: 'merge', gridId: B, gone: [A] }
    const commands = [{ commandId: crypto.randomUUID(), command }]
    const merged = await server.call('POST', `/api/plans/${merging}/commands`, { commands })
    expect(merged.json()).toMatchObject({ answers: [{ status: 'accepted' }] })
    await publish(server, merging, '2026-05-01')
    const before = await get<GridOn>(`/grids/${A}?on=2026-04-30`)
    expect(before).toMatchObject({
      exists: true,
      version: 'moved@2',
      from: '2026-01-01',
      until: '2026-05-01',
      successors: [],
    })
    expect(await get<GridOn>(`/grids/${A}?on=2026-05-01`)).toMatchObject({
      ...{ exists: false, version: 'moved@2', until: '2026-05-01' },
      successors: [{ gridId: B, share: 1 }],
    })

    server.setNow('2026-05-02T00:00:00Z')
    const asked = { version: 2, effectiveFrom: '2026-06-01' }
    const back = (await server.call('POST', '/api/cities/moved/rollbacks', asked)).json<Submission>()
    const decision = { decision: 'approve', submission: back.number, impactId: back.impactId }
    const decided = await server.call('POST', `/api/cities/moved/rollbacks/${back.number}/decision`, decision)
    expect(decided.statusCode).toBe(201)
    // Its id lives again.
    expect(await get<GridOn>(`/grids/${A}?on=2026-06-01`)).toMatchObject({
      exists: true,
      from: '2026-06-01',
      version: 'moved@5',
    })
    const year = await get<CityLineage>('/lineage?from=2026-01-01&to=2026-06-01')
    expect(year.versions.map(({ id }) => id)).toEqual(['moved@2', 'moved@4', 'moved@5'])
    expect(year.grids).toHaveLength(4)
    for (const { successors } of year.grids)
      expect(successors.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12)
    const kinds = year.entries.map(({ version, kind, from, to }) => [version, kind, from?.gridId, to?.gridId])
    expect(kinds).toEqual([
      ['moved@2', 'gained', A, B],
      ['moved@4', 'merged', A, B],
      ['moved@5', 'split', B, A],
    ])
    const alone = await get<CityLineage>(`/lineage?grid=${C}&from=2026-01-01&to=2026-06-01`)
    expect(alone).toMatchObject({
      entries: [],
      grids: [{ gridId: C, exists: true, successors: [{ gridId: C, share: 1 }] }],
    })
    await isRight(merging)
    const strange = `/api/cities/moved/grids/${crypto.randomUUID()}`
    expectProblem(await server.call('GET', strange), 404, 'grid-not-found')
    expectProblem(await submit(server, await copyOf(server, first), '2026-05-02'), 422, 'date-not-open')
  })
})
