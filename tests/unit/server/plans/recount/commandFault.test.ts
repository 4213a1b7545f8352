import { expect, it } from 'vitest'
import { encodePatch, hashPlan, lineageOf } from '../../../../../partition/index.ts'
import { checkLog, type LogInput } from '../../../../../server/plans/recount/log.ts'
import type { LogRow } from '../../../../../server/plans/recount/logRow.ts'
import { buildCity, growGrids, planOf, seededRandom } from '../../../partition/builders.ts'
import { EditedPlan, randomCommand } from '../../../partition/plan/gridCommands.ts'

const city = buildCity({ radius: 6 })
const uuid = (id: string) => `00000000-0000-4000-9000-${id.slice(1).padStart(12, '0')}`

/** A log of commands of every kind, as the server stores it. */
function logOf(seed: number): LogInput {
  const edited = new EditedPlan(planOf(city, growGrids(city, 7, seed), 7))
  const random = seededRandom(seed)
  const rows: LogRow[] = []
  for (let turn = 0; turn < 80; turn++) {
    const command = randomCommand(edited, city, random)
    const result = edited.do(command)
    if (!result.ok) continue
    const asked = command.kind === 'revert' ? { ...command, commandId: uuid(command.commandId) } : command
    const idOf = (number: number) => edited.plan.grids.get(number)?.gridId
    const lineage = lineageOf(result.patch, idOf, command.kind === 'revert')
    rows.push({
      revision: rows.length + 1,
      commandId: uuid(edited.log.at(-1)!.commandId),
      command: JSON.stringify(asked),
      patch: encodePatch(result.patch),
      contested: result.contested.length > 0 ? result.contested.map((cell) => [cell, 1]) : null,
      hash: hashPlan(edited.plan),
      lineageIds: lineage.length > 0 ? lineage.map(({ gridId }) => gridId) : null,
    })
  }
  const { assignment, grids } = edited.plan
  return { revision: rows.length, assignment, grids: [...grids.values()], startSha256: null, rows, locks: [] }
}

const seeds = [1, 2, 3, 4, 5, 6, 7, 8]

it('takes a log of commands of every kind back to its start', () => {
  const kinds = new Set<string>()
  for (const seed of seeds) {
    const log = logOf(seed)
    for (const { command } of log.rows) kinds.add(JSON.parse(command).kind)
    expect(checkLog(log).found, `seed ${seed}`).toEqual([])
  }
  expect(kinds.size).toBeGreaterThanOrEqual(12)
})

it('names a command put in the place of another, whatever the two are', () => {
  for (const seed of seeds) {
    const log = logOf(seed)
    for (const [place, row] of log.rows.entries()) {
      const other = log.rows[(place + 1) % log.rows.length]!
      if (other.command === row.command || other.command.includes('"revert"') || row.command.includes('"revert"'))
        continue
      const rows = log.rows.with(place, { ...row, command: other.command })
      const codes = checkLog({ ...log, rows }).found.map(({ code }) => code)
      expect(codes, `seed ${seed}, ${row.command} as ${other.command}`).toContain('command-mismatch')
    }
  }
})

it('names a record, a hash, a descent and contested cells that are not those of the log', () => {
  const log = logOf(1)
  const codesOf = (over: Partial<LogInput>) => checkLog({ ...log, ...over }).found.map(({ code }) => code)
  const [first, ...rest] = log.grids
  expect(codesOf({ grids: [{ ...first!, name: 'another' }, ...rest] })).not.toEqual([])
  const last = log.rows.length - 1
  const change = (row: Partial<LogRow>, place = last) =>
    codesOf({ rows: log.rows.with(place, { ...log.rows[place]!, ...row }) })
  expect(change({ hash: 1 })).toContain('hash-mismatch')
  expect(change({ lineageIds: [first!.gridId] })).toContain('command-mismatch')
  const paint = log.rows.findIndex(({ command }) => command.includes('"paint"'))
  expect(change({ contested: [[0, log.assignment.length]] }, paint)).toContain('command-mismatch')
})
