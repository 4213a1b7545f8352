/**
 * The commands of a plan in their order: those that are saved, then those that are pending here. What can be undone and redone
 * follows from it.
 *
 * An entry's *place* counts from 1 and stands for its revision, which a pending one does not have yet. Places of pending entries
 * move when somebody else's entry is saved before them.
 */
import { dropStep, emptyHistory, type History, recordEntry } from '../../partition/index.ts'
import type { TimedChange } from './othersStroke.ts'
import type { PendingEntry, PlanEntry } from './planEntry.ts'

export interface PlanLog {
  saved(): readonly PlanEntry[]
  pending(): readonly PendingEntry[]
  /** Puts a saved entry behind the other saved ones. */
  addSaved(entry: PlanEntry): void
  setPending(entries: readonly PendingEntry[]): void
  /** The steps of the log's owner, by place. */
  history(): History
  /** Nothing is left of a step: it is none any more. */
  dropStep(commandId: string): void
  at(place: number): PlanEntry | undefined
  placeOf(commandId: string): number | undefined
  byId(commandId: string): PlanEntry | undefined
  /** every entry, by place */
  changes(): readonly TimedChange[]
}

export function createPlanLog(client: string): PlanLog {
  const saved: PlanEntry[] = []
  const savedChanges: TimedChange[] = []
  const savedPlaces = new Map<string, number>()
  const dropped = new Set<string>()
  let pending: readonly PendingEntry[] = []
  let savedHistory = emptyHistory
  let history: History | null = null

  const placeOf = (commandId: string): number | undefined => {
    const inPending = pending.findIndex((entry) => entry.commandId === commandId)
    return savedPlaces.get(commandId) ?? (inPending < 0 ? undefined : saved.length + inPending + 1)
  }
  const changeOf = ({ commandId, author, patch, createdAt, ...entry }: PlanEntry, place: number): TimedChange => {
    const reverts = entry.reverts === undefined ? undefined : placeOf(entry.reverts)
    return { revision: place, commandId, author, patch, createdAt, ...(reverts !== undefined && { reverts }) }
  }
  const record = (before: History, { revision, reverts, author }: TimedChange): History =>
    recordEntry(before, { revision, ...(reverts !== undefined && { reverts }), isOthers: author !== client })
  const pendingChanges = (): TimedChange[] => pending.map((entry, i) => changeOf(entry, saved.length + i + 1))

  const at = (place: number): PlanEntry | undefined =>
    place > saved.length ? pending[place - saved.length - 1] : saved[place - 1]

  return {
    saved: () => saved,
    pending: () => pending,
    addSaved(entry) {
      saved.push(entry)
      savedPlaces.set(entry.commandId, saved.length)
      const change = changeOf(entry, saved.length)
      savedChanges.push(change)
      savedHistory = record(savedHistory, change)
      history = null
    },
    setPending(entries) {
      pending = entries
      history = null
    },
    history() {
      history ??= [...dropped].reduce(
        (rest, commandId) => dropStep(rest, placeOf(commandId) ?? 0),
        pendingChanges().reduce(record, savedHistory),
      )
      return history
    },
    dropStep(commandId) {
      dropped.add(commandId)
      history = null
    },
    at,
    placeOf,
    byId: (commandId) => at(placeOf(commandId) ?? 0),
    changes: () => [...savedChanges, ...pendingChanges()],
  }
}
