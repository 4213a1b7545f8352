/**
 * Undo and redo over a log that only grows. Nothing is ever taken out of the log: undoing revision r appends a revert of
 * r, and redoing it appends a revert of that revert. A history is two stacks of revisions whose revert is the next step.
 *
 * Where several planners write one log, each has a history of his own: the entries of others are no steps of it, and end
 * nothing that could be redone. A step that somebody else took back is out of it until he takes that back himself.
 */
export interface History {
  /** revisions to revert on undo, the last one first */
  readonly undo: readonly number[]
  /** reverts to revert on redo, the last one first */
  readonly redo: readonly number[]
  /** own steps that the entry `by` of somebody else took back */
  readonly taken?: readonly { readonly step: number; readonly by: number }[]
}

export const emptyHistory: History = { undo: [], redo: [] }

/** The log's part that matters here: `reverts` is the revision a revert undid, absent for any other command. */
export interface HistoryEntry {
  revision: number
  reverts?: number
  /** made by somebody else than the one whose history this is */
  isOthers?: boolean
}

/** The revision to revert for an undo, if there is one. */
export function nextUndo(history: History): number | undefined {
  return history.undo.at(-1)
}

/** The revision to revert for a redo, if there is one. */
export function nextRedo(history: History): number | undefined {
  return history.redo.at(-1)
}

/**
 * The history once an entry has been appended to the log: a revert of the next undo or redo moves it to the other stack,
 * anything else is a new step and ends what could be redone.
 */
export function recordEntry(history: History, entry: HistoryEntry): History {
  const { undo, redo } = history
  if (entry.isOthers) return recordOthers(history, entry)
  if (entry.reverts !== undefined && entry.reverts === nextUndo(history))
    return { ...history, undo: undo.slice(0, -1), redo: [...redo, entry.revision] }
  if (entry.reverts !== undefined && entry.reverts === nextRedo(history))
    return { ...history, undo: [...undo, entry.revision], redo: redo.slice(0, -1) }
  return { ...history, undo: [...undo, entry.revision], redo: [] }
}

function recordOthers(history: History, { revision, reverts }: HistoryEntry): History {
  if (reverts === undefined) return history
  const { undo, redo, taken = [] } = history
  if (undo.includes(reverts))
    return { ...dropStep(history, reverts), taken: [...taken, { step: reverts, by: revision }] }
  if (redo.includes(reverts)) return dropStep(history, reverts)
  const back = taken.find(({ by }) => by === reverts)
  if (!back) return history
  // The stack ascends: a step is always of a later revision than the one below it.
  const restored = [...undo, back.step].sort((a, b) => a - b)
  return { undo: restored, redo, taken: taken.filter((one) => one !== back) }
}

/** The history without one of its steps, of which nothing is left to take back. */
export function dropStep(history: History, revision: number): History {
  const isOther = (step: number) => step !== revision
  return { ...history, undo: history.undo.filter(isOther), redo: history.redo.filter(isOther) }
}

/** The history of a log read from the start, as after a reload. */
export function replayHistory(entries: Iterable<HistoryEntry>): History {
  let history = emptyHistory
  for (const entry of entries) history = recordEntry(history, entry)
  return history
}
