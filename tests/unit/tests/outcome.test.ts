import { expect, test } from 'vitest'
import { countTests } from '../../setup/outcome.ts'

const report =
  (over: object = {}) =>
  () =>
    JSON.stringify({
      numPassedTests: 3,
      numFailedTests: 0,
      numPendingTests: 1,
      numTodoTests: 0,
      testResults: [],
      ...over,
    })

test('counts what vitest counted', () => {
  expect(countTests(report({ numFailedTests: 2 }), 1)).toEqual({ passed: 3, failed: 2, skipped: 1 })
  expect(countTests(report(), 0)).toEqual({ passed: 3, failed: 0, skipped: 1 })
})

test('counts a file that did not load as a failure', () => {
  const testResults = [{ status: 'failed', assertionResults: [] }]
  expect(countTests(report({ testResults }), 1).failed).toBe(1)
})

test('counts a file whose set-up broke as a failure, once', () => {
  const broken = { status: 'failed', assertionResults: [{ status: 'skipped' }, { status: 'skipped' }] }
  const counted = { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] }
  expect(countTests(report({ numFailedTests: 1, testResults: [broken, counted] }), 1).failed).toBe(2)
})

test('counts a run that ended badly with every test passed as a failure', () => {
  expect(countTests(report(), 1).failed).toBe(1)
})

test('counts a run without a report as a failure', () => {
  const missing = () => {
    throw new Error('ENOENT')
  }
  expect(countTests(missing, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})
