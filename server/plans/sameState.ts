import { derived } from '../base/derived.ts'
import { LruCache } from '../base/lruCache.ts'
import type { PlanState } from './states.ts'

/** A state for a task, with a number by which a thread knows it again: what is derived from it is then derived once a thread. */
export interface NumberedState {
  readonly state: PlanState
  readonly identity: number
}

let last = 0
const identityOf = derived((_: PlanState) => ++last)

export function numbered(state: PlanState): NumberedState {
  return { state, identity: identityOf(state) }
}

// Outlines of half a million cells in 500 grids are some 50 MB.
const kept = new LruCache<PlanState>(2)

/** The same object for the same number, whichever copy of it arrives. */
export function sameState({ state, identity }: NumberedState): PlanState {
  const known = kept.get(String(identity))
  if (known) return known
  kept.set(String(identity), state)
  return state
}
