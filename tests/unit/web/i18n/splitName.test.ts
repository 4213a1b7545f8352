import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { shortenName, splitName } from '../../../../web/i18n/splitName.ts'

describe('splitName', () => {
  it('keeps a name’s number at its end', () => {
    expect(splitName('大安区04网格')).toEqual(['大安区', '04网格'])
    expect(splitName('North shore 12')).toEqual(['North shore ', '12'])
    expect(splitName('翔云区江滨街道第一社区03网格(4701050103)')).toEqual([
      '翔云区江滨街道第一社区03网格(',
      '4701050103)',
    ])
  })

  it('keeps the last letters of a name without a number', () => {
    expect(splitName('滨江经济技术开发区东')).toEqual(['滨江经济技术', '开发区东'])
    expect(splitName('东')).toEqual(['', '东'])
  })

  it('loses nothing, of whatever letters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => splitName(name).join('') === name))
  })
})

describe('shortenName', () => {
  it('cuts the middle out, so that the number stays', () => {
    expect(shortenName('云澜市大安区滨江街道第一社区04', 12)).toBe('云澜市大安区滨江街…04')
    expect(shortenName('大安区04', 12)).toBe('大安区04')
  })

  it('is never longer than allowed, and ends as the name does', () => {
    const named = fc.tuple(
      fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
      fc.integer({ min: 0, max: 99 }),
    )
    fc.assert(
      fc.property(named, ([text, number]) => {
        const short = shortenName(`${text}${number}`, 12)
        expect([...short].length).toBeLessThanOrEqual(14)
        expect(short.endsWith(String(number))).toBe(true)
      }),
    )
  })
})
