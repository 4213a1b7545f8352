import { expect, test } from 'vitest'
import { dataNoteText, plainFormat } from '../../../../server/contract/noteText.ts'
import type { RejectCode } from '../../../../server/contract/rejectCodes.ts'
import { judgeRejects } from '../../../../server/data/rejectGate.ts'

const judge = (count: number, rowsRead: number, maxShare?: number, code: RejectCode = 'not-a-number') => {
  const reject = { line: 2, column: 'lon', value: 'x', code, reason: '"x" is not a finite number' }
  const rejects = { count, countByCode: new Map([[code, count]]), firstByCode: new Map([[code, reject]]) }
  const judged = { name: 'a.csv', rowsRead, rejects, path: 'r.csv', maxShare, otherwise: 'nothing is changed' }
  const warning = judgeRejects(judged)
  return warning && dataNoteText(warning, 'en', plainFormat)
}

test('up to 5 % are told only, up to 50 % a warning, more are too many', () => {
  expect(judge(0, 0)).toBeNull()
  expect(judge(5, 100)).toBeNull()
  expect(judge(6, 100)).toMatch(
    /^6 of 100 rows \(6%\) of a\.csv were rejected: 6 for not-a-number \(line 2, lon: "x" is not/,
  )
  expect(judge(50, 100)).toMatch(/50 of 100/)
  expect(() => judge(51, 100)).toThrow(
    /51 of 100 rows \(51%\).*More than 50% is too many: nothing is changed\..*r\.csv.*--max-rejected/,
  )
})

test('the largest share is the one that is given', () => {
  expect(judge(100, 100, 1)).toMatch(/100%/)
  expect(() => judge(2, 10, 0.1)).toThrow(/More than 10%/)
  expect(() => judge(1, 1000, 0)).toThrow(/More than 0%/)
})

test('says what can be done about the commonest reason', () => {
  expect(judge(20, 100, 1, 'duplicate-id')).toMatch(/--duplicates sum.*--duplicates keep.*--map id=/)
})
