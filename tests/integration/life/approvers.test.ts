import { test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import { expectOneWinner } from './approvers.ts'

eachDatabase('eight approvers at once', (database) => {
  test('make one version a day', () => expectOneWinner(database(), 'rivals', 6))
})
