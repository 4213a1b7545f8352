import { randomUUID } from 'node:crypto'
import { beforeAll, expect, it } from 'vitest'
import type { PlanSummary } from '../../../server/contract/plans.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { eachTown } from '../databases.ts'
import { expectProblem, serveApp } from './apiServer.ts'
import { firstStroke, possibleStrokes } from './strokes.ts'

eachTown('the id of a command', (database) => {
  const server = serveApp(database)
  beforeAll(async () => {
    await runPartition(database(), 'town', { grids: 12, tolerance: 0.2, weights: ['customers'], seed: 2 })
  })
  const revisionOf = async (planId: string) => (await server().get(`/api/plans/${planId}`)).json<PlanSummary>().revision
  const send = (planId: string, body: object) => server().post(`/api/plans/${planId}/commands`, body)
  const paint = async (planId: string, commandId: string, place = 0) => ({
    commandId,
    baseRevision: await revisionOf(planId),
    command: possibleStrokes(await loadPlanState(database(), planId))[place],
  })

  it('answers the first result to the same request, as often as it comes', async () => {
    const request = await paint('town-1', randomUUID())
    const first = await send('town-1', request)
    expect(first.statusCode).toBe(200)
    for (let i = 0; i < 3; i++) expect((await send('town-1', request)).json()).toEqual(first.json())
    expect(await revisionOf('town-1')).toBe(request.baseRevision + 1)
  })

  it('is refused with another request: other cells, another grid, another kind, another revision', async () => {
    const request = await paint('town-1', randomUUID())
    const { revision } = (await send('town-1', request)).json()
    const { command, commandId, baseRevision } = request
    const others = [
      { ...request, command: { ...command, cells: [...(command?.cells ?? []), 1] } },
      { ...request, command: { ...command, grid: 99 } },
      { ...request, command: { kind: 'revert', revision } },
      { ...request, baseRevision: baseRevision + 1 },
      { commandId, baseRevision: revision, command: firstStroke(await loadPlanState(database(), 'town-1')) },
    ]
    for (const other of others) {
      const problem = expectProblem(await send('town-1', other), 409, 'command-id-taken')
      expect(problem.detail).toContain(commandId)
    }
    expect(await revisionOf('town-1')).toBe(revision)
  })

  it('is refused on another plan, which is left as it was', async () => {
    const request = await paint('town-1', randomUUID())
    expect((await send('town-1', request)).statusCode).toBe(200)
    const before = await revisionOf('town-2')
    expectProblem(await send('town-2', await paint('town-2', request.commandId)), 409, 'command-id-taken')
    expect(await revisionOf('town-2')).toBe(before)
  })

  it('is given to one of two plans that get it at once', async () => {
    for (let round = 0; round < 12; round++) {
      const commandId = randomUUID()
      const before = [await revisionOf('town-1'), await revisionOf('town-2')]
      const requests = [await paint('town-1', commandId, round), await paint('town-2', commandId, round)]
      const answers = await Promise.all(requests.map((request, i) => send(`town-${i + 1}`, request)))
      const taken = answers.filter(({ statusCode }) => statusCode !== 200)
      expect(taken).toHaveLength(1)
      for (const answer of taken) expectProblem(answer, 409, 'command-id-taken')
      const after = [await revisionOf('town-1'), await revisionOf('town-2')]
      expect((after[0] ?? 0) + (after[1] ?? 0)).toBe((before[0] ?? 0) + (before[1] ?? 0) + 1)
    }
  })
})
