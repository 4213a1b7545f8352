/**
 * Undo and redo over a log that only grows. Nothing is ever taken out of the log: undoing revision r appends a revert of
 * r, and redoing it appends a revert of that revert. A history is two stacks of revisions whose revert is the next step.
 */
export interface History {
  /** revisions to revert on undo, the last one first */
  readonly undo: readonly number[]
  /** reverts to revert on redo, the last one first */
  readonly redo: readonly number[]
}

export const emptyHistory: History = { undo: [], redo: [] }

/** The log's part that matters here: `reverts` is the revision a revert undid, absent for any other command. */
export interface HistoryEntry {
  revision: number
  reverts?: number
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
  if (entry.reverts !== undefined && entry.reverts === nextUndo(history))
    return { undo: undo.slice(0, -1), redo: [...redo, entry.revision] }
  if (entry.reverts !== undefined && entry.reverts === nextRedo(history))
    return { undo: [...undo, entry.revision], redo: redo.slice(0, -1) }
  return { undo: [...undo, entry.revision], redo: [] }
}

/** The history of a log read from the start, as after a reload. */
export function replayHistory(entries: Iterable<HistoryEntry>): History {
  let history = emptyHistory
  for (const entry of entries) history = recordEntry(history, entry)
  return history
}
