import type { Problem } from '../../server/contract/common.ts'
import { OfflineError, ProblemError } from './client.ts'

/** What went wrong, as data: the page says it in its own language. */
export type Failure =
  | { kind: 'offline' }
  | { kind: 'problem'; problem: Problem }
  /** a mistake of the page itself; its text is for whoever mends it */
  | { kind: 'fault'; message: string }

export function failureOf(error: unknown): Failure {
  if (error instanceof OfflineError) return { kind: 'offline' }
  if (error instanceof ProblemError) return { kind: 'problem', problem: error.problem }
  return { kind: 'fault', message: error instanceof Error ? error.message : String(error) }
}
