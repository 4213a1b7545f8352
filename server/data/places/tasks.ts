import { defineTasks } from '../../threads/task.ts'
import { readPlaceBytes } from './readPlaceBytes.ts'

export const tasks = defineTasks(import.meta.url, { readPlaceBytes })
