import type { NoteCode, RefusalCode, SolveNote, SolveRefusal } from '../../partition/index.ts'
import type { Language } from './common.ts'
import type { DataNote } from './dataNotes.ts'
import type { FigureDefinition, FigureKey } from './figures.ts'
import type { Place, PlanNote, PlanRefusal } from './planNotes.ts'

/** Numbers as their reader writes them: fractions in, as percentages out. */
export interface NoteFormat {
  integer(value: number): string
  /** from hundredths, with the city's currency */
  money(cents: number): string
  percent(fraction: number): string
  deviation(fraction: number): string
  /** those of the city it is about */
  figures: readonly FigureDefinition[]
}

/** What a sentence for planners is written with. */
export interface CityWords extends NoteFormat {
  /** the word for it, in the sentence's language */
  weight(key: FigureKey): string
  /** whether it is said of many: customers add up, revenue adds up */
  isPlural(key: FigureKey): boolean
  /** a sum of it, money as money */
  amount(key: FigureKey, value: number): string
  place(at: Place): string
}

/** What a sentence about a bare graph is written with. */
export interface GraphWords {
  /** what the graph's owner calls the vertex */
  vertex(v: number): string
}

/** Sentences for each code in every language. */
export type DataSentences = {
  readonly [C in DataNote['code']]: {
    readonly [L in Language]: (said: WithCode<DataNote, C>, words: NoteFormat) => string
  }
}

type City<Said> = { readonly [L in Language]: (said: Said, words: CityWords) => string }
type Graph<Said> = { readonly graph: (said: Said, words: GraphWords) => string }
/** Those of a union that may have the code, or one of the codes. */
export type WithCode<Union extends { code: string }, Code> = Union extends unknown
  ? [Union['code'] & Code] extends [never]
    ? never
    : Union
  : never

/** Sentences for each code in every language; for those of the engine also in the words of the graph, in English. */
export type NoteSentences = {
  readonly [C in PlanNote['code']]: City<WithCode<PlanNote, C>> &
    (C extends NoteCode ? Graph<WithCode<SolveNote, C>> : unknown)
}
export type RefusalSentences = {
  readonly [C in PlanRefusal['code'] | RefusalCode]: City<WithCode<PlanRefusal, C>> &
    (C extends RefusalCode ? Graph<WithCode<SolveRefusal, C>> : unknown)
}

/** 甲、乙，或丙: alternatives; undefined where something would not help. */
export function eitherZh(...ways: readonly (string | undefined)[]): string {
  const said = ways.filter((way) => way !== undefined)
  return said.length > 1 ? `${said.slice(0, -1).join('、')}，或${said.at(-1)}` : said.join('')
}

/** a, b, or c: alternatives; undefined where something would not help. */
export function eitherEn(...ways: readonly (string | undefined)[]): string {
  const said = ways.filter((way) => way !== undefined)
  const comma = said.length > 2 ? ',' : ''
  return said.length > 1 ? `${said.slice(0, -1).join(', ')}${comma} or ${said.at(-1)}` : said.join('')
}

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

/** 1 grid, 2 grids; `many` where it is not the word and an s. */
export function counted(count: number, one: string, format: NoteFormat, many = `${one}s`): string {
  return `${format.integer(count)} ${count === 1 ? one : many}`
}

/** 0.294 → 29.4 %, as the graph's own sentences have it. */
export function percentOf(fraction: number): string {
  return `${Math.round(fraction * 1000) / 10} %`
}

/** As percentOf, rounded up, so that what is said suffices. */
export function percentUp(fraction: number): string {
  return `${Math.ceil(fraction * 1000 - 1e-6) / 10} %`
}
