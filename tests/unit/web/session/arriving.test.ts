import { describe, expect, it } from 'vitest'
import type { CommandLog } from '../../../../server/contract/commands.ts'
import { randomId } from '../../../../web/model/randomId.ts'
import { createArriving } from '../../../../web/session/arriving.ts'
import { borderCell, openTownPlan, paintOf, smallTown, stripes } from '../model/town.ts'

const model = smallTown()
const before = stripes(model)

type Entry = CommandLog['commands'][number]

/** A planner's plan, and what another saves on the server. */
function open({ hash = 0 } = {}) {
  const plan = openTownPlan(model, before, { client: 'me' })
  const server = openTownPlan(model, before, { client: 'bob' })
  const log: Entry[] = []
  const reads: number[] = []
  let free = Promise.resolve()
  let isAway = false
  let isSending = false
  let lost = 0
  const arriving = createArriving({
    plan,
    async readLog(after) {
      reads.push(after)
      if (isAway) throw new Error('away')
      return { commands: log.slice(after) }
    },
    whenFree: () => free,
    onTaken: (taken) => {
      if (taken.kind === 'gap') lost++
    },
    onLost: () => lost++,
    isSending: () => isSending,
  })
  return {
    plan,
    log,
    reads,
    arriving,
    lost: () => lost,
    set: (next: { free?: Promise<void>; isAway?: boolean; isSending?: boolean }) => {
      free = next.free ?? free
      isAway = next.isAway ?? isAway
      isSending = next.isSending ?? isSending
    },
    /** Another saves a stroke. */
    save(): Entry {
      const cell = borderCell(server, 2)
      const command = paintOf(server, 2, [cell]) as Entry['command']
      const result = server.judge(command as Parameters<typeof server.judge>[0])
      if (!result.ok) throw new Error(result.message)
      const entry: Entry = {
        revision: log.length + 1,
        commandId: randomId(),
        command,
        patch: result.patch,
        author: 'bob',
        createdAt: '2026-01-01T00:00:00Z',
      }
      server.take({ ...entry, contested: [], reverts: undefined })
      log.push({ ...entry, ...(hash !== 0 && { hash }) })
      return log.at(-1)!
    },
    settle: () => new Promise<void>((resolve) => setTimeout(resolve, 5)),
  }
}

describe('what others save', () => {
  it('is taken in as it is told, in order, without asking', async () => {
    const { plan, arriving, save, settle, reads } = open()
    for (const entry of [save(), save(), save()]) arriving.takeEntry(entry)
    await settle()
    expect([plan.revision(), reads]).toEqual([3, []])
  })

  it('is asked for where an entry was not told, and taken once where it is told twice', async () => {
    const { plan, arriving, save, settle, reads, lost } = open()
    const [first, , third] = [save(), save(), save()]
    arriving.takeEntry(first!)
    arriving.takeEntry(third!)
    arriving.takeEntry(third!)
    await settle()
    expect([plan.revision(), reads, lost()]).toEqual([3, [1], 0])
  })

  it('waits until the stroke under way is lifted', async () => {
    const { plan, arriving, save, settle, set } = open()
    let lift = (): void => {}
    set({
      free: new Promise((resolve) => {
        lift = resolve
      }),
    })
    arriving.takeEntry(save())
    await settle()
    expect(plan.revision()).toBe(0)
    lift()
    await settle()
    expect(plan.revision()).toBe(1)
  })

  it('is missed by the beat, and asked for, but not while one’s own are on their way', async () => {
    const { plan, arriving, save, settle, set, reads } = open()
    save()
    set({ isSending: true })
    arriving.takeBeat({ revision: 1 })
    await settle()
    expect(reads).toEqual([])
    set({ isSending: false, isAway: true })
    arriving.takeBeat({ revision: 1 })
    await settle()
    expect(plan.revision()).toBe(0)
    set({ isAway: false })
    arriving.takeBeat({ revision: 1 })
    await settle()
    expect(plan.revision()).toBe(1)
  })

  it('is nothing where the beat says what is here, though it may come late', async () => {
    const { plan, arriving, save, settle, lost } = open()
    arriving.takeEntry(save())
    await settle()
    arriving.takeBeat({ revision: 1, hash: plan.hash() })
    arriving.takeBeat({ revision: 0 })
    await settle()
    expect(lost()).toBe(0)
  })

  it('makes the plan be read anew where it is another than the one here', async () => {
    const put = open()
    put.arriving.takeEntry(put.save())
    await put.settle()
    put.arriving.takeBeat({ revision: 1, hash: put.plan.hash() ^ 1 })
    expect(put.lost()).toBe(1)
    // Put back to an earlier state: what is here is not in the log.
    put.log.length = 0
    put.arriving.takeBeat({ revision: 0 })
    await put.settle()
    expect(put.lost()).toBe(2)
    const wrong = open({ hash: 12345 })
    wrong.arriving.takeEntry(wrong.save())
    await wrong.settle()
    expect(wrong.lost()).toBe(1)
  })

  it('is left alone once it is stopped', async () => {
    const { plan, arriving, save, settle } = open()
    arriving.takeEntry(save())
    arriving.stop()
    arriving.takeBeat({ revision: 9 })
    await settle()
    expect(plan.revision()).toBe(0)
  })
})
