import { defineTasks } from '../../threads/task.ts'
import { proposeSplit } from './proposeSplit.ts'

export const tasks = defineTasks(import.meta.url, { proposeSplit }, 'long')
