import { test } from 'vitest'
import { anyDatabase } from '../databases.ts'
import { expectOneWinner } from './approvers.ts'

// The embedded database has one session, where nobody can race; it is asked with the long tests.
anyDatabase('eight approvers at once', (database) => {
  test('make one version a day', () => expectOneWinner(database(), 'rivals', 6))
})
