import { OfflineError, ProblemError } from '../api/client.ts'
import type { RefusedBecause } from '../model/planEntry.ts'

/** Why commands were not judged. */
export type FailedPost =
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refused'; readonly refusal: RefusedBecause }

/** Throws what is a fault of the page itself. */
export function failedPost(error: unknown): FailedPost {
  if (error instanceof OfflineError) return { kind: 'unreachable' }
  if (!(error instanceof ProblemError)) throw error
  const { code, status, grid, cells } = error.problem
  // Asked to slow down, or the server failed: the same command may well go through later.
  if (status === 429 || status >= 500) return { kind: 'unreachable' }
  return { kind: 'refused', refusal: { reason: code, grid, cells } }
}

/** Milliseconds to wait before sending again: 1, 2, 4, 8, then 15 seconds. */
export const retryDelay = (attempts: number): number => Math.min(15_000, 1000 * 2 ** Math.max(0, attempts - 1))
