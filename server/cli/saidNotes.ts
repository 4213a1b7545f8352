import type { DataNote } from '../contract/dataNotes.ts'
import { dataNoteText, plainFormat } from '../contract/noteText.ts'

/** Notes as the command line prints them: for scripts as data with the sentence as `text`, for people the sentence alone. */
export function saidNotes<Note extends DataNote>(notes: readonly Note[]): readonly (Note & { text: string })[] {
  return notes.map((note) => ({ ...note, text: dataNoteText(note, 'en', plainFormat) }))
}
