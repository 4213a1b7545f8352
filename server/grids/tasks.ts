import { defineTasks } from '../threads/task.ts'
import { gridsJson } from './gridsGeojson.ts'

export const tasks = defineTasks(import.meta.url, { gridsJson })
