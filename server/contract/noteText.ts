import type { SolveNote, SolveRefusal } from '../../partition/index.ts'
import type { Language } from './common.ts'
import type { DataNote } from './dataNotes.ts'
import { dataSentences } from './dataSentences.ts'
import { contractFigures, findFigure, isPlural } from './figures.ts'
import { formatCents, formatSum } from './money.ts'
import { noteSentences } from './noteSentences.ts'
import type { PlanNote, PlanRefusal } from './planNotes.ts'
import { refusalSentences } from './refusalSentences.ts'
import type { CityWords, GraphWords, NoteFormat } from './sentences.ts'

/** Numbers where no city is at hand: money without its currency. */
export const plainFormat: NoteFormat = {
  integer: (value) => Math.round(value).toLocaleString('en-US'),
  money: (cents) => formatCents(Math.round(cents)),
  percent: (fraction) => `${Math.round(fraction * 1000) / 10}%`,
  deviation: (fraction) => `${fraction > 0 ? '+' : ''}${Math.round(fraction * 1000) / 10}%`,
  figures: contractFigures,
}

/** What a plan falls short of, in one language. */
export function noteText(note: PlanNote, language: Language, format: NoteFormat): string {
  return say(noteSentences, note, language, wordsOf(language, format))
}

/** Why there is no plan, in one language. */
export function refusalText(refusal: PlanRefusal, language: Language, format: NoteFormat): string {
  return say(refusalSentences, refusal, language, wordsOf(language, format))
}

/** What is to be known of data that was loaded, in one language. */
export function dataNoteText(note: DataNote, language: Language, format: NoteFormat): string {
  return say(dataSentences, note, language, format)
}

/** A note of `solve` in the words of its graph, in English. `ids` are what vertices are called, their numbers unless given. */
export function graphNoteText(note: SolveNote, ids?: ArrayLike<bigint | number>): string {
  return say(noteSentences, note, 'graph', graphWords(ids))
}

/** As graphNoteText, for why there is no plan. */
export function graphRefusalText(refusal: SolveRefusal, ids?: ArrayLike<bigint | number>): string {
  return say(refusalSentences, refusal, 'graph', graphWords(ids))
}

type Column = Language | 'graph'

/** The type of a table says that each code's sentences take what has that code; this says it of all codes at once. */
function say<Said extends { code: string }, Words, C extends Column>(
  table: { readonly [Code in Said['code']]: { readonly [Key in C]: (said: never, words: Words) => string } },
  said: Said,
  column: C,
  words: Words,
): string {
  return table[said.code as Said['code']][column](said as never, words)
}

function wordsOf(language: Language, format: NoteFormat): CityWords {
  const { integer, money, percent, deviation, figures } = format
  return {
    integer,
    money,
    percent,
    deviation,
    figures,
    weight: (key) => findFigure(figures, key).label[language],
    isPlural: (key) => isPlural(findFigure(figures, key)),
    amount: (key, value) => formatSum(findFigure(figures, key), value, format),
    place: ({ lng, lat }) => `${lng.toFixed(4)}, ${lat.toFixed(4)}`,
  }
}

function graphWords(ids: ArrayLike<bigint | number> | undefined): GraphWords {
  return { vertex: (v) => `vertex ${ids?.[v] ?? v}` }
}
