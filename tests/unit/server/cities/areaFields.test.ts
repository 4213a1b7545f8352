import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chooseFields, type FieldChoice, type Properties, textOf } from '../../../../server/cities/areaFields.ts'

const choose = (areas: readonly Properties[], choice: FieldChoice = {}) =>
  chooseFields(areas, choice, 'invalid-boundary')
const refusal = (areas: readonly Properties[], choice: FieldChoice = {}): string => {
  try {
    choose(areas, choice)
  } catch (error) {
    return (error as Error).message
  }
  return ''
}

describe('names and codes are found', () => {
  test.each<[string, Properties[], { name: string | null; code: string | null }]>([
    [
      'by DataV',
      [
        { adcode: 1, name: '东河区' },
        { adcode: 2, name: '西河区' },
      ],
      { name: 'name', code: 'adcode' },
    ],
    [
      'at the deepest level, in its own script',
      [
        { GID_2: 'C.1', NAME_2: 'Shiyan', GID_3: 'C.1.1', NAME_3: 'Donghe', NL_NAME_3: '东河区' },
        { GID_2: 'C.1', NAME_2: 'Shiyan', GID_3: 'C.1.2', NAME_3: 'Xihe', NL_NAME_3: '西河区' },
      ],
      { name: 'NL_NAME_3', code: 'GID_3' },
    ],
    [
      'in the other script where its own is not there for all',
      [
        { NAME_2: 'Shiyan', NAME_3: 'Donghe', NL_NAME_3: 'NA' },
        { NAME_2: 'Other', NAME_3: 'Xihe', NL_NAME_3: '西河区' },
      ],
      { name: 'NAME_3', code: null },
    ],
    [
      'past a level that all share',
      [
        { TOWNNAME: '大安區', COUNTYNAME: '臺北市', TOWNCODE: '63000030', COUNTYCODE: '63000' },
        { TOWNNAME: '中正區', COUNTYNAME: '臺北市', TOWNCODE: '63000050', COUNTYCODE: '63000' },
      ],
      { name: 'TOWNNAME', code: 'TOWNCODE' },
    ],
    [
      "past the city's own name and code",
      [
        { name: '试验市', code: '3409', 县名: '东河区', PAC: 340901 },
        { name: '试验市', code: '3409', 县名: '西河区', PAC: 340902 },
      ],
      { name: '县名', code: 'PAC' },
    ],
    [
      'in any case',
      [
        { Name: 'a', AdCode: 1 },
        { Name: 'b', AdCode: 2 },
      ],
      { name: 'Name', code: 'AdCode' },
    ],
    ['for a lone area without any', [{ shade: 3 }], { name: null, code: null }],
    [
      'for parts of one area',
      [
        { name: 'a', code: 1 },
        { name: 'a', code: 1 },
      ],
      { name: 'name', code: 'code' },
    ],
  ])('%s', (_, areas, fields) => expect(choose(areas)).toEqual(fields))

  test('where the user says', () => {
    const areas = [
      { name: 'a', 片区: '甲', 号: 1 },
      { name: 'b', 片区: '乙', 号: 2 },
    ]
    expect(choose(areas, { nameField: '片区', codeField: '号' })).toEqual({ name: '片区', code: '号' })
  })
})

describe('is refused, with the fields there are and the option:', () => {
  test.each<[string, Properties[], FieldChoice, RegExp]>([
    [
      'no name',
      [
        { 片区: '甲', 号: 1 },
        { 片区: '乙', 号: 2 },
      ],
      {},
      /the fields are 片区, 号.*--name-field/,
    ],
    ['no field', [{}, {}], {}, /2 features have no fields.*"name".*one MultiPolygon/],
    ['a field that is not there', [{ name: 'a' }], { nameField: 'nom' }, /"nom" \(--name-field\); the fields are name/],
    ['a code field that is not there', [{ name: 'a' }], { codeField: 'no' }, /"no" \(--code-field\)/],
    [
      'one name for all',
      [
        { name: '试验市', adcode: 1, 片区: '甲' },
        { name: '试验市', adcode: 2, 片区: '乙' },
      ],
      {},
      /All 2 features have one name, "试验市".*adcode, 片区.*--name-field/,
    ],
  ])('%s', (_, areas, choice, message) => expect(refusal(areas, choice)).toMatch(message))
})

test('the way out of a refusal leads in, whatever the fields are called', () => {
  const field = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== '__proto__')
  fc.assert(
    fc.property(
      fc.uniqueArray(field, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 2, max: 5 }),
      (fields, count) => {
        const areas = Array.from({ length: count }, (_, i) =>
          Object.fromEntries(fields.map((one) => [one, `${one} ${i}.`])),
        )
        if (refusal(areas) === '') return
        for (const nameField of fields) expect(choose(areas, { nameField }).name).toBe(nameField)
      },
    ),
  )
})

test('what stands for nothing is no name', () => {
  for (const nothing of ['', ' ', 'NA', 'n/a', 'null', '<Null>', '\\N', null, undefined, {}, true])
    expect(textOf(nothing)).toBeNull()
  expect([textOf(' 甲 '), textOf(340901), textOf('Nan')]).toEqual(['甲', '340901', 'Nan'])
})
