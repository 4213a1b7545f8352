import { defineTasks } from '../threads/task.ts'
import { buildCity } from './buildCity.ts'

export const tasks = defineTasks(import.meta.url, { buildCity })
