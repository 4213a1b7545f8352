import { defineTasks } from '../threads/task.ts'
import { reportBody } from './reportBody.ts'

export const tasks = defineTasks(import.meta.url, { reportBody })
