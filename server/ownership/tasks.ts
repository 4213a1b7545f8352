import { defineTasks } from '../threads/task.ts'
import { answerCustomers, answerPage, answerPoints, readCustomers } from './many/answerRows.ts'
import { buildOwnerTable } from './many/ownerTable.ts'
import { resolveOwners } from './resolveOwners.ts'

export const tasks = defineTasks(import.meta.url, {
  resolveOwners,
  answerPoints,
  readCustomers,
  answerCustomers,
  answerPage,
  buildOwnerTable,
})
