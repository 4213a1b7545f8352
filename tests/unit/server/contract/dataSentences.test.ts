import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DataNote, importWarning } from '../../../../server/contract/dataNotes.ts'
import { dataNoteText, plainFormat } from '../../../../server/contract/noteText.ts'
import { rejectCodes } from '../../../../server/contract/rejectCodes.ts'
import type { WithCode } from '../../../../server/contract/sentences.ts'
import { checkDocuments } from '../../../../server/plans/recount/documents.ts'
import { findWordFaults } from '../../../wordFaults.ts'

const languages = ['zh-CN', 'en'] as const
const area = (name: string) => ({ name, code: '340901' })
const suspect = { points: 340, fits: { wgs84: 3, gcj02: 7, bd09: 90 }, better: 90, worse: 3, metres: 1143 }
const reason = (code: (typeof rejectCodes)[number]) => ({ code, rows: 9, line: 3, reason: '"x" is not a number' })

/** Every note with all it may have and with the least; `name` is that of areas, files and columns. */
const samples: (name: string) => {
  readonly [C in DataNote['code']]: readonly Omit<WithCode<DataNote, C>, 'code'>[]
} = (name) => ({
  'many-rejected': [
    ...rejectCodes.map((code) => ({ name, rows: 100, rejected: 9, reasons: [reason(code)] })),
    { name, rows: 12_000, rejected: 6000, reasons: [{ ...reason('not-a-number'), column: name }, reason('negative')] },
  ],
  'crs-suspect': [
    { ...suspect, stated: 'wgs84', suggested: ['bd09'], basis: 'boundary', chance: 0.003 },
    { ...suspect, stated: 'gcj02', suggested: ['wgs84', 'bd09'], basis: 'district', chance: 1e-300 },
  ],
  'crs-needless': (['customers', 'boundary', 'points', 'link', 'places', 'units'] as const).flatMap((read) =>
    (['macao', 'hong-kong', 'taiwan'] as const).map((place) => ({ read, place, crs: 'gcj02' as const, metres: 614 })),
  ),
  'cut-ids': [{ ids: 394, rows: 400, example: '1.20E+11' }],
  'many-outside': [{ city: 'taipei', rowsOutside: 1200, rowsLoaded: 4000 }],
  'dashed-line': [{ feature: 3 }],
  'code-for-name': [{ feature: 3, field: name, name: '340903' }],
  'area-repaired': [{ area: area(name), fault: 'Self-intersection[121.5 31.2]' }],
  'outline-left-out': [
    { area: area(name), areas: 2, names: [name, name] },
    { area: area(name), areas: 12, names: [name, name, name, name], alone: 0.042 },
  ],
  'areas-overlap': [{ smaller: area(name), larger: area(name), share: 1, shareOfLarger: 0.375 }],
  'more-overlaps': [{ pairs: 1 }, { pairs: 30 }],
  'areas-without-cell': [
    { areas: [area(name)], more: 0, resolution: 8 },
    { areas: [area(name), area(name)], more: 5, resolution: 8 },
  ],
  'units-repaired': [
    { units: 1, names: [name] },
    { units: 9, names: [name, name] },
  ],
  'units-outside': [
    { units: 1, names: [name] },
    { units: 9, names: [name, name] },
  ],
  'units-without-cell': [
    { units: 1, names: [name] },
    { units: 9, names: [name, name] },
  ],
  'sites-outside': [
    { kind: 'outlet', sites: 1, names: [name] },
    { kind: 'account', sites: 9, names: [name, name] },
  ],
  'sites-unlocated': [
    { kind: 'account', sites: 1, names: [name] },
    { kind: 'outlet', sites: 9, names: [name, name] },
  ],
  'places-without-pair': [
    { places: 1, names: [name] },
    { places: 9, names: [name, name] },
  ],
  'cells-tied': [
    { cells: 1, holder: name, other: name },
    { cells: 12, holder: name, other: name },
  ],
  'units-overlap': [
    { pairs: 1, shown: [{ names: [name, name], share: 0.25 }] },
    { pairs: 9, shown: [{ names: [name, name], share: 0.25 }] },
  ],
})
const notesOf = (name: string): DataNote[] =>
  Object.entries(samples(name)).flatMap(([code, list]) => list.map((details) => ({ code, ...details }) as DataNote))
const sentences = (name: string, language: (typeof languages)[number]) =>
  notesOf(name).map((note) => dataNoteText(note, language, plainFormat))

describe('what is said of data', () => {
  it.each(languages)('is a sentence for every code in %s, with every number there', (language) => {
    for (const text of sentences('东河区', language)) {
      expect(findWordFaults(text)).toEqual([])
      expect(text).toMatch(language === 'zh-CN' ? /\p{Script=Han}.*。$/u : /^["A-Z\d].*[^.]\.$/)
      if (language === 'en') expect(text.replaceAll('东河区', '')).not.toMatch(/\p{Script=Han}/u)
    }
  })

  it.each(languages)('holds every name as it is in %s', (language) => {
    const patterns = sentences('<name>', language)
    const name = fc.oneof(fc.constantFrom('$&', '{0}', '%s', 'weight 1', '</b>', '臺北'), fc.string({ minLength: 1 }))
    fc.assert(
      fc.property(name, (given) => {
        expect(sentences(given, language)).toEqual(patterns.map((text) => text.replaceAll('<name>', () => given)))
      }),
    )
  })

  it('names the way out', () => {
    const said = (note: DataNote) => languages.map((language) => dataNoteText(note, language, plainFormat))
    for (const text of said({ code: 'crs-needless', read: 'boundary', place: 'macao', crs: 'bd09', metres: 1 }))
      expect(text).toMatch(/--crs bd09.*--crs wgs84/)
    for (const text of said({ code: 'crs-needless', read: 'places', place: 'taiwan', crs: 'gcj02', metres: 1 }))
      expect(text).toMatch(/(?<!--)crs gcj02.*(?<!--)crs wgs84/)
    for (const text of said({
      code: 'many-rejected',
      name: 'a',
      rows: 9,
      rejected: 9,
      reasons: [reason('duplicate-id')],
    }))
      expect(text).toMatch(/--duplicates sum.*--duplicates keep.*--map id=/)
  })
})

describe('stored warnings of an import', () => {
  const faultsOf = (value: unknown) => checkDocuments([{ kind: 'warnings of the snapshot', row: '1', value }])

  it('come back as they were', () => {
    const warnings = notesOf('名').filter((note) => importWarning.safeParse(note).success)
    expect(new Set(warnings.map(({ code }) => code)).size).toBe(importWarning.options.length)
    for (const warning of warnings) expect(importWarning.parse(JSON.parse(JSON.stringify(warning)))).toEqual(warning)
    expect(faultsOf(JSON.parse(JSON.stringify(warnings)))).toEqual([])
  })

  it('of an earlier version are sentences, and no fault', () => {
    const earlier = { code: 'many-outside', message: '5 of 9 rows lie outside', details: { rowsOutside: 5 } }
    expect(faultsOf([earlier])).toEqual([])
    expect(faultsOf([{ code: 'many-outside', rowsOutside: 5 }])).toMatchObject([{ code: 'bad-document' }])
    expect(faultsOf([{ code: 'of nobody' }])).toMatchObject([{ code: 'bad-document' }])
  })
})
