/** Takes whole units: each estate, park or other unit that the pointer passes over; cells of none are left alone. */
import { gathering } from './painting.ts'

export const unitBrush = gathering(function* ({ unitOf }, path) {
  for (const cell of path) yield* unitOf(cell)
})
