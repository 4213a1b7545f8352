import { ShapanError } from '../../base/errors.ts'
import type { OutletDetails, OutletStatus, OutletType } from '../../contract/outlets.ts'
import { type FieldProblem, rowOf } from './placeColumns.ts'
import type { RowReader } from './readPlaces.ts'
import { valueOfWord, type Words, wordsText } from './wordValues.ts'

/** What a column may mean in a file of outlets, and its usual names. */
export const outletKeys = [
  {
    key: 'code',
    columns: [
      ...['outlet_id', 'outlet_code', 'channel_id', 'channel_code', 'shop_id', 'store_id', '渠道编码', '渠道编号'],
      ...['网点编码', '网点编号', '营业厅编码', '营业厅编号', '门店编码', '门店编号', '厅店编码', '厅店编号'],
      ...['code', '编码', '编号', 'id'],
    ],
  },
  {
    key: 'name',
    columns: [
      ...['outlet_name', 'channel_name', 'shop_name', 'store_name', '渠道名称', '网点名称', '营业厅名称', '营业厅'],
      ...['门店名称', '厅店名称', 'name', '名称'],
    ],
  },
  {
    key: 'type',
    columns: [
      ...['channel', 'channel_type', 'outlet_type', '渠道类型', '渠道类别', '渠道性质', '渠道属性', '网点类型'],
      ...['门店类型', '厅店类型', '类型', 'type', 'kind'],
    ],
  },
  {
    key: 'status',
    columns: ['status', 'state', '状态', '渠道状态', '网点状态', '门店状态', '营业状态', '经营状态'],
  },
] as const

const types: Words<OutletType> = {
  own: [
    '自有',
    '自有渠道',
    '自有厅',
    '自营',
    '自营厅',
    '自建',
    '自建厅',
    '直营',
    '直营店',
    '营业厅',
    'owned',
    'direct',
  ],
  social: [
    ...[
      '社会',
      '社会渠道',
      '社会厅',
      '代理',
      '代理商',
      '代理店',
      '合作',
      '合作厅',
      '加盟',
      '加盟店',
      '授权店',
      '专营店',
    ],
    ...['agent', 'dealer', 'partner', 'franchise', 'indirect'],
  ],
}
const statuses: Words<OutletStatus> = {
  open: ['营业', '营业中', '正常', '正常营业', '在营', '在用', '有效', '启用', 'active', 'normal'],
  planned: ['筹建', '筹建中', '在建', '规划', '拟建', '待开业', '未开业', 'building'],
  closed: ['停业', '已停业', '歇业', '关闭', '已关闭', '撤销', '已撤销', '关停', '注销', '退网', 'inactive'],
}

export interface OutletFields extends OutletDetails {
  readonly code: string
  readonly name: string
}

export const outletReader: RowReader<OutletFields> = {
  kind: 'outlet',
  keys: outletKeys,
  types: ['Point'],
  mayLackPlace: true,
  refuse(index, names, what) {
    for (const [key, is] of [
      ['code', index.code ?? index.name],
      ['type', index.type],
    ] as const)
      if (is === undefined)
        throw new ShapanError(
          'missing-column',
          `${key === 'code' ? 'Neither a code nor a name' : 'No type, own or social,'} of outlets was found among the ${what}: say which with --map ${key}=…. There are: ${names.slice(0, 50).join(', ') || 'none'}`,
          { columns: names },
        )
  },
  read: readOutletFields,
}

function readOutletFields(
  ...row: Parameters<typeof rowOf>
): { ok: true; fields: OutletFields } | { ok: false; problem: FieldProblem } {
  const { has, textAt, lineAt, refuse, faultOf } = rowOf(...row)
  const [code, name] = [lineAt('code'), lineAt('name')]
  if (has('code') && code === null) return refuse('code', 'missing-id', 'the code is empty')
  if (!code && !name) return refuse('name', 'missing-id', 'the name is empty, and there is no code')
  const fault = faultOf('code', code, 'code') ?? faultOf('name', name, 'name')
  if (fault) return fault
  const [typeText, statusText] = [textAt('type'), textAt('status')]
  const type = typeText === null ? undefined : valueOfWord(types, typeText)
  if (type === undefined)
    return refuse('type', 'unknown-value', `"${typeText ?? ''}" is no type of outlet: ${wordsText(types)} are`)
  const status = statusText === null ? null : valueOfWord(statuses, statusText)
  if (status === undefined)
    return refuse('status', 'unknown-value', `"${statusText}" is no status of an outlet: ${wordsText(statuses)} are`)
  return { ok: true, fields: { code: code ?? name!, name: name ?? code!, type, status } }
}
