import { z } from 'zod'
import type { Problem } from '../contract/common.ts'
import { planRefusal } from '../contract/planNotes.ts'

/** Why there is no plan, as version 0.1.0 stored it beside its sentence. */
const earlier = z.object({ reason: z.string(), details: z.record(z.string(), z.unknown()) })

/**
 * A stored problem as its reader shows it. Where an earlier version found no plan, why is said anew if what it stored tells enough, else in
 * the sentence it was stored with.
 */
export function readProblem(stored: Problem): Problem {
  if (stored.code !== 'solve-failed' || stored.refusal) return stored
  const told = earlier.transform(({ reason, details }) => ({ ...details, code: reason })).pipe(planRefusal)
  return { ...stored, refusal: told.safeParse(stored).data ?? { code: 'text', text: stored.detail } }
}
