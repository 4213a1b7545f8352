import { expect, test } from 'vitest'
import { expectFollowedWords } from '../unit/server/plans/plannerAdvice.ts'

test('who follows the sentence of a refusal or a warning of any request gets what it says', () => {
  expect(expectFollowedWords({ numRuns: 200 }).size).toBeGreaterThan(6)
})
