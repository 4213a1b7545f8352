import { defineTasks } from '../../threads/task.ts'
import { readOwnerFile } from './readOwnerFile.ts'

export const tasks = defineTasks(import.meta.url, { readOwnerFile })
