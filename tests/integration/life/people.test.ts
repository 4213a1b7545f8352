import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadCityState } from '../../../server/cities/cityState.ts'
import type { ClaimMade, Dispute } from '../../../server/contract/disputes.ts'
import type { Impact } from '../../../server/contract/impact.ts'
import type { GridMember, OwnerChange } from '../../../server/contract/owners.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { expectProblem } from '../api/apiServer.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { eachDatabase } from '../databases.ts'
import { copyOf, impactOf, type LivedServer, liveServer, newPlan, paint, publish } from './city.ts'

const day = '2026-07-01'
const eve = '2026-06-30'

eachDatabase('whose customers a plan takes', (database) => {
  let server: LivedServer
  let [first, merged, A, B, C] = ['', '', '', '', '']
  let impact: Impact

  const post = (path: string, body: unknown) => server.call('POST', `/api/cities/own/${path}`, body)
  const member = (gridId: string, role: string, party: string | null, effectiveFrom: string) =>
    post('grid-members', { gridId, role, party, effectiveFrom })
  const give = async (layer: string, subject: string, owner: object, from: string, until?: string) => {
    const asked = { layer, subject, owner, effectiveFrom: from, effectiveUntil: until, reason: '约定' }
    const proposed = await post('owner-changes', asked)
    expect([subject, proposed.statusCode]).toEqual([subject, 201])
    const { id } = proposed.json<OwnerChange>()
    expect((await post(`owner-changes/${id}/decision`, { decision: 'approve' })).statusCode).toBe(200)
  }

  beforeAll(async () => {
    const [head = '', ...rows] = customerCsv(300).trim().split('\n')
    const text = [`${head},account_id,unit_id`, ...rows.map((row, i) => `${row},K${i % 7},E${i % 5}`)]
    await makeCity(database(), 'own')
    const now = new Date('2026-01-01T02:00:00Z')
    await importFile(database(), 'own', Readable.from([text.join('\n')]), { crs: 'wgs84', sourceName: 'a.csv', now })
    server = await liveServer(database(), '2026-02-01T04:00:00Z')
    first = await newPlan(database(), 'own')
    await publish(server, first, '2026-01-01')
    for (const id of ['li', 'wang', 'zhao']) await post('parties', { id, kind: 'person', name: `${id}经理` })
    await post('parties', { id: 'T1', kind: 'team', name: '一组' })

    // B ends in A, and A takes a cell of C, which touches it.
    merged = await copyOf(server, first)
    const { grids, assignment } = await loadPlanState(database(), merged)
    const { neighbors } = await loadCityState(database(), 'own')
    const gridAt = (cell: number) => grids.find(({ number }) => number === assignment[cell])!.gridId
    A = grids[0]!.gridId
    const beside = (cell: number) => [...neighbors.subarray(6 * cell, 6 * cell + 6)].filter((one) => one !== -1)
    for (const cell of assignment.keys()) {
      if (gridAt(cell) === A || !beside(cell).some((one) => gridAt(one) === A)) continue
      const answer = await paint(server, merged, A, [cell])
      if (answer.json<{ answers: { status: string }[] }>().answers?.[0]?.status === 'accepted') {
        C = gridAt(cell)
        break
      }
    }
    B = grids.find(({ gridId }) => gridId !== A && gridId !== C)!.gridId
    const touches = grids
      .filter(({ gridId }) => gridId !== A && gridId !== C)
      .filter(({ number }) =>
        [...assignment.keys()].some(
          (cell) => assignment[cell] === number && beside(cell).some((one) => gridAt(one) === A),
        ),
      )
    B = touches[0]!.gridId
    const commands = [{ commandId: randomUUID(), command: { kind: 'merge', gridId: A, gone: [B] } }]
    expect((await server.call('POST', `/api/plans/${merged}/commands`, { commands })).statusCode).toBe(200)

    for (const [gridId, role, party, from] of [
      [A, 'head', 'li', '2026-01-01'],
      [B, 'manager', 'li', '2026-03-01'],
      [B, 'head', 'wang', '2026-03-01'],
      [C, 'head', 'T1', '2026-03-01'],
      // Not his any more on the day itself, and vacant again.
      [C, 'manager', 'zhao', '2026-03-01'],
      [C, 'manager', null, day],
    ] as const)
      expect([role, (await member(gridId, role, party, from)).statusCode]).toEqual([role, 201])
    await give('listed', 'K1', { kind: 'person', id: 'wang' }, '2026-03-01')
    await give('keyAccount', 'K2', { kind: 'team', id: 'T1' }, '2026-03-01')
    await give('override', 'c2', { kind: 'none' }, '2026-03-01', '2026-09-01')
    await give('override', 'c9', { kind: 'place' }, '2026-03-01', '2026-09-01')
    await give('cluster', 'unit:E3', { kind: 'person', id: 'zhao' }, '2026-03-01')
    for (const [account, from] of [
      ['K5', '2026-03-01'],
      ['K6', '2026-12-01'],
    ] as const)
      await give('listed', account, { kind: 'grid', id: B }, from)
    await give('listed', 'K4', { kind: 'grid', id: B }, '2026-03-01', day)
    impact = await impactOf(server, merged, day)
  })
  afterAll(async () => server?.close())

  it('is what SQL counts customer by customer', async () => {
    const sides = async () => {
      const [left, right] = [await loadPlanState(database(), first), await loadPlanState(database(), merged)]
      const idsOf = ({ assignment, grids }: typeof left) =>
        [...assignment].map((number) => grids.find((grid) => grid.number === number)?.gridId ?? null)
      return [idsOf(left), idsOf(right)] as const
    }
    const [left, right] = await sides()
    const { rows } = await sql<{ id: string; before: number; lost: number }>`
      with city as (select city_id, 1 as snapshot from city where code = 'own'),
      cell as (select place - 1 as cell, "left", "right"
               from unnest(${left}::uuid[], ${right}::uuid[]) with ordinality as both_sides ("left", "right", place)),
      member as (
        select m.party_id, m.grid_id, asked.at from city, (values (${eve}::date), (${day}::date)) as asked (at), grid_member m
        where m.city_id = city.city_id and m.void_change is null and m.effective_from <= asked.at and not exists (
          select from grid_member later where later.city_id = m.city_id and (later.grid_id, later.role) = (m.grid_id, m.role)
            and later.void_change is null and later.effective_from > m.effective_from and later.effective_from <= asked.at)),
      customers as (
        select c.customer_id, cell."left", cell."right", (
          select r.ref from owner_row r
          where r.city_id = city.city_id and r.void_change is null and r.kind <> 'none' and r.effective_from <= ${day}::date
            and not exists (select from owner_row later where later.city_id = r.city_id and (later.layer, later.subject) = (r.layer, r.subject)
              and later.void_change is null and later.effective_from > r.effective_from and later.effective_from <= ${day}::date)
            and (r.layer, r.subject) in (('override', c.customer_id), ('keyAccount', c.account_id), ('listed', c.account_id),
              ('cluster', 'account:' || c.account_id), ('cluster', 'unit:' || c.unit_id))
          order by array_position(array['override', 'keyAccount', 'listed', 'cluster'], r.layer), r.subject limit 1) as owner
        from city join customer c on c.city_id = city.city_id and c.snapshot_id = city.snapshot
        left join cell on cell.cell = c.cell_index)
      select p.party_id as id, count(*)::int as before,
             (count(*) filter (where is_lost))::int as lost
      from city join party p on p.city_id = city.city_id
      join lateral (
        select c.owner is distinct from p.party_id
               and not exists (select from member m where m.party_id = p.party_id and m.at = ${day}::date and m.grid_id = c."right") as is_lost
        from customers c
        where c.owner = p.party_id
           or exists (select from member m where m.party_id = p.party_id and m.at = ${eve}::date and m.grid_id = c."left")) own on true
      group by p.party_id having count(*) filter (where is_lost) > 0 order by 1`.execute(database().kysely)
    const found = impact.people
      .map(({ id, before, lost }) => ({ id, before, lost }))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
    expect(found).toEqual(rows)
    // Who has A too loses nobody when B goes into it.
    expect(found.map(({ id }) => id)).not.toContain('li')
    expect(found.map(({ id }) => id)).toEqual(expect.arrayContaining(['wang', 'zhao']))
    const shares = impact.people.map(({ share }) => share)
    expect(shares).toEqual(shares.toSorted((a, b) => b - a))
    for (const { lost, before, share, isMuch } of impact.people)
      expect([share, isMuch]).toEqual([lost / before, share > 0.2])
  })

  it('is worth a warning, and tells which owner rows follow the grid that ends', async () => {
    const many = impact.people.filter(({ isMuch }) => isMuch).length
    expect(impact.warnings.find(({ code }) => code === 'people')).toMatchObject({ count: many })
    expect(many).toBeGreaterThan(0)
    // Two: one holds, one begins later; the third is over by then.
    expect(impact.owners).toMatchObject([{ from: { gridId: B }, to: { gridId: A }, rows: 2 }])
    // As an answer says once it is in force.
    await publish(server, merged, day)
    const answer = await server.call('GET', `/api/cities/own/ownership?customer=c5&on=${day}`)
    expect(answer.json()).toMatchObject({ owner: { kind: 'grid', id: A, basis: 'listed' } })
  })

  it('goes by heads and managers from a day on, whose posts may be vacant', async () => {
    const on = async (date?: string) =>
      (await server.call('GET', `/api/cities/own/grid-members${date ? `?on=${date}` : ''}`)).json<{
        members: GridMember[]
      }>().members
    expect((await on('2026-02-28')).map(({ party }) => party)).toEqual(['li'])
    const ofC = (await on()).filter(({ gridId, role }) => gridId === C && role === 'manager')
    expect(ofC.map(({ party, effectiveFrom, effectiveUntil }) => [party, effectiveFrom, effectiveUntil])).toEqual([
      ['zhao', '2026-03-01', day],
      [null, day, null],
    ])
    // Another for the same day takes the place of who was to begin; a day that has begun is not open.
    expect((await member(C, 'manager', 'wang', day)).json<GridMember>()).toMatchObject({
      party: 'wang',
      effectiveUntil: null,
    })
    expect((await on(day)).find(({ gridId, role }) => gridId === C && role === 'manager')?.party).toBe('wang')
    expectProblem(await member(C, 'manager', 'li', '2026-02-01'), 422, 'date-not-open')
    expectProblem(await member(C, 'manager', 'nobody', '2026-08-01'), 422, 'unknown-owner')
    // It has ended by then.
    expectProblem(await member(B, 'head', 'li', '2026-08-01'), 422, 'unknown-owner')
    expect(await recountPlan({ ...database() }, first)).toMatchObject({ ok: true, violations: [] })
  })

  it('of whom one claims for the grid that ends: the grid that stands for it is named, and its ruling grants the claim', async () => {
    const claimant = { kind: 'grid', id: B }
    const made = await post('disputes', { layer: 'listed', subject: 'K1', claimant, statement: '在我网格' })
    const { id } = made.json<ClaimMade>().dispute!
    const read = async () => (await server.call('GET', `/api/cities/own/disputes/${id}`)).json<Dispute>()
    expect((await read()).claims[0]?.successor).toBeNull()
    server.setNow('2026-07-05T04:00:00Z')
    expect((await read()).claims[0]).toMatchObject({ claimant: { id: B }, successor: { id: A } })
    const ruled = await post(`disputes/${id}/ruling`, { owner: { kind: 'grid', id: A }, reason: '接续' })
    expect(ruled.json<Dispute>()).toMatchObject({ status: 'ruled', claims: [{ state: 'granted' }] })
  })
})
