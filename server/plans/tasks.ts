import { defineTasks } from '../threads/task.ts'
import { applyCommands } from './applyCommands.ts'
import { buildAdjacency } from './buildAdjacency.ts'
import { commandLogJson } from './commandLog.ts'
import { planDetailJson } from './planDetail.ts'
import { readCommand } from './readCommand.ts'

export const tasks = defineTasks(import.meta.url, {
  applyCommands,
  buildAdjacency,
  commandLogJson,
  planDetailJson,
  readCommand,
})
