import type { SolveStage } from './stages.ts'

/** How the phases talk to whoever waits for them. */
export interface Control {
  /** Reports progress within the run, 0..1, and stops it by throwing Cancelled when asked to. */
  report(stage: SolveStage, fraction: number): void
  /** Stops the run by throwing Cancelled when asked to. Cheap; called every few hundred moves. */
  poll(): void
  /** True once the caller wants the best so far: every loop winds up soon and leaves a valid division. */
  isStopped(): boolean
  /** Whether it has been told so, without asking anew. */
  wasStopped(): boolean
}

/** Thrown through the phases when a run is cancelled; `solve` turns it into a result. */
export class Cancelled extends Error {
  constructor() {
    super('the run was cancelled')
    this.name = 'Cancelled'
  }
}

export function createControl(
  onProgress: ((progress: { stage: SolveStage; fraction: number }) => void) | undefined,
  isCancelled: (() => boolean) | undefined,
  shouldStop?: () => boolean,
): Control {
  let furthest = 0
  const poll = () => {
    if (isCancelled?.()) throw new Cancelled()
  }
  let stopped = false
  return {
    poll,
    isStopped: () => {
      stopped ||= shouldStop?.() ?? false
      return stopped
    },
    wasStopped: () => stopped,
    report: (stage, fraction) => {
      poll()
      furthest = Math.max(furthest, Math.min(1, fraction))
      onProgress?.({ stage, fraction: furthest })
    },
  }
}
