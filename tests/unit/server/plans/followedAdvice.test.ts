import { expect, test } from 'vitest'
import { expectFollowedWords } from './plannerAdvice.ts'

test('who follows the sentence of a refusal or a warning, as a planner reads it, gets what it says', () => {
  const followed = expectFollowedWords({ numRuns: 20, seed: 20261127 })
  expect([...followed.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(10)
  expect(followed.size).toBeGreaterThan(3)
})
