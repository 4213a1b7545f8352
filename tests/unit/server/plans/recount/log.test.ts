import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import {
  applyPatch,
  diffAssignments,
  encodeAssignment,
  encodePatch,
  invertPatch,
} from '../../../../../partition/index.ts'
import { checkLog, type LogInput } from '../../../../../server/plans/recount/log.ts'
import type { LogRow } from '../../../../../server/plans/recount/logRow.ts'
import { gridOf } from '../../../partition/builders.ts'

const cellCount = 40

/** A log of paints and reverts over any cells, as long as `revision`. */
function randomLog(seed: number, revision: number): LogInput {
  let state = seed
  const random = (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * below)
  }
  const assignment = Uint16Array.from({ length: cellCount }, () => 1 + random(3))
  const startSha256 = createHash('sha256').update(encodeAssignment(assignment)).digest('hex')
  const rows: LogRow[] = []
  while (rows.length < revision) {
    const next = assignment.slice()
    const grid = 1 + random(3)
    const cells = Array.from({ length: 1 + random(6) }, () => random(cellCount))
    for (const cell of cells) next[cell] = grid
    const patch = diffAssignments(assignment, next)
    if (patch.runs.length === 0) continue
    const add = (command: object, made: typeof patch) => {
      applyPatch(assignment, made)
      const [number, commandId] = [rows.length + 1, `id ${rows.length}`]
      const kept = { contested: null, hash: null, lineageIds: null }
      rows.push({ revision: number, commandId, command: JSON.stringify(command), patch: encodePatch(made), ...kept })
    }
    add({ kind: 'paint', grid, cells }, patch)
    if (random(3) === 0) add({ kind: 'revert', revision: rows.length }, invertPatch(patch))
  }
  const grids = [1, 2, 3].map((number) => gridOf(number))
  return { revision: rows.length, assignment, grids, startSha256, rows, locks: [] }
}

const seeds = Array.from({ length: 40 }, (_, seed) => seed)

it('takes any log back to its start', () => {
  for (const seed of seeds) expect(checkLog(randomLog(seed, 12)).found, `seed ${seed}`).toEqual([])
})

it('names any command taken out of it, and any cell that went another way', () => {
  for (const seed of seeds) {
    const log = randomLog(seed, 12)
    const place = seed % log.rows.length
    const without = { ...log, rows: log.rows.toSpliced(place, 1) }
    expect(
      checkLog(without).found.map(({ code }) => code),
      `seed ${seed}`,
    ).toContain('log-gap')
    const assignment = log.assignment.slice()
    assignment[seed % cellCount] = 9
    const { found } = checkLog({ ...log, assignment })
    expect(found.length, `seed ${seed}`).toBeGreaterThan(0)
  }
})

it('gives the cells that a grid had when it was locked', () => {
  const log = randomLog(7, 12)
  const { lockedCells } = checkLog({ ...log, locks: [{ grid: 2, since: log.revision }] })
  const own = [...log.assignment.keys()].filter((cell) => log.assignment[cell] === 2)
  expect(lockedCells).toEqual([{ grid: 2, cells: own }])
})

it('does not follow a damaged revision into the billions', () => {
  const { found } = checkLog({ ...randomLog(1, 3), revision: 2_000_000_000 })
  expect(found[0]?.message).toMatch(/at revision 2000000000, its log has \d commands: .* are missing/)
})
