import { Readable } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Dispute } from '../../../server/contract/disputes.ts'
import type { OwnerChange } from '../../../server/contract/owners.ts'
import type { CustomerHistory, OwnershipAnswer } from '../../../server/contract/ownership.ts'
import { importFile } from '../../../server/data/importFile.ts'
import { turnDays } from '../../../server/life/turnDays.ts'
import { expectProblem } from '../api/apiServer.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'
import { type LivedServer, liveServer, newPlan, publish } from '../life/city.ts'

anyDatabase('each layer of an answer', (database) => {
  let server: LivedServer

  const post = (path: string, body: unknown) => server.call('POST', `/api/cities/own/${path}`, body)
  const give = async (layer: string, subject: string, owner: object, from: string, until?: string): Promise<void> => {
    const asked = { layer, subject, owner, effectiveFrom: from, effectiveUntil: until, reason: `约定 ${layer}` }
    const proposed = await post('owner-changes', asked)
    expect([layer, proposed.statusCode]).toEqual([layer, 201])
    const { id } = proposed.json<OwnerChange>()
    expect((await post(`owner-changes/${id}/decision`, { decision: 'approve' })).statusCode).toBe(200)
  }
  const ask = async (query: string) =>
    (await server.call('GET', `/api/cities/own/ownership?${query}`)).json<OwnershipAnswer>()
  const team = (id: string) => ({ kind: 'team', id })
  const claim = (layer: string, subject: string, id: string) =>
    post('disputes', { layer, subject, claimant: team(id), statement: '由我方签约' })

  beforeAll(async () => {
    const [head = '', ...rows] = customerCsv(40).trim().split('\n')
    const text = [`${head},account_id,unit_id`, ...rows.map((row) => `${row},${row.startsWith('c1,') ? 'K,E1' : ','}`)]
    await makeCity(database(), 'own', 6)
    const now = new Date('2026-01-01T02:00:00Z')
    await importFile(database(), 'own', Readable.from([text.join('\n')]), { crs: 'wgs84', sourceName: 'a.csv', now })
    server = await liveServer(database(), '2026-08-01T02:00:00Z')
    await publish(server, await newPlan(database(), 'own', 2), '2026-01-01')
    for (const id of ['T1', 'T2', 'T3', 'T4', 'T5']) await post('parties', { id, kind: 'team', name: `${id} 组` })
    await give('cluster', 'unit:E1', team('T5'), '2026-01-01')
    await give('cluster', 'account:K', team('T4'), '2026-09-01', '2026-12-01')
    await give('listed', 'K', team('T3'), '2026-10-01', '2026-12-01')
    await give('keyAccount', 'K', team('T2'), '2026-10-15', '2026-12-01')
    await give('keyAccount', 'K', { kind: 'none' }, '2026-10-01', '2026-10-15')
    await give('override', 'c1', team('T1'), '2026-11-01', '2026-11-15')
    await give('override', 'c1', { kind: 'place' }, '2026-11-20', '2026-12-01')
  })
  afterAll(async () => server?.close())

  it('says what it would have said, and the one that decides is the answer', async () => {
    const days = ['2026-08-05', '2026-09-05', '2026-10-05', '2026-10-20', '2026-11-05', '2026-11-25', '2026-12-05']
    const seen: unknown[] = []
    for (const day of days) {
      const { layers = [], owner, place } = await ask(`customer=c1&on=${day}&explain=layers`)
      expect(layers.map(({ layer, subject }) => `${layer} ${subject}`)).toEqual([
        ...['override c1', 'keyAccount K', 'listed K', 'cluster account:K', 'cluster unit:E1', 'cell null'],
        'unresolved null',
      ])
      const [decides, ...others] = layers.filter((one) => one.decides)
      expect(others).toEqual([])
      if (owner)
        expect(decides).toMatchObject({
          layer: owner.basis,
          says: { id: owner.id, name: owner.name, from: owner.from, until: owner.until, reason: owner.reason },
        })
      expect(layers[5]?.says?.id).toBe(place.grid?.gridId)
      seen.push([layers.findIndex((one) => one.decides), layers.slice(0, 5).map(({ says }) => says?.id ?? says?.kind)])
    }
    const none = undefined
    expect(seen).toEqual([
      [4, [none, none, none, none, 'T5']],
      [3, [none, none, none, 'T4', 'T5']],
      [2, [none, 'none', 'T3', 'T4', 'T5']],
      [1, [none, 'T2', 'T3', 'T4', 'T5']],
      [0, ['T1', 'T2', 'T3', 'T4', 'T5']],
      [0, ['place', 'T2', 'T3', 'T4', 'T5']],
      // At the end of a period whoever held before goes on: nobody, or what named nobody.
      [4, ['none', 'none', 'none', 'none', 'T5']],
    ])
  })

  it('is told only where it is asked for; of whoever has no account, and of a place, what there is', async () => {
    expect((await ask('customer=c1&on=2026-08-05')).layers).toBeUndefined()
    const { layers = [] } = await ask('customer=c2&on=2026-08-05&explain=layers')
    expect(layers.map(({ layer, subject, decides }) => [layer, subject, decides])).toEqual([
      ...[
        ['override', 'c2', false],
        ['keyAccount', null, false],
        ['listed', null, false],
        ['cluster', null, false],
        ['cluster', null, false],
        ['cell', null, true],
        ['unresolved', null, false],
      ],
    ])
    const outside = await ask('lon=10&lat=10&crs=wgs84&on=2026-08-05&explain=layers')
    expect(outside.layers?.map(({ layer, says, decides }) => [layer, says, decides])).toEqual([
      ['cell', null, false],
      ['unresolved', null, true],
    ])
  })

  it('stands in the history of disputes about the customer and his account, as was known', async () => {
    const made = (await claim('listed', 'K', 'T5')).json<{ dispute: Dispute }>().dispute
    const history = async (more = '') =>
      (await server.call('GET', `/api/cities/own/customers/c1/history${more}`)).json<CustomerHistory>()
    const open = await history()
    expect(open.disputes).toEqual([
      { id: made.id, layer: 'listed', subject: 'K', openedOn: '2026-08-01', closedOn: null, outcome: null },
    ])
    const rule = (body: object) => post(`disputes/${made.id}/ruling`, { owner: team('T5'), reason: '合同', ...body })
    expectProblem(await rule({ effectiveFrom: '2026-08-01' }), 422, 'date-not-open')
    expectProblem(await rule({ effectiveFrom: '2026-09-15' }), 409, 'later-rows')
    const ruled = (await rule({ effectiveFrom: '2026-09-15', replace: true })).json<Dispute>()
    expect(ruled.ruling).toMatchObject({ effectiveFrom: '2026-09-15', effectiveUntil: null })
    expect((await history()).disputes).toMatchObject([{ closedOn: '2026-08-01', outcome: 'ruled' }])
    expect((await history(`?known=${open.known}`)).disputes).toEqual(open.disputes)
    expect((await ask('customer=c1&on=2026-09-14')).owner?.id).toBe('T4')
    expect((await ask('customer=c1&on=2026-09-15')).owner?.id).toBe('T5')
    // Each stage ends with its tenth working day; on the next the following one is asked.
    const next = (await claim('cluster', 'unit:E1', 'T1')).json<{ dispute: Dispute }>().dispute
    await turnDays(database(), new Date('2026-09-05T02:00:00Z'))
    const late = (await server.call('GET', `/api/cities/own/disputes/${next.id}`)).json<Dispute>()
    expect(late).toMatchObject({ waitsFor: 'named', due: null, escalatedOn: ['2026-08-15', '2026-08-29'] })
  })
})
