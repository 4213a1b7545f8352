import { randomUUID } from 'node:crypto'
import { type BenchClient, bordersOf } from './client.ts'
import { type Measured, measured } from './measured.ts'

/** Strokes in the form of version 0.1.0 that the plan takes, made from what the server tells of it. */
export function strokeRequests(client: BenchClient, plan: string): Measured[] {
  const revision = async () => (await client.json<{ revision: number }>(plan)).revision
  const command = async (body: object) => {
    const request = { commandId: randomUUID(), baseRevision: await revision(), command: body }
    const answer = await client.send('POST', `${plan}/commands`, request)
    await answer.arrayBuffer()
    return answer.status
  }
  let known: Uint16Array | undefined
  let turn = 0
  const small = async () => {
    known ??= await client.assignment(plan)
    for (const { cell, grid } of bordersOf(known).slice(37 * turn++)) {
      const status = await command({ kind: 'paint', grid, cells: [cell] })
      if (status === 200) return status
    }
    return 0
  }
  const all = async () => {
    const cells = await client.assignment(plan)
    return await command({ kind: 'paint', grid: 1, cells: [...cells.keys()] })
  }
  const large = async () => {
    const cells = await client.assignment(plan)
    for (const { cell, grid } of bordersOf(cells)) {
      const given = [...cells.keys()].filter((other) => cells[other] === cells[cell])
      const status = await command({ kind: 'paint', grid, cells: given.slice(0, -1) })
      if (status === 200) return status
    }
    return 0
  }
  const undo = async () => await command({ kind: 'revert', revision: await revision() })
  const of = (what: string, rounds: number, send: () => Promise<number>) =>
    measured('POST /api/plans/:plan/commands', what, rounds, send)
  return [
    of('the first stroke', 1, small),
    of('a stroke of one cell', 5, small),
    of('a stroke over all cells (refused)', 3, all),
    of('a whole grid but one cell', 1, large),
    of('its undo', 1, undo),
  ]
}
