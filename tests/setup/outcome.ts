export interface Outcome {
  passed: number
  failed: number
  skipped: number
}

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
}

/**
 * Counts the tests of a vitest JSON report. A file that failed without a failed test (it did not load, or its set-up broke) counts as
 * one failure, and so does a run that ended badly with every test passed (an error outside any test) or without a readable report.
 */
export function countTests(readReport: () => string, exitStatus: number): Outcome {
  let report: VitestReport
  try {
    report = JSON.parse(readReport())
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const brokenFiles = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  )
  const failed = report.numFailedTests + brokenFiles.length
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitStatus !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}
