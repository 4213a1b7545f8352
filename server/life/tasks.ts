import { defineTasks } from '../threads/task.ts'
import { compareBorders, compareSides } from './compare.ts'
import { countPeople } from './people.ts'
import { mergePlans } from './rebase.ts'
import { traceLineage } from './traceLineage.ts'
import { weighPlan } from './weighPlan.ts'

export const tasks = defineTasks(import.meta.url, {
  compareBorders,
  compareSides,
  countPeople,
  mergePlans,
  traceLineage,
  weighPlan,
})
