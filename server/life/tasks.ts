import { defineTasks } from '../threads/task.ts'
import { compareSides } from './compare.ts'
import { mergePlans } from './rebase.ts'
import { weighPlan } from './weighPlan.ts'

export const tasks = defineTasks(import.meta.url, { compareSides, mergePlans, weighPlan })
