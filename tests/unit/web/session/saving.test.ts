import { describe, expect, it } from 'vitest'
import type { CommandAnswer, CommandAnswers, CommandBatch, CommandLog } from '../../../../server/contract/commands.ts'
import { OfflineError, ProblemError } from '../../../../web/api/client.ts'
import type { SetAside } from '../../../../web/model/planEntry.ts'
import { randomId } from '../../../../web/model/randomId.ts'
import { takeStepBack } from '../../../../web/model/takeBack.ts'
import { retryDelay } from '../../../../web/session/failedPost.ts'
import { createSaving, type SavingState } from '../../../../web/session/saving.ts'
import { borderCell, openTownPlan, paint, paintOf, smallTown, stripes } from '../model/town.ts'

const model = smallTown()
const before = stripes(model)

type Wish = CommandBatch['commands'][number]

/** A server that judges on top of its log, unless the script answers first; and a planner who saves to it. */
function serverAndPlanner(
  script: (batch: CommandBatch, attempt: number) => Error | CommandAnswers | undefined = () => undefined,
) {
  const plan = openTownPlan(model, before, { client: 'me' })
  const server = openTownPlan(model, before, { client: 'server' })
  const log: CommandLog['commands'] = []
  const batches: CommandBatch[] = []
  const aside: SetAside[] = []
  const phases: SavingState['phase'][] = []
  let settle: () => void = () => {}
  let lost = 0
  let free = Promise.resolve()
  function judge(author: string, { commandId, command }: Wish): CommandAnswer {
    const known = log.find((entry) => entry.commandId === commandId)
    if (known) return { status: 'accepted', commandId, revision: known.revision }
    const result = server.judge(command)
    if (!result.ok)
      return {
        status: 'refused',
        commandId,
        reason: result.reason,
        message: '',
        grid: result.grid,
        judgedAt: log.length,
      }
    const revision = log.length + 1
    const entry = { revision, commandId, command, patch: result.patch, author, createdAt: '2026-01-01T00:00:00Z' }
    server.take({ ...entry, contested: result.contested, reverts: undefined })
    log.push(entry)
    return { status: 'accepted', commandId, revision }
  }
  const saving = createSaving({
    plan,
    async post(batch) {
      batches.push(batch)
      const answer = script(batch, batches.length)
      if (answer instanceof Error) throw answer
      if (answer) return answer
      const answers: CommandAnswer[] = []
      for (const wish of batch.commands) {
        answers.push(judge('me', wish))
        if (answers.at(-1)?.status === 'refused') break
      }
      return { answers }
    },
    readLog: async (after) => ({ commands: log.slice(after) }),
    whenFree: () => free,
    onChange() {
      phases.push(saving.state().phase)
      settle()
    },
    onAside: (some) => aside.push(...some),
    onLost: () => {
      lost++
      settle()
    },
    delay: () => 0,
  })
  return {
    plan,
    saving,
    log,
    batches,
    aside,
    phases,
    /** Somebody else saves a stroke of his own. */
    bobPaints(grid: number, cells: readonly number[]) {
      const command = paintOf(server, grid, cells) as Wish['command']
      if (judge('bob', { commandId: randomId(), command }).status !== 'accepted') throw new Error('it is not legal')
    },
    lost: () => lost,
    hold(until: Promise<void>) {
      free = until
    },
    until: (isSo: () => boolean) =>
      new Promise<void>((resolve) => {
        settle = () => isSo() && resolve()
        settle()
      }),
  }
}

const isIdle =
  ({ saving }: ReturnType<typeof serverAndPlanner>) =>
  () =>
    saving.state().phase === 'idle'

const problem = (status: number, code: string, more = {}) =>
  new ProblemError({ type: 'about:blank', title: code, status, code, detail: `${code} happened`, ...more })

describe('createSaving', () => {
  it('sends commands in their order, up to fifty at once, and an undo by the id of its step', async () => {
    const town = serverAndPlanner()
    paint(town.plan, 2, [borderCell(town.plan, 2)])
    paint(town.plan, 2, [borderCell(town.plan, 2)])
    takeStepBack(town.plan, 'undo')
    const made = town.plan.log.pending().map(({ commandId }) => commandId)
    town.saving.send()
    await town.until(isIdle(town))
    expect(town.batches).toHaveLength(1)
    expect(town.batches[0]).toMatchObject({ client: 'me', commands: made.map((commandId) => ({ commandId })) })
    expect(town.batches[0]?.commands[2]?.command).toEqual({ kind: 'revert', commandId: made[1] })
    expect(town.saving.state()).toEqual({ phase: 'idle', unsaved: 0, revision: 3 })
  })

  it('sends the same commands again after a silence or a server that fails, so that each is applied once', async () => {
    const silences = [new OfflineError('gone'), problem(503, 'unavailable'), problem(429, 'too-many-requests')]
    const town = serverAndPlanner((_, attempt) => silences[attempt - 1])
    paint(town.plan, 2, [borderCell(town.plan, 2)])
    town.saving.send()
    await town.until(isIdle(town))
    expect(town.phases).toContain('waiting')
    expect(new Set(town.batches.flatMap(({ commands }) => commands.map(({ commandId }) => commandId))).size).toBe(1)
    expect([town.batches.length, town.log.length]).toEqual([4, 1])
  })

  it('takes in what another saved first, and has its own on top of it', async () => {
    const town = serverAndPlanner()
    const mine = borderCell(town.plan, 2)
    paint(town.plan, 2, [mine])
    const theirs = borderCell(town.plan, 3, [mine])
    town.bobPaints(3, [theirs])
    town.saving.send()
    await town.until(isIdle(town))
    const { assignment } = town.plan.cells.plan
    expect([assignment[mine], assignment[theirs]]).toEqual([2, 3])
    expect(town.plan.log.saved().map(({ author }) => author)).toEqual(['bob', 'me'])
    expect(town.aside).toEqual([])
  })

  it('keeps for the planner the cells of a stroke that another was faster with, and saves the rest', async () => {
    const town = serverAndPlanner()
    const [both, own] = [borderCell(town.plan, 2), borderCell(town.plan, 2, [borderCell(town.plan, 2)])]
    const third = [1, 3].find((grid) => town.plan.judge(paintOf(town.plan, grid, [both])).ok)
    paint(town.plan, 2, [both, own])
    if (third !== undefined) town.bobPaints(third, [both])
    town.saving.send()
    await town.until(isIdle(town))
    expect(town.plan.cells.plan.assignment[own]).toBe(2)
    if (third !== undefined)
      expect(town.aside).toMatchObject([{ refusal: { reason: 'contested', cells: [both] }, changedBy: 'bob' }])
  })

  it('sets a refused command aside and goes on with those behind it', async () => {
    const town = serverAndPlanner(({ commands: [first] }, attempt) =>
      attempt === 1
        ? {
            answers: [
              {
                status: 'refused',
                commandId: first!.commandId,
                reason: 'locked-grid',
                message: '',
                grid: 2,
                judgedAt: 0,
              },
            ],
          }
        : undefined,
    )
    const refused = borderCell(town.plan, 2)
    paint(town.plan, 2, [refused])
    const apart = borderCell(town.plan, 1, [refused])
    paint(town.plan, 1, [apart])
    town.saving.send()
    await town.until(isIdle(town))
    expect(town.aside).toMatchObject([{ refusal: { reason: 'locked-grid', grid: 2 } }])
    expect(town.log).toHaveLength(1)
    const { assignment } = town.plan.cells.plan
    expect([assignment[refused], assignment[apart]]).toEqual([before[refused], 1])
  })

  it('finds the one command of several that the server takes offence at', async () => {
    let bad = ''
    const town = serverAndPlanner(({ commands }) =>
      commands.some(({ commandId }) => commandId === bad) ? problem(409, 'command-id-taken') : undefined,
    )
    for (let stroke = 0; stroke < 3; stroke++) paint(town.plan, 2, [borderCell(town.plan, 2)])
    bad = town.plan.log.pending()[1]!.commandId
    town.saving.send()
    await town.until(isIdle(town))
    expect(town.aside).toMatchObject([{ commandId: bad, refusal: { reason: 'command-id-taken' } }])
    expect(town.log).toHaveLength(2)
  })

  it('lets what others did wait while a stroke is under way', async () => {
    const town = serverAndPlanner()
    const theirs = borderCell(town.plan, 2)
    town.bobPaints(2, [theirs])
    let lift = (): void => {}
    town.hold(
      new Promise((resolve) => {
        lift = resolve
      }),
    )
    const caughtUp = town.saving.catchUp()
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(town.plan.revision()).toBe(0)
    lift()
    expect(await caughtUp).toBe(true)
    expect(town.plan.cells.plan.assignment[theirs]).toBe(2)
  })

  it('asks for the plan to be read anew where the server has a command that its log does not', async () => {
    const town = serverAndPlanner(({ commands: [first] }, attempt) =>
      attempt === 1
        ? { answers: [{ status: 'accepted', commandId: first!.commandId, revision: 9 }] }
        : new OfflineError('gone'),
    )
    paint(town.plan, 2, [borderCell(town.plan, 2)])
    town.saving.send()
    await town.until(() => town.lost() > 0)
    town.saving.stop()
    expect(town.lost()).toBe(1)
  })

  it('is silent once stopped', async () => {
    const town = serverAndPlanner()
    paint(town.plan, 2, [borderCell(town.plan, 2)])
    town.saving.send()
    town.saving.stop()
    await new Promise((resolve) => setTimeout(resolve, 0))
    expect(town.plan.log.pending()).toHaveLength(1)
  })
})

describe('retryDelay', () => {
  it('doubles from one second and stops at fifteen', () => {
    expect([1, 2, 3, 4, 5, 50].map(retryDelay)).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000])
  })
})
