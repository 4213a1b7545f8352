import { defineTasks } from '../../threads/task.ts'
import { drawAssignment } from './drawAssignment.ts'
import { readAssignmentFile } from './readAssignmentFile.ts'
import { readOwnerFile } from './readOwnerFile.ts'

export const tasks = defineTasks(import.meta.url, { readOwnerFile, readAssignmentFile, drawAssignment })
