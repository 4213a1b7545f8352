import { expect, it } from 'vitest'
import { problemOf } from '../../../../server/base/errors.ts'
import { problem } from '../../../../server/contract/common.ts'
import { plainFormat, refusalText } from '../../../../server/contract/noteText.ts'
import { readProblem } from '../../../../server/jobs/storedProblem.ts'

const earlier = problemOf(422, 'solve-failed', 'the graph has 3 separate pieces, more than the 2 parts asked for')

it.each([
  ['beside it nothing', {}],
  ['a reason that nobody knows today', { reason: 'bad-day', details: { cells: 3 } }],
  ['too little of a known one', { reason: 'too-few-vertices', details: { parts: 3 } }],
])('a failed job of an earlier version is told in the sentence it was stored with, having %s', (_, stored) => {
  const { refusal } = readProblem({ ...earlier, ...stored })
  expect(problem.shape.refusal.parse(refusal)).toEqual(refusal)
  for (const language of ['zh-CN', 'en'] as const)
    expect(refusalText(refusal!, language, plainFormat)).toBe(earlier.detail)
})

it('it is said anew where what is stored tells enough', () => {
  const stored = { ...earlier, reason: 'too-few-vertices', details: { cells: 338, grids: 5000 } }
  expect(readProblem(stored).refusal).toEqual({ code: 'too-few-vertices', cells: 338, grids: 5000 })
})

it('a problem that says its refusal as data, or has none, is as it was stored', () => {
  const refused = { ...earlier, refusal: { code: 'too-many-seeds', least: 5, grids: 4 } as const }
  expect(readProblem(refused)).toBe(refused)
  const interrupted = problemOf(503, 'interrupted', 'The server stopped')
  expect(readProblem(interrupted)).toBe(interrupted)
})
