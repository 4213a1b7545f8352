import { derived } from '../base/derived.ts'
import { getSnapshot } from '../data/readSnapshots.ts'
import { loadSnapshotFacts } from '../data/snapshotFacts.ts'
import { type WhichData, whichSnapshot } from '../data/whichSnapshot.ts'
import type { Database } from '../db/database.ts'
import { loadPlanState } from './planState.ts'
import type { PlanState } from './states.ts'

const known = derived((_: PlanState) => new Map<number, Promise<PlanState>>())

/**
 * A plan at its present revision, looked at with the data of any snapshot of its city: `snapshot` and `facts` are of that one,
 * `snapshotId` stays the plan's own, which is meant where none is named. Throws `plan-not-found`, and as `whichSnapshot` does.
 */
export async function loadPlanOnSnapshot(database: Database, planId: string, which: WhichData): Promise<PlanState> {
  const state = await loadPlanState(database, planId)
  // Asked anew each time: it may have been deleted since, or a period corrected.
  const snapshotId = await whichSnapshot(database.kysely, state.cityId, which)
  if (snapshotId === undefined || snapshotId === state.snapshotId) return state
  const snapshot = await getSnapshot(database.kysely, state.cityId, snapshotId)
  const looks = known(state)
  const found =
    looks.get(snapshotId) ??
    loadSnapshotFacts(database, state.city, snapshotId, state.division).then((facts) => ({ ...state, snapshot, facts }))
  looks.set(snapshotId, found)
  found.catch(() => looks.delete(snapshotId))
  return await found
}
