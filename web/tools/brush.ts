/** The brush: gathers the cells around the pointer for one grid while it is down, and makes one `paint` of them when it is lifted. */
import { cellDisk } from './disk.ts'
import { gathering } from './painting.ts'

export const brush = gathering(function* ({ neighbors, radius }, path) {
  for (const center of path) yield* cellDisk(neighbors, center, radius)
})
