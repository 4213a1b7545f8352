import { test } from 'vitest'
import { eachDatabase } from '../integration/databases.ts'
import { expectOneWinner } from '../integration/life/approvers.ts'

eachDatabase('eight approvers at once', (database) => {
  test('make one version a day, over 300 days', () => expectOneWinner(database(), 'rivals', 300))
})
