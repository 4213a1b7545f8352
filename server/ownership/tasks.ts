import { defineTasks } from '../threads/task.ts'
import { resolveOwners } from './resolveOwners.ts'

export const tasks = defineTasks(import.meta.url, { resolveOwners })
