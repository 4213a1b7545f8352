import type { Language, Problem } from './common.ts'
import { type NoteFacts, noteSentences, refusalSentences, type Sentences } from './noteSentences.ts'
import type { PlanWarning } from './plans.ts'

/** Numbers as their reader writes them: fractions in, as percentages out. */
export interface NoteFormat {
  integer(value: number): string
  /** from hundredths, with the city's currency */
  money(cents: number): string
  percent(fraction: number): string
  deviation(fraction: number): string
}

const figures: Record<Language, Record<string, string>> = {
  'zh-CN': { customers: '客户数', revenue: '收入' },
  en: { customers: 'customers', revenue: 'revenue' },
}

/** What a plan warns of, in one language; the server's own sentence where its code is not known or its details are not there. */
export function noteText(note: PlanWarning, language: Language, format: NoteFormat): string {
  return say(noteSentences[language], note.code, note.details, language, format) ?? note.message
}

/** Why a partition failed, in one language; the server's own sentence where the reason is not known here. */
export function refusalText(problem: Problem, language: Language, format: NoteFormat): string {
  const { reason = '', details, detail } = problem
  return say(refusalSentences[language], reason, details, language, format) ?? detail
}

function say(
  sentences: Sentences,
  code: string,
  details: PlanWarning['details'] = {},
  language: Language,
  format: NoteFormat,
): string | undefined {
  if (!Object.hasOwn(sentences, code)) return undefined
  const [needs, sentence] = sentences[code]!
  if (!needs.every((key) => key in details)) return undefined
  const number = (key: string) => Number(details[key])
  const degrees = (key: string) => number(key).toFixed(4)
  const facts: NoteFacts = {
    has: (key) => key in details,
    name: (key) => {
      const name = String(details[key] ?? '')
      return key === 'weight' ? (figures[language][name] ?? name) : name
    },
    number,
    integer: (key) => format.integer(number(key)),
    count: format.integer,
    amount: (key) => (details.weight === 'revenue' ? format.money : format.integer)(number(key)),
    percent: (key) => format.percent(number(key)),
    deviation: (key) => format.deviation(number(key)),
    place: (kind) =>
      kind === 'from' ? `${degrees('lng')}, ${degrees('lat')}` : `${degrees('toLng')}, ${degrees('toLat')}`,
  }
  return sentence(facts)
}
