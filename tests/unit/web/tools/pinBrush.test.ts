import { expect, it } from 'vitest'
import { pinBrush } from '../../../../web/tools/pinBrush.ts'
import { threeStripes } from './stripes.ts'

/** Six columns, three rows; cell 0 is in no grid, cells 1 and 2 are pinned. */
const ground = threeStripes(0, {
  assignment: Uint16Array.from({ length: 18 }, (_, cell) => (cell === 0 ? 0 : 1)),
  isPinned: (cell) => cell === 1 || cell === 2,
  judge: () => {
    throw new Error('a pin is judged when it is made')
  },
})

it.each([
  [true, [3, 4]],
  [false, [1, 2]],
])('gathers the cells of grids that are not so yet (pinned: %s), and leaves them in their grids', (pinned, cells) => {
  const tool = pinBrush(pinned)
  const down = tool.down(ground)
  const marks = tool.move(ground, down, { path: [0, 1, 2, 3, 4, 3], at: [0, 0] })
  expect(marks).toEqual({ grid: null, cells, refusal: null })
  expect(tool.move(ground, marks, { path: [0, 3], at: [0, 0] })).toBe(marks)
  expect(tool.up(ground, marks)).toEqual({ kind: 'command', command: { kind: 'pin', cells, pinned } })
  expect(tool.up(ground, down)).toEqual({ kind: 'nothing' })
  expect(tool.cancel(marks)).toBeNull()
})
