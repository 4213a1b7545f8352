import { describe, expect, it } from 'vitest'
import { createSession } from '../../../../web/session/session.ts'
import { createUnsavedStorage } from '../../../../web/session/unsavedStorage.ts'
import type { UrlState } from '../../../../web/session/urlState.ts'
import { gridIdOf } from '../../partition/builders.ts'
import { memoryStorage } from './memoryStorage.ts'
import { type Answer, division, serveFrom, takeBackBrowser, town, townAnswers, until } from './townServer.ts'

function open(answers: Record<string, Answer>, url: UrlState = {}) {
  const network = serveFrom(answers)
  const urls: object[] = []
  const storage = createUnsavedStorage(memoryStorage(), 'tab', undefined)
  const session = createSession({ storage, url, client: 'me', onUrl: (next) => urls.push(next) })
  const screen = () => session.store.get().screen
  return { ...network, session, storage, urls, screen, until: (kind: string) => until(() => screen().kind === kind) }
}

describe('opening', () => {
  takeBackBrowser()

  it('shows the newest plan of the first city with data, by the data the plan was made of', async () => {
    const { session, urls, screen, streams } = open(townAnswers())
    await session.start()
    expect(screen()).toEqual({ kind: 'ready' })
    const { plan, snapshot, grids, model } = session.store.get()
    expect([plan?.planId, snapshot?.snapshotId, grids.length]).toEqual(['town-1', 1, 3])
    expect(model?.lattice.cellCount).toBe(town.lattice.cellCount)
    expect(urls.at(-1)).toEqual({ city: 'town', plan: 'town-1' })
    await until(() => streams().length > 0)
    expect(streams().map(({ url }) => url)).toEqual(['/api/plans/town-1/events'])
  })

  it('finds the city of an address that names the plan alone', async () => {
    const { session, screen } = open(townAnswers(), { plan: 'town-1' })
    await session.start()
    expect(screen().kind).toBe('ready')
  })

  it.each([
    ['no-city', { '/api/cities': { cities: [] } }, {}],
    ['no-such-city', {}, { city: 'nowhere' }],
    ['no-such-plan', {}, { city: 'town', plan: 'town-9' }],
    ['no-plan', { '/api/cities/town/plans': { plans: [] } }, {}],
    ['failed', { '/api/cities': 'silence' }, {}],
    ['failed', { '/api/plans/town-1': { problem: 'plan-not-found' } }, {}],
  ] as [string, Record<string, Answer>, UrlState][])('says %s where it is so', async (kind, changed, url) => {
    const { session, screen } = open({ ...townAnswers(), ...changed }, url)
    await session.start()
    expect(screen().kind).toBe(kind)
  })

  it('reads the parts of a plan again where somebody has saved between them', async () => {
    const answers = townAnswers()
    const commands = '/api/plans/town-1/commands?after=0'
    let reads = 0
    const log = answers[commands]!
    Object.defineProperty(answers, commands, {
      get: () =>
        reads++ === 0 ? { commands: [{ revision: 1, commandId: 'x', command: { kind: 'revert', revision: 1 } }] } : log,
    })
    const { session, screen } = open(answers)
    await session.start()
    expect([screen().kind, reads]).toEqual(['ready', 2])
  })

  it('drops what comes of a plan that was left meanwhile', async () => {
    const { session, until: comes } = open(townAnswers())
    await session.start()
    const [first, second] = [session.openPlan('town-9'), session.openPlan('town-1')]
    await Promise.all([first, second])
    await comes('ready')
    expect(session.store.get().plan?.planId).toBe('town-1')
  })

  it('lays what an earlier tab left unsaved over the plan, and takes in what is told of it', async () => {
    const { session, storage, streams } = open({ ...townAnswers(), 'POST /api/plans/town-1/commands': 'silence' })
    const command = { kind: 'rename', gridId: gridIdOf(1), name: '滨江' } as const
    storage.keep('town-1', { revision: 0, entries: [{ commandId: 'mine', command }], aside: [] })
    await session.start()
    expect(session.store.get().grids[0]?.name).toBe('滨江')
    expect(session.store.get().saving).toMatchObject({ unsaved: 1 })
    await until(() => streams().length > 0)
    const from = session.plan()!.cells.plan.grids.get(2)!
    streams()[0]!.tell('entry', {
      revision: 1,
      commandId: 'theirs',
      author: 'bob',
      createdAt: '2026-01-01T00:00:00Z',
      command: { kind: 'lock', gridId: gridIdOf(2), locked: true },
      patch: { runs: [], grids: [{ number: 2, from, to: { ...from, locked: true } }] },
    })
    await until(() => session.plan()!.revision() === 1)
    expect(session.store.get().grids.map(({ name, locked }) => [name, locked])).toEqual([
      ['滨江', false],
      ['2', true],
      ['3', false],
    ])
  })

  const twoDivisions = (): Record<string, Answer> => {
    const answers = townAnswers()
    const cells = answers['/api/cities/town/cells?format=binary&division=all&snapshot=2']!
    return {
      ...answers,
      '/api/cities/town/divisions': { snapshotId: 2, divisions: [division('all', true), division('business')] },
      '/api/cities/town/cells?format=binary&division=business&snapshot=2': cells,
    }
  }

  it("shows a division's newest plan, and that it has none with its own figures", async () => {
    const { session, urls, screen, asked } = open(twoDivisions())
    await session.start()
    expect(session.store.get()).toMatchObject({ division: 'all', plan: { planId: 'town-1' } })
    await session.openDivision('business')
    expect(screen()).toEqual({ kind: 'no-plan' })
    expect(session.store.get()).toMatchObject({ division: 'business', plan: null, snapshot: { snapshotId: 2 } })
    expect(urls.at(-1)).toEqual({ city: 'town', division: 'business' })
    await session.openDivision('all')
    expect(session.store.get()).toMatchObject({ division: 'all', plan: { planId: 'town-1' } })
    expect(asked.filter((path) => path.includes('level=district'))).toHaveLength(1)
  })

  it('opens the division that the address names, and the default one where it names none that there is', async () => {
    const named = open(twoDivisions(), { city: 'town', division: 'business' })
    await named.session.start()
    expect(named.screen().kind).toBe('no-plan')
    const unknown = open(twoDivisions(), { city: 'town', division: 'nobody' })
    await unknown.session.start()
    expect(unknown.session.store.get().division).toBe('all')
  })

  it('reads a plan anew whose division has other segments', async () => {
    const { session, streams, asked } = open(townAnswers())
    await session.start()
    await until(() => streams().length > 0)
    const before = asked.length
    streams()[0]!.tell('state', { revision: 0, segments: 'all', status: 'draft' })
    expect(asked.length).toBe(before)
    streams()[0]!.tell('state', { revision: 0, segments: 'others', status: 'draft' })
    await until(() => streams().length > 1)
    expect(asked.slice(before).filter((path) => path.includes('/cells'))).toHaveLength(1)
  })
})
