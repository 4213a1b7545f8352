import { defineTasks } from '../../threads/task.ts'
import { partedPairs } from './partedPairs.ts'
import { touchedCells } from './touchedCells.ts'
import { unitsGeojson } from './unitsGeojson.ts'

export const tasks = defineTasks(import.meta.url, { partedPairs, touchedCells, unitsGeojson })
