import { defineTasks } from '../../threads/task.ts'
import { layRows } from './layRows.ts'

export const tasks = defineTasks(import.meta.url, { layRows })
