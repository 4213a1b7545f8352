import type { CommandLog, PlanBeat } from '../../server/contract/commands.ts'
import { openStream } from './openStream.ts'

export interface PlanListener {
  readonly onEntry: (entry: CommandLog['commands'][number]) => void
  readonly onState: (beat: PlanBeat) => void
  /** nothing can be heard: ask for it */
  readonly onSilence: () => void
}

/** Tells what is saved of a plan, whoever saves it; returns what stops it. */
export function followPlan(planId: string, { onEntry, onState, onSilence }: PlanListener): () => void {
  return openStream(`/api/plans/${planId}/events`, {
    on: {
      entry: (data) => onEntry(data as Parameters<typeof onEntry>[0]),
      state: (data) => onState(data as PlanBeat),
    },
    onSilence,
    silenceMs: 5000,
  })
}
