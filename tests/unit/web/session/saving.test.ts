import { describe, expect, it } from 'vitest'
import type { CommandLog, CommandRequest, CommandResult } from '../../../../server/contract/plans.ts'
import { OfflineError, ProblemError } from '../../../../web/api/client.ts'
import type { SetAside } from '../../../../web/model/planEntry.ts'
import { takeStepBack } from '../../../../web/model/takeBack.ts'
import { createSaving, retryDelay, type SavingState } from '../../../../web/session/saving.ts'
import { borderCell, openTownPlan, paint, smallTown, stripes } from '../model/town.ts'

const model = smallTown()
const before = stripes(model)

/** A server that takes what follows on its log, unless the script answers first; and a planner who saves to it. */
function serverAndPlanner(script: (request: CommandRequest, attempt: number) => Error | undefined = () => undefined) {
  const plan = openTownPlan(model, before, { client: 'me' })
  const log: CommandLog['commands'] = []
  const requests: CommandRequest[] = []
  const aside: SetAside[] = []
  const phases: SavingState['phase'][] = []
  let settle: () => void = () => {}
  let lost = 0
  let free = Promise.resolve()
  const add = (author: string, { commandId, command }: CommandRequest, patch: CommandResult['patch']): void => {
    const revision = log.length + 1
    log.push({ revision, commandId, command, patch, author, createdAt: '2026-01-01T00:00:00Z' })
  }
  const saving = createSaving({
    plan,
    client: 'me',
    async post(request) {
      requests.push(request)
      const answer = script(request, requests.length)
      if (answer) throw answer
      if (request.baseRevision !== log.length) throw problem(409, 'revision-conflict')
      const pending = plan.log.pending().find(({ commandId }) => commandId === request.commandId)
      add('me', request, pending!.patch)
      return { revision: log.length, patch: pending!.patch }
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
    },
    delay: () => 0,
  })
  /** Somebody else saves a stroke of his own. */
  const bobPaints = (grid: number, not: readonly number[] = []): number => {
    const bob = openTownPlan(model, before, { client: 'bob' })
    const cell = borderCell(bob, grid, not)
    paint(bob, grid, [cell])
    const [entry] = bob.log.pending()
    const { commandId } = entry!
    add('bob', { commandId, baseRevision: 0, command: { kind: 'paint', grid, cells: [cell] } }, entry!.patch)
    return cell
  }
  return {
    plan,
    saving,
    log,
    requests,
    aside,
    phases,
    bobPaints,
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
  it('sends commands one after the other, in order, and an undo by the revision that its step was given', async () => {
    const town = serverAndPlanner()
    paint(town.plan, 2, [borderCell(town.plan, 2)])
    paint(town.plan, 2, [borderCell(town.plan, 2)])
    takeStepBack(town.plan, 'undo')
    town.saving.send()
    await town.until(isIdle(town))
    expect(town.requests.map(({ baseRevision }) => baseRevision)).toEqual([0, 1, 2])
    expect(town.requests[2]?.command).toEqual({ kind: 'revert', revision: 2 })
    expect(town.saving.state()).toEqual({ phase: 'idle', unsaved: 0, revision: 3 })
  })

  it('sends the same command again after a silence or a server that fails, so that it is applied once', async () => {
    const silences = [new OfflineError('gone'), problem(503, 'unavailable'), problem(429, 'too-many-requests')]
    const town = serverAndPlanner((_, attempt) => silences[attempt - 1])
    paint(town.plan, 2, [borderCell(town.plan, 2)])
    town.saving.send()
    await town.until(isIdle(town))
    expect(town.phases).toContain('waiting')
    expect(new Set(town.requests.map(({ commandId }) => commandId)).size).toBe(1)
    expect([town.requests.length, town.log.length]).toEqual([4, 1])
  })

  it('takes in what another saved first, and sends its own on top of it', async () => {
    const town = serverAndPlanner()
    const mine = borderCell(town.plan, 2)
    paint(town.plan, 2, [mine])
    const theirs = town.bobPaints(2, [mine])
    town.saving.send()
    await town.until(isIdle(town))
    const { assignment } = town.plan.cells.plan
    expect([assignment[mine], assignment[theirs]]).toEqual([2, 2])
    expect(town.requests.map(({ baseRevision }) => baseRevision)).toEqual([0, 1])
    expect(town.aside).toEqual([])
  })

  it('sets a refused command aside and goes on with those behind it', async () => {
    const town = serverAndPlanner((_, attempt) =>
      attempt === 1 ? problem(409, 'locked-grid', { grid: 2, cells: [7] }) : undefined,
    )
    const refused = borderCell(town.plan, 2)
    paint(town.plan, 2, [refused])
    const apart = borderCell(town.plan, 1, [refused])
    paint(town.plan, 1, [apart])
    town.saving.send()
    await town.until(isIdle(town))
    expect(town.aside).toMatchObject([{ refusal: { reason: 'locked-grid', grid: 2, cells: [7] } }])
    expect(town.log).toHaveLength(1)
    const { assignment } = town.plan.cells.plan
    expect([assignment[refused], assignment[apart]]).toEqual([before[refused], 1])
  })

  it('lets what others did wait while a stroke is under way', async () => {
    const town = serverAndPlanner()
    const theirs = town.bobPaints(2)
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

  it('asks for the plan to be read anew where the server is elsewhere and has nothing newer', async () => {
    const town = serverAndPlanner((_, attempt) => (attempt === 1 ? problem(409, 'revision-conflict') : undefined))
    paint(town.plan, 2, [borderCell(town.plan, 2)])
    town.saving.send()
    await town.until(() => town.lost() > 0 || town.saving.state().phase === 'idle')
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
