import { defineTasks } from '../../threads/task.ts'
import { checkPlan } from './check.ts'

export const tasks = defineTasks(import.meta.url, { checkPlan }, 'long')
