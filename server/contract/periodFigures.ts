import type { SumFigure } from './figures.ts'

const count = { kind: 'sum', unit: 'count', decimals: 0 } as const
const money = { kind: 'sum', unit: 'money', decimals: 2 } as const

function arrears(key: string, zh: string, en: string, columns: readonly string[]): SumFigure {
  const spans = columns.flatMap((span) => [`欠费${span}`, `${span}欠费`])
  return { ...money, key, label: { 'zh-CN': `${zh}欠费`, en: `arrears of ${en} days` }, columns: [key, ...spans] }
}

/**
 * Usual figures of a billing period, which a city takes by their key alone. Opening + joined − left is what it closes with. From then on
 * they are figures like any other: nothing but this table knows what they mean.
 */
export const periodFigures: readonly SumFigure[] = [
  {
    ...count,
    key: 'opening',
    label: { 'zh-CN': '期初客户数', en: 'opening customers' },
    columns: [
      'opening',
      'opening_customers',
      '期初',
      '期初客户',
      '期初客户数',
      '期初用户',
      '期初用户数',
      '月初客户数',
      '月初用户数',
    ],
  },
  {
    ...count,
    key: 'joined',
    label: { 'zh-CN': '新增客户数', en: 'new customers' },
    columns: [
      'joined',
      'new_customers',
      'gross_adds',
      '新增',
      '新增客户',
      '新增客户数',
      '新增用户',
      '新增用户数',
      '新入网',
    ],
  },
  {
    ...count,
    key: 'left',
    label: { 'zh-CN': '离网客户数', en: 'customers who left' },
    columns: [
      'left',
      'lost_customers',
      'churned',
      '离网',
      '离网客户数',
      '离网用户数',
      '流失',
      '流失客户数',
      '流失用户数',
    ],
  },
  {
    ...money,
    key: 'billed',
    label: { 'zh-CN': '出账金额', en: 'billed amount' },
    columns: ['billed', 'billed_amount', 'amount_billed', '出账', '出账金额', '账单金额', '应收', '应收金额'],
  },
  {
    ...money,
    key: 'received',
    label: { 'zh-CN': '实收金额', en: 'amount received' },
    columns: ['received', 'received_amount', 'amount_received', '实收', '实收金额', '到账金额', '回款', '回款金额'],
  },
  arrears('arrears_30', '30 天内', '0–30', ['30天内', '30天以内', '0-30天', '0–30天', '0~30天']),
  arrears('arrears_60', '31–60 天', '31–60', ['31-60天', '31–60天', '31~60天']),
  arrears('arrears_90', '61–90 天', '61–90', ['61-90天', '61–90天', '61~90天']),
  arrears('arrears_over_90', '90 天以上', 'over 90', ['90天以上', '超90天', '超过90天']),
]
