import { describe, expect, it } from 'vitest'
import type { PlanLife } from '../../../../server/contract/lifecycle.ts'
import { createSession } from '../../../../web/session/session.ts'
import { createUnsavedStorage } from '../../../../web/session/unsavedStorage.ts'
import { gridIdOf } from '../../partition/builders.ts'
import { memoryStorage } from './memoryStorage.ts'
import { type Answer, serveFrom, takeBackBrowser, townAnswers, townPlan, until } from './townServer.ts'

const lifeOf = (more: Partial<PlanLife>): object => ({
  ...{ planId: 'town-1', status: 'draft', next: 'submit', submissions: [], versions: [], ...more },
})

async function open(changed: Record<string, Answer>) {
  const network = serveFrom({ ...townAnswers(), ...changed })
  const storage = createUnsavedStorage(memoryStorage(), 'tab', undefined)
  const session = createSession({ storage, url: {}, client: 'me', onUrl: () => {} })
  await session.start()
  await until(() => network.streams().length > 0)
  return { ...network, session, get: session.store.get }
}

const tell = (status: string) => ({ revision: 0, segments: 'all', status })
const lock = { kind: 'lock', gridId: gridIdOf(1), locked: true } as const

describe('a plan that is no draft', () => {
  takeBackBrowser()

  it('takes no brush, no pin, no edit and no undo, and each time says why', async () => {
    const { session, get, asked } = await open({ '/api/plans/town-1': { ...townPlan, status: 'published' } })
    const told: unknown[] = []
    session.store.subscribe(() => told.push(get().notice))
    for (const act of [
      () => session.setTool('brush'),
      () => session.setTool('pin'),
      () => session.pickReceiver(1),
      () => session.gridEdits.edit(lock),
      () => session.gridEdits.create(),
      session.undo,
      session.redo,
    ]) {
      const before = get().notice?.id ?? 0
      act()
      expect([get().notice?.kind, get().notice!.id > before]).toEqual(['frozen', true])
    }
    expect([get().tool, get().tray, session.plan()?.log.pending()]).toEqual(['select', [], []])
    expect(asked.filter((one) => one.startsWith('POST'))).toEqual([])
  })

  it('becomes so under the hand, when another submits it: the tool is put down and the stroke given up', async () => {
    const answers: Record<string, Answer> = { '/api/plans/town-1/life': lifeOf({}) }
    const { session, get, streams } = await open(answers)
    await until(() => get().life !== null)
    session.pickReceiver(1)
    expect(session.beginStroke(0)).toBe(true)
    streams()[0]!.tell('state', tell('draft'))
    expect(get().tool).toBe('brush')
    answers['/api/plans/town-1/life'] = lifeOf({ status: 'pending' })
    streams()[0]!.tell('state', tell('pending'))
    expect([get().plan?.status, get().plans[0]?.status, get().tool, get().receiving]).toEqual([
      'pending',
      'pending',
      'select',
      0,
    ])
    expect(session.beginStroke(0)).toBe(false)
    streams()[0]!.tell('state', tell('draft'))
    session.setTool('brush')
    expect(get().tool).toBe('brush')
  })

  it('stays as it is shown where its life cannot be read, and a panel closes with its plan', async () => {
    const { session, get } = await open({})
    expect(await session.life.read()).toBeNull()
    expect([get().life, get().plan?.status]).toEqual([null, 'draft'])
    session.life.ask({ kind: 'submit' })
    session.life.markCells([1, 2])
    await session.openPlan('town-1')
    expect([get().lifePanel, get().shownCells]).toEqual([null, null])
  })

  it('is told apart from another by the cells that changed, until something is drawn', async () => {
    const { session, get } = await open({})
    const changes = await session.life.changesSince(null)
    expect([...changes.values()].flat().length).toBe(session.plan()!.cells.plan.assignment.length)
    expect(await session.life.changesSince('town-1')).toEqual(new Map())
    session.life.markCells([0])
    session.pickReceiver(1)
    session.beginStroke(0)
    expect(get().shownCells).toBeNull()
  })
})
