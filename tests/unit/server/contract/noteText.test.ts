import { describe, expect, it } from 'vitest'
import { contractFigures } from '../../../../server/contract/figures.ts'
import { noteText, refusalText } from '../../../../server/contract/noteText.ts'
import type { PlanNote } from '../../../../server/contract/planNotes.ts'
import { formatFor } from '../../../../server/reports/format.ts'

const format = formatFor('zh-CN', { currency: 'CNY', timezone: 'Asia/Shanghai' }, contractFigures)
const inChinese = (note: PlanNote) => noteText(note, 'zh-CN', format)
const heavy = { share: 2.5, heavy: 1, reached: 1.5 }

describe('noteText', () => {
  it('says in the reader’s language what a plan falls short of', () => {
    expect(inChinese({ code: 'tolerance-missed', deviation: 0.083 })).toBe(
      '没有找到全部在容差以内的划分，最大偏差 8.3%。',
    )
    expect(inChinese({ code: 'tolerance-missed', deviation: 0.083, grid: '东区01网格' })).toMatch(/^东区01网格已锁定/)
    expect(inChinese({ code: 'weight-ignored', weight: 'revenue', total: 0 })).toBe('收入合计为零，无法均衡。')
    expect(inChinese({ code: 'weight-ignored', weight: 'revenue', total: -5000 })).toBe(
      '收入合计为 -¥50.00，无法均衡。',
    )
    expect(inChinese({ code: 'no-weight' })).toContain('单元数大致相同')
    const piece = { districts: [], cells: 1200, grids: 2, gridsOfAll: 60, deviation: -0.294, weighs: 1.4 }
    expect(inChinese({ code: 'component-off-tolerance', ...piece })).toContain('−29.4%')
    const [at, to] = [
      { cell: 1, lng: 121.5, lat: 25 },
      { cell: 2, lng: 121.6, lat: 25.1 },
    ]
    expect(inChinese({ code: 'island-linked', at, to })).toContain('121.5000, 25.0000 → 121.6000, 25.1000')
    expect(inChinese({ code: 'budget-too-small', budget: 0.01, needed: 0.025 })).toContain('2.5%')
  })

  it('says where a tower is, what the others share, and only what can be done about it', () => {
    const at = { cell: 7, lng: 117.2, lat: 31.8 }
    expect(inChinese({ code: 'vertex-too-heavy', ...heavy, at, others: 0.72, grids: 2, tolerance: 0.6 })).toBe(
      '117.2000, 31.8000 处有一个单元独占网格目标值的 250%，超过一个网格的上限（这样的单元共 1 个）。其余网格按扣除后的平均值（原目标值的 72%）均衡。可提高分辨率、把网格数减到 2 个以内，或把容差放宽到 60% 以上。',
    )
    expect(inChinese({ code: 'unit-too-heavy', cells: 3, ...heavy })).toMatch(/共 1 个）。可将其拆分。$/)
    expect(noteText({ code: 'vertex-too-heavy', ...heavy }, 'en', format)).toMatch(
      /more than a grid may\. Refine the resolution\.$/,
    )
  })

  it('advises no number of grids and no tolerance that cannot be asked for', () => {
    const left = { locked: 2, grids: 1, deviation: -0.4 }
    expect(inChinese({ code: 'locked-leave-too-little', ...left })).toMatch(/；可解锁部分网格。$/)
    expect(inChinese({ code: 'locked-leave-too-little', ...left, canAsk: true, tolerance: 0.4 })).toMatch(
      /；可解锁部分网格、减少网格数，或把容差放宽到 40%。$/,
    )
    expect(inChinese({ code: 'locked-leave-too-little', ...left, askFor: 4 })).toMatch(
      /；可解锁部分网格，或改分成 4 个网格。$/,
    )
    const piece = { cells: 1, grids: 1, gridsOfAll: 60, deviation: -1, weighs: 0 }
    expect(inChinese({ code: 'district-too-small', district: '东区', ...piece })).toMatch(/；可允许跨区。$/)
  })

  it('says how many searches found none', () => {
    expect(inChinese({ code: 'tolerance-missed', deviation: 0.06, searches: 40 })).toMatch(/^搜索了 40 次，没有找到/)
  })
})

describe('refusalText', () => {
  it('says why there is no plan, with what a band must take in', () => {
    const band = { code: 'no-part-count', total: 4000, smallest: 2500, largest: 2501, grids: 2, average: 2000 } as const
    expect(refusalText(band, 'zh-CN', format)).toContain('平均 2,000 个客户')
    expect(refusalText({ ...band, average: 2600.4 }, 'en', format)).toContain('would have 2,601 on average')
  })
})
