import { defineTasks } from '../../threads/task.ts'
import { cityLinksJson } from './describeLinks.ts'

export const tasks = defineTasks(import.meta.url, { cityLinksJson })
