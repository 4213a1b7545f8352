import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { neighborTable } from '../../../partition/index.ts'
import type { CommandLog, CommandResult } from '../../../server/contract/commands.ts'
import { loadPlanState } from '../../../server/plans/planState.ts'
import { anyTown } from '../databases.ts'
import { expectProblem, serveApp } from './apiServer.ts'

const [ann, bob] = [randomUUID(), randomUUID()]

anyTown('undo among several clients', (database) => {
  const server = serveApp(database)
  const state = () => loadPlanState(database(), 'town-1')
  const send = async (client: string | undefined, command: object) =>
    server().post('/api/plans/town-1/commands', {
      commandId: randomUUID(),
      baseRevision: (await state()).revision,
      ...(client && { client }),
      command,
    })
  const log = async () => (await server().get('/api/plans/town-1/commands')).json<CommandLog>().commands
  const assignment = async () => (await state()).assignment.slice()

  /** A stroke of several cells that is legal, and a grid that may take one of them afterwards. */
  async function strokeAndTaker() {
    const { assignment, city } = await state()
    const neighbors = neighborTable(city.lattice)
    for (let cell = 0; cell < assignment.length; cell++) {
      const around = [...neighbors.subarray(6 * cell, 6 * cell + 6)].filter((other) => other >= 0)
      const from = assignment[cell]!
      const grids = [...new Set(around.map((other) => assignment[other]!))].filter((grid) => grid !== from)
      const second = around.find((other) => assignment[other] === from)
      if (grids.length < 1 || second === undefined) continue
      const cells = [cell, second]
      const answer = await send(ann, { kind: 'paint', grid: grids[0], cells })
      if (answer.statusCode === 200)
        return { cells, from, to: grids[0]!, revision: answer.json<CommandResult>().revision }
    }
    throw new Error('no legal stroke')
  }

  it('logs the client that sent a command, and `planner` for one that sent none', async () => {
    const { revision } = await strokeAndTaker()
    expect((await log()).at(-1)).toMatchObject({ author: ann, revision })
    expect((await send(undefined, { kind: 'revert', revision })).statusCode).toBe(200)
    expect((await log()).at(-1)).toMatchObject({ author: 'planner', command: { kind: 'revert', revision } })
    expectProblem(await send('someone', { kind: 'revert', revision }), 400, 'invalid-request')
  })

  it('leaves cells alone that another client has changed since, where it is asked to, and refuses whole otherwise', async () => {
    const before = await assignment()
    const { cells, from, revision } = await strokeAndTaker()
    const painted = await assignment()
    let taken: number | undefined
    for (const cell of cells) {
      if ((await send(bob, { kind: 'paint', grid: from, cells: [cell] })).statusCode === 200) taken = cell
      if (taken !== undefined) break
    }
    expect(taken).toBeDefined()
    expectProblem(await send(ann, { kind: 'revert', revision }), 409, 'stale')
    const answer = await send(ann, { kind: 'revert', revision, keepOthers: true })
    expect(answer.statusCode).toBe(200)
    const other = cells.find((cell) => cell !== taken)!
    expect(answer.json<CommandResult>().patch.runs).toEqual([
      { start: other, length: 1, from: painted[other], to: before[other] },
    ])
    expect((await assignment())[taken!]).toBe(from)
    const problem = expectProblem(await send(ann, { kind: 'revert', revision, keepOthers: true }), 409, 'stale')
    expect(problem.cells).toEqual(cells.toSorted((a, b) => a - b))
  })
})
