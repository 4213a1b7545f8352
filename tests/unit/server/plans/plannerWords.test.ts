import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inPlannerWords, noteInWords, type PlannerWords } from '../../../../server/plans/plannerWords.ts'

/** Sentences as the engine makes them; see partition/rules. */
const sentences = [
  'part 0 is locked but has no vertices',
  'part 1 is locked but not connected: vertices 3 and 4 lie in different pieces; unlock it or link them',
  'the separate piece with 12 vertices, weight 5 / 700, vertex 2 among them, gets 2 parts by the first weight',
  'district 0, weight 12 / 3400, vertex 1 among them, is too small for a part of its own',
  'vertex 2 lies in districts 0 and 1, which no part may cross',
  'a weight of 4000 makes no whole number of parts between 7 and 8: 2 parts would have 9 on average',
  'weight 2 is zero everywhere: the graph has nothing to balance',
  'all 2 parts are locked and 40 vertices lie outside them',
]

const words = (grids: readonly string[], districts: readonly string[]): PlannerWords => ({
  weights: ['customers', 'revenue'],
  cellIds: BigUint64Array.from([0x871a00000ffffffn, 0x871a00001ffffffn, 0x871a00002ffffffn, 3n, 4n]),
  districts: districts.map((name) => ({ name })),
  gridNames: grids,
})

/** What people call places, and what a careless rewriting would catch on. */
const word = fc.constantFrom(
  ...[
    'weight 1',
    'weight',
    'street',
    'Southern',
    'parts',
    'part',
    'a part',
    'vertex 2',
    'vertices',
    'district 0',
    'districts 0 and 1',
  ],
  ...[
    'the graph',
    'the first weight',
    'a weight of 3 makes',
    'grid',
    '网格',
    '$&',
    '$1',
    '\uE0000\uE001',
    'the separate piece with',
    '臺北',
  ],
)
const name = fc.oneof(
  fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' ')),
  fc.string({ minLength: 1, maxLength: 20, unit: 'binary' }),
)

describe('the engine’s sentences in a planner’s words', () => {
  it('hold a grid called “weight 1 street” and a district called “Southern parts” as they are called', () => {
    const known = words(['weight 1 street', 'Part 1'], ['Southern parts', 'the graph'])
    expect(inPlannerWords(sentences[0]!, known)).toBe('grid weight 1 street is locked but has no cells')
    expect(inPlannerWords(sentences[3]!, known)).toContain('district Southern parts, 12 customers, revenue 34.00, cell')
    expect(inPlannerWords(sentences[4]!, known)).toMatch(
      /districts Southern parts and the graph, which no grid may cross/,
    )
  })

  it.each(sentences)('%s: whatever grids and districts are called, their names stand in it untouched', (sentence) => {
    const tokens = ['<g0>', '<g1>', '<d0>', '<d1>', '<p>'] as const
    fc.assert(
      fc.property(fc.tuple(name, name, name, name, name), (names) => {
        for (const isDistrict of [true, false]) {
          const say = ([a, b, c, d, e]: readonly string[]) =>
            inPlannerWords(sentence, words([a!, b!], [c!, d!]), { name: e!, isDistrict })
          expect(say(names)).toBe(say(tokens).replace(/<\w+>/g, (token) => names[tokens.indexOf(token as '<p>')]!))
        }
      }),
    )
  })

  it('name the district a separate piece lies in, whatever it is called', () => {
    const known = { ...words([], ['$& parts']), districtOfCell: Int32Array.of(0) }
    const details = { exampleVertex: 0, vertices: 12, parts: 2, deviation: 0.1 }
    const note = noteInWords({ code: 'component-off-tolerance', message: sentences[2]!, details }, known)
    expect(note.message).toMatch(/^\$& parts, or the piece of it with 12 cells, 5 customers, revenue 7\.00, cell/)
    expect(note.details).toMatchObject({ district: '$& parts' })
    const across = noteInWords(
      { code: 'component-off-tolerance', message: sentences[2]!, details },
      { ...known, districtOfCell: undefined, placeOfPiece: () => '$& parts, 东区' },
    )
    expect(across.message).toMatch(
      /^the separate piece at \$& parts, 东区 with 12 cells, 5 customers, revenue 7\.00, gets/,
    )
    expect(across.details).toMatchObject({ district: '$& parts, 东区' })
  })
})
