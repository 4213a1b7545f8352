import fc from 'fast-check'
import { expect, test } from 'vitest'
import { label } from '../../../../server/contract/common.ts'
import { describeOdd, plainText, visible, visibleJson, visibleLines } from '../../../../server/contract/plainText.ts'

const odd = [
  ...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)),
  ...Array.from({ length: 33 }, (_, code) => String.fromCharCode(0x7f + code)),
  ...['\u2028', '\u2029', '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'],
  ...['\ud800', '\udbff', '\udc00', '\udfff'],
]

test('every control, line and direction character and half a pair is odd, wherever it stands', () => {
  for (const character of odd) {
    const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    expect(describeOdd(`网格${character}x`)).toBe(`holds U+${code} as character 3`)
    expect(describeOdd(character)).toBe(`holds U+${code} as character 1`)
    expect(plainText.safeParse(`a${character}b`).error?.issues[0]?.message).toContain(`holds U+${code} as character 2`)
    expect(label.safeParse(`a${character}b`).success).toBe(false)
  }
})

test('names of people and places in any script are plain', () => {
  for (const text of [
    '东城01网格',
    '𠮷野家',
    "L'Haÿ-les-Roses",
    'العاصمة',
    'תל אביב',
    'क्षेत्र',
    '👩‍👩‍👧',
    'a\u200bb',
    'İstanbul',
    '=1+1',
    '<b>',
  ])
    expect([describeOdd(text), visible(text), label.safeParse(text).success]).toEqual([undefined, text, true])
})

test('a place is counted in characters and not in halves', () => {
  expect(describeOdd('𠮷\u0000')).toBe('holds U+0000 as character 2')
})

const texts = fc.array(fc.oneof(fc.constantFrom(...odd), fc.string({ unit: 'binary' }))).map((parts) => parts.join(''))

test('what is written out is plain, and JSON keeps its value', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(describeOdd(visible(text))).toBeUndefined()
      expect(describeOdd(visibleLines(text).replaceAll('\n', ''))).toBeUndefined()
      expect(visibleLines(text).split('\n')).toHaveLength(text.split('\n').length)
      const json = visibleJson(JSON.stringify({ [text]: text }, null, 2))
      expect(describeOdd(json.replaceAll('\n', ''))).toBeUndefined()
      expect(JSON.parse(json)).toEqual({ [text]: text })
    }),
  )
})

test('odd characters are written as programmers write them', () => {
  expect(visible('\u001b[31m\u0000\u009b\u202e\ud800\t\r\n')).toBe('\\x1b[31m\\x00\\x9b\\u202e\\ud800\\t\\r\\n')
})
