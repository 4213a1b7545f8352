import { defineTasks } from '../threads/task.ts'
import { areaCells } from './areaCells.ts'
import { buildCity } from './buildCity.ts'
import { renewedDistricts } from './renewedDistricts.ts'

export const tasks = defineTasks(import.meta.url, { areaCells, buildCity, renewedDistricts })
