import { z } from 'zod'
import { type PlanNote, planNote } from '../contract/planNotes.ts'

/** A note as version 0.1.0 stored it: a sentence, and beside it what the sentence says. */
const earlierNote = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
})

/** What may stand among the stored notes of a plan. */
export const storedNote = z.union([planNote, earlierNote])

/**
 * The notes a plan is stored with. An earlier version's are said anew where they tell enough, else in the words they were stored with;
 * a plan can be read whatever became of them, which `verify` tells.
 */
export function readNotes(stored: readonly unknown[]): PlanNote[] {
  return stored.map((value) => {
    const { data: note } = storedNote.safeParse(value)
    if (!note) return { code: 'unreadable' }
    if (!('message' in note)) return note
    const anew = planNote.safeParse({ code: note.code, ...renamed(note.code, note.details ?? {}) })
    return anew.success ? anew.data : { code: 'text', text: note.message }
  })
}

function renamed(code: string, details: Details): Details {
  const { cell, lng, lat, toCell, toLng, toLat, vertices, parts, partsOfAll, ...others } = details
  return {
    ...others,
    ...(code === 'component-off-tolerance' && { districts: 'district' in others ? [others.district] : [] }),
    ...(lng !== undefined && { at: { cell, lng, lat } }),
    ...(toLng !== undefined && { to: { cell: toCell, lng: toLng, lat: toLat } }),
    ...(vertices !== undefined && { cells: vertices }),
    ...(parts !== undefined && { grids: parts }),
    ...(partsOfAll !== undefined && { gridsOfAll: partsOfAll }),
    // flags were numbers
    ...('canAsk' in others && { canAsk: true }),
    ...('partly' in others && { partly: true }),
  }
}

type Details = Readonly<Record<string, unknown>>
