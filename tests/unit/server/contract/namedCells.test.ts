import { expect, it } from 'vitest'
import { commandBatch, mostNamedCells } from '../../../../server/contract/commands.ts'

const id = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'
const half = { start: 0, length: mostNamedCells / 2 }
const paint = (...cells: object[]) => ({ commandId: id, command: { kind: 'paint', gridId: id, cells } })
const split = (...cells: object[]) => ({
  commandId: id,
  command: { kind: 'split', gridId: id, parts: cells.map((run) => ({ gridId: id, cells: [run] })) },
})
const faultOf = (...commands: object[]) => commandBatch.safeParse({ commands }).error?.issues[0]?.message

it('a request is as large as the cells that its runs name, however few bytes that takes', () => {
  expect(faultOf(paint(half, half))).toBeUndefined()
  expect(faultOf(paint(half), split(half))).toBeUndefined()
  const tooMany = /^1000001 cells are named, of which each request may name 1000000/
  expect(faultOf(paint(half, half, { start: 0, length: 1 }))).toMatch(tooMany)
  expect(faultOf(paint(half), split(half, { start: 0, length: 1 }))).toMatch(tooMany)
})
