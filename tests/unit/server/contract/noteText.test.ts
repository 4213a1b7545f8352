import { describe, expect, it } from 'vitest'
import type { NoteCode } from '../../../../partition/index.ts'
import type { Problem } from '../../../../server/contract/common.ts'
import { noteSentences, refusalSentences } from '../../../../server/contract/noteSentences.ts'
import { noteText, refusalText } from '../../../../server/contract/noteText.ts'
import { formatFor } from '../../../../server/reports/format.ts'

const format = formatFor('zh-CN', 'CNY', 'Asia/Shanghai')
const inChinese = (code: string, details?: Record<string, string | number>) =>
  noteText({ code, message: 'as the server put it', ...(details ? { details } : {}) }, 'zh-CN', format)

/** Every code a plan can be stored with; the engine's by a type that names them all. */
const codes = Object.keys({
  'weight-ignored': 1,
  'no-weight': 1,
  'tolerance-missed': 1,
  'component-off-tolerance': 1,
  'district-too-small': 1,
  'vertex-too-heavy': 1,
  'unit-too-heavy': 1,
  'locked-leave-too-little': 1,
  'locked-leave-too-much': 1,
  'budget-too-small': 1,
  'apart-not-met': 1,
  'island-linked': 1,
  'district-piece-linked': 1,
  'stopped-early': 1,
  'islands-linked': 1,
  'district-pieces-linked': 1,
  'pieces-linked': 1,
} satisfies Record<
  | NoteCode
  | 'stopped-early'
  | 'islands-linked'
  | 'district-pieces-linked'
  | 'pieces-linked'
  // only in plans that are stored already
  | 'island-linked'
  | 'district-piece-linked',
  1
>)

describe('noteText', () => {
  it('says in the reader’s language what was stored with details', () => {
    expect(inChinese('tolerance-missed', { deviation: 0.083 })).toBe('没有找到全部在容差以内的划分，最大偏差 8.3%。')
    expect(inChinese('tolerance-missed', { deviation: 0.083, grid: '东区01网格' })).toMatch(/^东区01网格已锁定/)
    expect(inChinese('weight-ignored', { weight: 'revenue', total: 0 })).toBe('收入合计为零，无法均衡。')
    expect(inChinese('no-weight', {})).toContain('单元数大致相同')
    expect(inChinese('component-off-tolerance', { vertices: 1200, parts: 2, deviation: -0.294 })).toContain('−29.4%')
    expect(
      inChinese('island-linked', { cell: 1, lng: 121.5, lat: 25, toCell: 2, toLng: 121.6, toLat: 25.1 }),
    ).toContain('121.5000, 25.0000 → 121.6000, 25.1000')
    expect(inChinese('budget-too-small', { budget: 0.01, needed: 0.025 })).toContain('2.5%')
  })

  it('says where a tower is, what the others share, and only what can be done about it', () => {
    const all = { share: 2.5, heavy: 1, others: 0.72, lng: 117.2, lat: 31.8, parts: 2, tolerance: 0.6 }
    expect(inChinese('vertex-too-heavy', all)).toBe(
      '117.2000, 31.8000 处有一个单元独占网格目标值的 250%，超过一个网格的上限（这样的单元共 1 个）。其余网格按扣除后的平均值（原目标值的 72%）均衡。可提高分辨率、把网格数减到 2 个以内，或把容差放宽到 60% 以上。',
    )
    const bare = { share: 2.5, heavy: 1 }
    expect(inChinese('unit-too-heavy', bare)).toMatch(/（共 1 处）。可将其拆分。$/)
    expect(noteText({ code: 'vertex-too-heavy', message: '', details: bare }, 'en', format)).toMatch(
      /\(cells like that: 1\)\. Refine the resolution\.$/,
    )
  })

  it('advises no number of grids and no tolerance that cannot be asked for', () => {
    const left = { locked: 2, parts: 1, deviation: -0.4 }
    expect(inChinese('locked-leave-too-little', left)).toMatch(/；可解锁部分网格。$/)
    expect(inChinese('locked-leave-too-little', { ...left, canAsk: 1, tolerance: 0.4 })).toMatch(
      /；可解锁部分网格、减少网格数，或把容差放宽到 40%。$/,
    )
    expect(inChinese('district-too-small', { district: '东区', deviation: -1 })).toMatch(/；可允许跨区。$/)
  })

  it('says how many searches found none', () => {
    expect(inChinese('tolerance-missed', { deviation: 0.06, searches: 40 })).toMatch(/^搜索了 40 次，没有找到/)
  })

  it.each([
    'island-linked',
    'component-off-tolerance',
    'tolerance-missed',
    'weight-ignored',
    'something-new',
    'toString',
  ])('keeps the server’s words for %s without details', (code) => expect(inChinese(code)).toBe('as the server put it'))

  it.each(['zh-CN', 'en'] as const)('has a sentence for every code in %s', (language) => {
    expect(Object.keys(noteSentences[language]).toSorted()).toEqual(codes.toSorted())
    for (const [code, [needs]] of Object.entries(noteSentences[language])) {
      const details = Object.fromEntries(needs.map((key) => [key, 0.25]))
      const said = noteText({ code, message: 'fallback', details }, language, format)
      expect(said).not.toBe('fallback')
      expect(said).not.toMatch(/NaN|undefined/)
      expect(/\p{Script=Han}/u.test(said)).toBe(language === 'zh-CN')
    }
  })
})

describe('refusalText', () => {
  const problem = (reason: string, details: Record<string, number>): Problem => ({
    type: 'urn:shapan:problem:solve-failed',
    title: 'The request cannot be carried out',
    status: 422,
    code: 'solve-failed',
    detail: 'as the engine put it',
    reason,
    details,
  })

  it('says why there is no plan, and keeps the engine’s words for a reason it does not know', () => {
    const details = { total: 4000, smallest: 2500, largest: 2501, parts: 2, average: 2000 }
    expect(refusalText(problem('no-part-count', details), 'zh-CN', format)).toContain('平均 2,000 个客户')
    expect(refusalText(problem('no-part-count', {}), 'zh-CN', format)).toBe('as the engine put it')
    expect(refusalText(problem('unit-not-connected', {}), 'en', format)).toBe('as the engine put it')
  })

  it('knows the same reasons in both languages', () => {
    expect(Object.keys(refusalSentences.en)).toEqual(Object.keys(refusalSentences['zh-CN']))
  })
})
