import { defineTasks } from '../../threads/task.ts'
import { touchedCells } from './touchedCells.ts'
import { unitsGeojson } from './unitsGeojson.ts'

export const tasks = defineTasks(import.meta.url, { touchedCells, unitsGeojson })
