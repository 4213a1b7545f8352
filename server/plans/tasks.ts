import { defineTasks } from '../threads/task.ts'
import { applyCommand } from './applyCommand.ts'
import { buildAdjacency } from './buildAdjacency.ts'
import { commandLogJson } from './commandLog.ts'
import { planDetailJson } from './planDetail.ts'
import { readCommand } from './readCommand.ts'

export const tasks = defineTasks(import.meta.url, {
  applyCommand,
  buildAdjacency,
  commandLogJson,
  planDetailJson,
  readCommand,
})
