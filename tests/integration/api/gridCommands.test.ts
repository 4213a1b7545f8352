import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { apply, hashPlan, neighborTable, newPlan } from '../../../partition/index.ts'
import type {
  CommandAnswer,
  CommandAnswers,
  CommandLog,
  CommandResult,
  GridCommand,
} from '../../../server/contract/commands.ts'
import type { GridLineage } from '../../../server/contract/gridLineage.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { loadPlanState, planAdjacency } from '../../../server/plans/planState.ts'
import { recountPlan } from '../../../server/plans/recount/recountPlan.ts'
import { loadStartingPlan } from '../../../server/plans/startingPlan.ts'
import { anyTown } from '../databases.ts'
import { expectProblem, serveApp } from './apiServer.ts'

const [ann, bob] = [randomUUID(), randomUUID()]
const path = '/api/plans/town-1'

// What a command does is the engine’s; `commandIds.test.ts` logs commands in both databases.
anyTown('commands about grids', (database) => {
  const server = serveApp(database)
  const state = () => loadPlanState(database(), 'town-1')
  const detail = async () => (await server().get(path)).json<PlanDetail>()
  const log = async () => (await server().get(`${path}/commands`)).json<CommandLog>().commands
  const lineage = async (gridId: string) => (await server().get(`${path}/grids/${gridId}/lineage`)).json<GridLineage>()
  const post = (commands: readonly object[], client: string = ann) =>
    server().post(`${path}/commands`, { client, commands })
  const named = (command: GridCommand) => ({ commandId: randomUUID(), command })

  async function send(commands: readonly { commandId: string; command: GridCommand }[], client?: string) {
    const answer = await post(commands, client)
    expect(answer.statusCode, answer.body).toBe(200)
    return answer.json<CommandAnswers>().answers
  }

  /** Sends one, which must be accepted; answers with its id. */
  async function must(command: GridCommand, client?: string): Promise<string> {
    const one = named(command)
    const [answer] = await send([one], client)
    expect(answer).toMatchObject({ status: 'accepted', commandId: one.commandId })
    return one.commandId
  }

  const refusal = async (command: GridCommand, client?: string): Promise<CommandAnswer> =>
    (await send([named(command)], client))[0]!

  /** Two grids that touch, and a cell of the first that the second may take. */
  async function pair() {
    const now = await state()
    const neighbors = neighborTable(now.city.lattice)
    const plan = newPlan(now.assignment.slice(), now.grids, await planAdjacency(now))
    for (const [slot, other] of neighbors.entries()) {
      const cell = Math.floor(slot / 6)
      const [first, second] = [cell, other].map((one) => plan.grids.get(plan.assignment[one]!))
      if (other < 0 || !first || !second || first === second) continue
      if (apply(plan, { kind: 'paint', grid: second.number, cells: [cell] }).ok) return { cell, first, second }
    }
    throw new Error('no cell may move')
  }

  const cellsOf = async (number: number) => {
    const { assignment } = await state()
    return [...assignment.keys()].filter((cell) => assignment[cell] === number)
  }

  const expectWhole = async () => {
    const { violations } = await recountPlan(database(), 'town-1')
    expect(violations).toEqual([])
    const { assignment, grids } = await state()
    const hash = hashPlan({ assignment, grids: new Map(grids.map((grid) => [grid.number, grid])) })
    expect((await detail()).hash).toBe(hash)
    expect((await log()).at(-1)?.hash ?? hash).toBe(hash)
  }

  it('edits the records of grids, and undoes each', async () => {
    const { first, second } = await pair()
    const before = await detail()
    const { gridId } = first
    const ids = [
      await must({ kind: 'rename', gridId, name: '新名字' }),
      await must({ kind: 'recode', gridId, code: 'NEW-1' }),
      await must({ kind: 'recolour', gridId, colour: '#123456' }),
      await must({ kind: 'set-class', gridId, areaClass: 'A' }),
      await must({ kind: 'assign-parent', gridId, parentId: second.gridId }),
      await must({ kind: 'lock', gridId, locked: true }),
    ]
    const edited = (await detail()).grids.find((grid) => grid.gridId === gridId)
    expect(edited).toMatchObject({
      name: '新名字',
      code: 'NEW-1',
      colour: '#123456',
      areaClass: 'A',
      parentId: second.gridId,
      locked: true,
    })
    await expectWhole()
    expect(await refusal({ kind: 'rename', gridId, name: second.name })).toMatchObject({
      status: 'refused',
      reason: 'name-taken',
      grid: first.number,
      details: { name: second.name, otherId: second.gridId },
      judgedAt: before.revision + 6,
    })
    for (const commandId of ids.toReversed()) await must({ kind: 'revert', commandId })
    expect((await detail()).grids).toEqual(before.grids)
    await expectWhole()
  })

  it('splits and merges, keeps the descent, and undoes both', async () => {
    const { cell, first, second } = await pair()
    const before = await detail()
    const bytes = (await state()).assignment.slice()
    const newId = randomUUID()
    const cells = [{ start: cell, length: 1, seen: first.gridId }]
    const split = await must({ kind: 'split', gridId: first.gridId, parts: [{ gridId: newId, cells }] })
    expect((await detail()).grids.find((grid) => grid.gridId === newId)).toMatchObject({
      number: before.lastNumber + 1,
      cellCount: 1,
    })
    const merged = await must({ kind: 'merge', gridId: second.gridId, gone: [newId] }, bob)
    await expectWhole()
    expect((await lineage(newId)).entries.map(({ event, otherId }) => [event, otherId])).toEqual([
      ['split', first.gridId],
      ['merged', second.gridId],
    ])
    expect((await detail()).gone).toEqual([{ number: before.lastNumber + 1, gridId: newId, heir: second.number }])
    const late = await refusal({ kind: 'rename', gridId: newId, name: 'too late' })
    expect(late).toMatchObject({ reason: 'grid-gone', details: { heirId: second.gridId } })
    await must({ kind: 'revert', commandId: merged }, bob)
    expect((await lineage(newId)).entries.at(-1)).toMatchObject({ event: 'restored', otherId: second.gridId })
    expect((await lineage(first.gridId)).entries.at(-1)).toMatchObject({ event: 'gave', otherId: newId })
    await must({ kind: 'revert', commandId: split })
    expect(await lineage(newId)).toMatchObject({
      exists: false,
      entries: [{}, {}, {}, { event: 'withdrawn', otherId: first.gridId, otherName: first.name, author: ann }],
    })
    expect((await state()).assignment).toEqual(bytes)
    expect((await detail()).grids).toEqual(before.grids)
    expect((await detail()).lastNumber).toBe(before.lastNumber + 1)
    await expectWhole()
    expectProblem(await server().get(`${path}/grids/${randomUUID()}/lineage`), 404, 'grid-not-found')
  })

  it('goes back to the grids of an earlier revision, for a plan that starts there', async () => {
    const { cell, first } = await pair()
    const { revision, grids, assignment } = await state()
    const before = assignment.slice()
    await must({ kind: 'rename', gridId: first.gridId, name: '改名' })
    const cells = [{ start: cell, length: 1 }]
    await must({ kind: 'split', gridId: first.gridId, parts: [{ gridId: randomUUID(), cells }] })
    const request = {
      tolerance: 0.05,
      weights: ['customers' as const],
      seed: 1,
      from: 'town-1',
      fromRevision: revision,
    }
    const start = await loadStartingPlan(database(), 'town', 'all', request)
    expect(start?.grids).toEqual(grids)
    expect(start?.assignment).toEqual(before)
    for (const { commandId } of (await log()).slice(-2).toReversed()) await must({ kind: 'revert', commandId })
  })

  it('judges a batch in its order, stops at the first refusal, and answers again as it did', async () => {
    const { first, second } = await pair()
    const { revision } = await state()
    const commands = [
      named({ kind: 'rename', gridId: first.gridId, name: '甲' }),
      named({ kind: 'rename', gridId: second.gridId, name: '乙' }),
      named({ kind: 'rename', gridId: second.gridId, name: '甲' }),
      named({ kind: 'rename', gridId: second.gridId, name: '丙' }),
    ]
    const answers = await send(commands)
    expect(answers).toMatchObject([
      { status: 'accepted', revision: revision + 1 },
      { status: 'accepted', revision: revision + 2 },
      { status: 'refused', commandId: commands[2]!.commandId, reason: 'name-taken', judgedAt: revision + 2 },
    ])
    expect(answers).toHaveLength(3)
    expect(await send(commands.slice(0, 2))).toEqual(answers.slice(0, 2))
    const rest = await send([commands[0]!, commands[3]!])
    expect(rest).toMatchObject([{ revision: revision + 1 }, { status: 'accepted', revision: revision + 3 }])
    const other = { ...commands[0]!, command: { kind: 'rename', gridId: first.gridId, name: '丁' } }
    expectProblem(await post([commands[1]!, other]), 409, 'command-id-taken')
    expectProblem(await post([commands[0]!], bob), 409, 'command-id-taken')
    const twice = named({ kind: 'set-class', gridId: first.gridId, areaClass: 'B' })
    const again = await send([twice, twice])
    expect(again).toMatchObject([{ revision: revision + 4 }, { revision: revision + 4 }])
    expectProblem(await post([]), 400, 'invalid-request')
    expectProblem(await post(Array.from({ length: 51 }, () => twice)), 400, 'invalid-request')
    await expectWhole()
  })

  it('leaves cells to who had them first, and logs which', async () => {
    const { cell, first, second } = await pair()
    const [far] = (await cellsOf(first.number)).filter((one) => one !== cell)
    const cells = [
      { start: cell, length: 1, seen: first.gridId },
      { start: far!, length: 1, seen: second.gridId === first.gridId ? null : randomUUID() },
    ]
    const paint: GridCommand = { kind: 'paint', gridId: second.gridId, cells }
    expect(await refusal({ ...paint, whole: true })).toMatchObject({ reason: 'contested', cells: [far] })
    const commandId = await must(paint)
    expect((await log()).at(-1)).toMatchObject({
      commandId,
      author: ann,
      contested: [{ start: far, length: 1 }],
      patch: { runs: [{ start: cell, length: 1, from: first.number, to: second.number }], grids: [] },
    })
    const numbered = await server().post(`${path}/commands`, {
      commandId: randomUUID(),
      baseRevision: (await state()).revision,
      client: bob,
      command: { kind: 'revert', revision: (await state()).revision },
    })
    expect(numbered.json<CommandResult>().patch.runs).toHaveLength(1)
    await expectWhole()
  })

  it('lets one after the other in where many come at once, each with a revision of its own', async () => {
    const { revision, grids } = await state()
    const batches = Array.from({ length: 8 }, (_, turn) => [
      named({ kind: 'rename', gridId: grids[turn]!.gridId, name: `同时${turn}` }),
      named({ kind: 'set-class', gridId: grids[turn]!.gridId, areaClass: 'A' }),
    ])
    const answers = (await Promise.all(batches.map((batch) => send(batch)))).flat()
    const revisions = answers.map((answer) => (answer.status === 'accepted' ? answer.revision : 0))
    expect(revisions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, i) => revision + 1 + i))
    await expectWhole()
  })

  it('takes back what changed grids by its number too, for clients that know no other way', async () => {
    const { cell, first } = await pair()
    const before = await detail()
    const cells = [{ start: cell, length: 1 }]
    await must({ kind: 'split', gridId: first.gridId, parts: [{ gridId: randomUUID(), cells }] })
    const answer = await server().post(`${path}/commands`, {
      commandId: randomUUID(),
      baseRevision: before.revision + 1,
      command: { kind: 'revert', revision: before.revision + 1 },
    })
    expect(answer.statusCode, answer.body).toBe(200)
    expect((await detail()).grids).toEqual(before.grids)
    await expectWhole()
  })
})
