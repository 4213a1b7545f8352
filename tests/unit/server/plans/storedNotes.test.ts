import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { noteText, plainFormat } from '../../../../server/contract/noteText.ts'
import { readNotes } from '../../../../server/plans/storedNotes.ts'

const stored = join(import.meta.dirname, '../../../../fixtures/stored/0.1.0/embedded.json')
interface Stored {
  plans: Record<string, { detail: { warnings: { code: string; message: string }[] } }>
}

describe('notes of earlier versions', () => {
  it('that 0.1.0 stored are said in both languages by their code', () => {
    const { plans } = JSON.parse(readFileSync(stored, 'utf8')) as Stored
    const warnings = Object.values(plans).flatMap(({ detail }) => detail.warnings)
    const notes = readNotes(warnings)
    expect(notes.map(({ code }) => code)).toEqual(warnings.map(({ code }) => code))
    expect(new Set(notes.map(({ code }) => code)).size).toBeGreaterThan(1)
    for (const note of notes) {
      expect(noteText(note, 'zh-CN', plainFormat)).toMatch(/\p{Script=Han}.*。$/u)
      expect(noteText(note, 'en', plainFormat)).not.toMatch(/undefined|NaN/)
    }
  })

  it('keep what they were of', () => {
    const size = { vertices: 30, exampleVertex: 7, parts: 1, partsOfAll: 4, deviation: -0.3, weighs: 0.7 }
    const heavy = { cell: 4, lng: 121, lat: 25, weight: 'customers', share: 2, reached: 1, heavy: 1, parts: 3 }
    const left = { locked: 2, parts: 3, deviation: -0.2, canAsk: 1 }
    const message = 'as it was put'
    expect(
      readNotes([
        { code: 'component-off-tolerance', message, details: { ...size, district: '东区' } },
        { code: 'vertex-too-heavy', message, details: heavy },
        { code: 'locked-leave-too-little', message, details: left },
      ]),
    ).toMatchObject([
      { code: 'component-off-tolerance', cells: 30, grids: 1, gridsOfAll: 4, districts: ['东区'] },
      { code: 'vertex-too-heavy', at: { cell: 4, lng: 121, lat: 25 }, weight: 'customers', share: 2, grids: 3 },
      { code: 'locked-leave-too-little', locked: 2, grids: 3, canAsk: true },
    ])
  })

  it('that tell too little stand in their own words', () => {
    for (const code of ['tolerance-missed', 'something-new', 'toString'])
      expect(readNotes([{ code, message: 'as it was put' }])).toEqual([{ code: 'text', text: 'as it was put' }])
  })
})
