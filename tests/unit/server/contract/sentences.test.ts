import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  graphNoteText,
  graphRefusalText,
  noteText,
  plainFormat,
  refusalText,
} from '../../../../server/contract/noteText.ts'
import { planNote, planRefusal } from '../../../../server/contract/planNotes.ts'
import { type CityNames, noteInCity, refusalInCity } from '../../../../server/plans/inCity.ts'
import { findWordFaults } from '../../../wordFaults.ts'
import { serverNotes, serverRefusals, solveNotes, solveRefusals } from './saidSamples.ts'

const languages = ['zh-CN', 'en'] as const

const namesOf = ([a, b, c, d, e]: readonly string[]): CityNames => ({
  weights: ['customers', 'revenue'],
  centers: Float64Array.of(117.2, 31.8, 117.3, 31.9, 117.4, 32),
  districts: [{ name: c! }, { name: d! }],
  districtsOfPiece: () => [e!],
  gridNames: [a!, b!],
})

/** All that can be said of a city with such names, in the language. */
const everySentence = (names: readonly string[], language: (typeof languages)[number]): string[] => [
  ...solveNotes.map((note) => noteText(noteInCity(note, namesOf(names)), language, plainFormat)),
  ...serverNotes(names[4]!).map((note) => noteText(note, language, plainFormat)),
  ...solveRefusals.map((refusal) => refusalText(refusalInCity(refusal, namesOf(names)), language, plainFormat)),
  ...serverRefusals(names[4]!).map((refusal) => refusalText(refusal, language, plainFormat)),
]

/** What people call places, and what a careless rewriting would catch on. */
const word = fc.constantFrom(
  ...['weight 1', 'weight', 'street', 'Southern', 'parts', 'part', 'a part', 'vertex 2', 'vertices', 'district 0'],
  ...['districts 0 and 1', 'the graph', 'the first weight', 'a weight of 3 makes', 'grid', '网格', '$&', '$1'],
  ...['\uE0000\uE001', 'the separate piece with', '臺北', '{0}', '%s', '</b>', 'undefined'],
)
const name = fc.oneof(
  fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' ')),
  fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
)
const tokens = ['<g0>', '<g1>', '<d0>', '<d1>', '<p>'] as const

describe('sentences', () => {
  it.each(languages)('say every code in %s, in a planner’s words and with every number there', (language) => {
    for (const text of everySentence(['大安04', '东区01', '大安区', '东区', '大安区'], language)) {
      expect(findWordFaults(text)).toEqual([])
      if (language === 'zh-CN' && !/^大安区$/.test(text)) expect(text).toMatch(/\p{Script=Han}.*。$/u)
      if (language === 'en') expect(text.replaceAll(/大安区|大安04|东区01|东区/g, '')).not.toMatch(/\p{Script=Han}/u)
    }
  })

  it.each(languages)('hold every name as it is, whatever it is, in %s', (language) => {
    const patterns = everySentence(tokens, language)
    expect(patterns.filter((text) => /<[gdp]\d?>/.test(text)).length).toBeGreaterThan(15)
    fc.assert(
      fc.property(fc.tuple(name, name, name, name, name), (names) => {
        const named = patterns.map((text) =>
          text.replaceAll(/<[gdp]\d?>/g, (token) => names[tokens.indexOf(token as '<p>')]!),
        )
        expect(everySentence(names, language)).toEqual(named)
      }),
    )
  })

  it('of the graph have its own words and every number', () => {
    const texts = [...solveNotes.map((n) => graphNoteText(n)), ...solveRefusals.map((r) => graphRefusalText(r))]
    for (const text of texts) expect(text).not.toMatch(/undefined|NaN|\[object|\bgrids?\b|\bcells?\b|\.$/)
    const [conflict] = solveRefusals.filter(({ code }) => code === 'apart-conflict')
    expect(graphRefusalText(conflict!, [700n, 701n, 702n])).toMatch(/^vertex 700 and vertex 702 must not share a part/)
  })

  it('have money in units of the currency, and advice that suffices', () => {
    const known = namesOf(['a', 'b', 'c', 'd', 'e'])
    const say = (note: (typeof solveNotes)[number]) => noteText(noteInCity(note, known), 'en', plainFormat)
    expect(say({ code: 'weight-ignored', weight: 1, total: -1234567 })).toBe(
      'Revenue adds up to -12345.67 and cannot be balanced.',
    )
    expect(say({ code: 'weight-ignored', weight: 0, total: -3 })).toBe('Customers add up to -3 and cannot be balanced.')
  })
})

describe('the contract', () => {
  it('carries all that the engine says, and that of the server', () => {
    const names = namesOf(tokens)
    for (const note of [...solveNotes.map((one) => noteInCity(one, names)), ...serverNotes('东区')])
      expect(planNote.parse(JSON.parse(JSON.stringify(note)))).toEqual(note)
    for (const refusal of [...solveRefusals.map((one) => refusalInCity(one, names)), ...serverRefusals('东区')])
      expect(planRefusal.parse(JSON.parse(JSON.stringify(refusal)))).toEqual(refusal)
  })
})
