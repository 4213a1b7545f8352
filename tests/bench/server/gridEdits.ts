import { randomUUID } from 'node:crypto'
import type { CommandAnswers, GridCommand } from '../../../server/contract/commands.ts'
import type { SplitProposal } from '../../../server/contract/gridSplit.ts'
import type { PlanDetail } from '../../../server/contract/plans.ts'
import { type BenchClient, bordersOf, runsOf } from './client.ts'
import { type Measured, measured } from './measured.ts'

const batch = 50

/** Commands on whole grids, as the sandbox sends them. A status of 0 stands for a command that was refused and should not have been. */
export function gridEditRequests(client: BenchClient, plan: string): Measured[] {
  let lastId = ''
  let grown = ''
  const order = async (...commands: GridCommand[]) => {
    const named = commands.map((command) => ({ commandId: randomUUID(), command }))
    lastId = named.at(-1)!.commandId
    const answer = await client.send('POST', `${plan}/commands`, { commands: named })
    const { answers = [] } = (await answer.json()) as Partial<CommandAnswers>
    return { status: answer.status, isTaken: answers.every(({ status }) => status === 'accepted') }
  }
  const taken = async (...commands: GridCommand[]) => {
    const { status, isTaken } = await order(...commands)
    return isTaken ? status : 0
  }
  const grids = async () => (await client.json<PlanDetail>(plan)).grids
  const rename = async () =>
    await taken(
      ...(await grids())
        .slice(0, batch)
        .map(({ gridId }): GridCommand => ({ kind: 'rename', gridId, name: `R ${randomUUID().slice(0, 8)}` })),
    )
  const paintAll = async () => {
    const [first] = await grids()
    const { length } = await client.assignment(plan)
    const cells = [{ start: 0, length }]
    return (await order({ kind: 'paint', gridId: first!.gridId, cells })).status
  }
  /** The first two that touch. */
  const merge = async () => {
    const idOf = new Map((await grids()).map(({ number, gridId }) => [number, gridId]))
    const cells = await client.assignment(plan)
    for (const { cell, grid } of bordersOf(cells)) {
      grown = idOf.get(grid)!
      const { status, isTaken } = await order({ kind: 'merge', gridId: grown, gone: [idOf.get(cells[cell]!)!] })
      if (isTaken) return status
    }
    return 0
  }
  const undo = async () => await taken({ kind: 'revert', commandId: lastId })
  const split = async () => {
    const answer = await client.send('POST', `${plan}/grids/${grown}/split-proposals`, { into: 10 })
    const { parts } = (await answer.json()) as SplitProposal
    return await taken({
      kind: 'split',
      gridId: grown,
      parts: parts.map(({ cells }) => ({ gridId: randomUUID(), cells })),
    })
  }
  const propose = (body: (cells: Uint16Array, number: number) => object) => async () => {
    const [largest] = (await grids()).toSorted((a, b) => b.cellCount - a.cellCount)
    const cells = await client.assignment(plan)
    const answer = await client.send(
      'POST',
      `${plan}/grids/${largest!.gridId}/split-proposals`,
      body(cells, largest!.number),
    )
    await answer.arrayBuffer()
    return answer.status
  }
  const seedsOf = (cells: Uint16Array, number: number) => {
    const own = [...cells.keys()].filter((cell) => cells[cell] === number)
    return { seeds: Array.from({ length: 10 }, (_, i) => own[Math.floor((i * own.length) / 10)]) }
  }
  const pin = async () => {
    const [first] = await grids()
    const cells = await client.assignment(plan)
    const own = runsOf([...cells.keys()].filter((cell) => cells[cell] === first!.number))
    return await taken({ kind: 'pin', cells: own, pinned: true })
  }
  const lineage = async () => await client.get(`${plan}/grids/${grown}/lineage`)()

  const of = (what: string, rounds: number, send: () => Promise<number>) =>
    measured('POST /api/plans/:plan/commands', what, rounds, send)
  const proposal = (what: string, rounds: number, send: () => Promise<number>) =>
    measured('POST /api/plans/:plan/grids/:gridId/split-proposals', what, rounds, send)
  return [
    of(`${batch} grids renamed`, 3, rename),
    of('all cells in one run (refused)', 3, paintAll),
    of('two grids merged', 1, merge),
    proposal(
      'into 10 by the solver',
      3,
      propose(() => ({ into: 10 })),
    ),
    proposal('around 10 seeds', 3, propose(seedsOf)),
    of('a grid split in 10', 1, split),
    of('the split undone', 1, undo),
    of('a whole grid pinned', 1, pin),
    measured('GET /api/plans/:plan/grids/:gridId/lineage', '', 5, lineage),
  ]
}
