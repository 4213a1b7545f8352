import { defineTasks } from '../threads/task.ts'
import { cellsBinary } from './cellsBinary.ts'

export const tasks = defineTasks(import.meta.url, { cellsBinary })
