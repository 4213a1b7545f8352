import { defineTasks } from '../../threads/task.ts'
import { answerCustomers, answerPage, answerPoints, readCustomers } from './answerRows.ts'
import { resolveCityOwners } from './cityOwners.ts'

export const tasks = defineTasks(import.meta.url, {
  answerPoints,
  readCustomers,
  answerCustomers,
  answerPage,
  resolveCityOwners,
})
