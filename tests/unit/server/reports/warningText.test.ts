import { describe, expect, it } from 'vitest'
import { formatFor } from '../../../../server/reports/format.ts'
import { reportText } from '../../../../server/reports/text.ts'
import { warningText } from '../../../../server/reports/warningText.ts'

const inChinese = (code: string, details?: Record<string, string | number>) =>
  warningText(
    { code, message: 'as the server put it', ...(details ? { details } : {}) },
    reportText['zh-CN'],
    formatFor('zh-CN', 'CNY', 'Asia/Shanghai'),
  )

describe('warningText', () => {
  it('says in the report’s language what was stored with details', () => {
    expect(inChinese('tolerance-missed', { deviation: 0.083 })).toBe('没有找到全部在容差以内的划分，最大偏差 8.3%。')
    expect(inChinese('weight-ignored', { weight: 'revenue', total: 0 })).toBe('收入合计为零，无法均衡。')
    expect(inChinese('no-weight', {})).toContain('单元数大致相同')
    expect(inChinese('component-off-tolerance', { vertices: 1200, parts: 2, deviation: -0.294 })).toContain('−29.4%')
    expect(
      inChinese('island-linked', { cell: 1, lng: 121.5, lat: 25, toCell: 2, toLng: 121.6, toLat: 25.1 }),
    ).toContain('121.5000, 25.0000 → 121.6000, 25.1000')
  })

  it.each(['island-linked', 'component-off-tolerance', 'tolerance-missed', 'weight-ignored', 'something-new'])(
    'keeps the server’s words for %s without details',
    (code) => expect(inChinese(code)).toBe('as the server put it'),
  )
})
