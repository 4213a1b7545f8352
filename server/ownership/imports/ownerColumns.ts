import { addDays } from '../../base/civilDates.ts'
import { ShapanError } from '../../base/errors.ts'
import type { OwnerKind, OwnerLayer, OwnerPlane } from '../../contract/owners.ts'
import { describeOdd } from '../../contract/plainText.ts'
import { readDate } from '../../data/humanDate.ts'
import { rowOf } from '../../data/places/placeColumns.ts'
import { valueOfWord, type Words, wordsText } from '../../data/places/wordValues.ts'
import type { AskedPeriod } from '../rows/periods.ts'
import { type SubjectKind, subjectKeys } from './subjectColumns.ts'
import type { TableReader } from './tableOfRows.ts'

/** What a column may mean in a file of owners, a row a period, and its usual names. */
export const ownerKeys = [
  ...subjectKeys,
  { key: 'layer', columns: ['layer', 'owner_layer', '层级', '归属层级', '归属类型', '名单类型'] },
  {
    key: 'kind',
    columns: ['kind', 'owner_kind', 'owner_type', '归属人类型', '归属对象类型', '责任人类型', '类型'],
  },
  {
    key: 'owner',
    columns: [
      ...['owner', 'owner_id', 'party', 'party_id', '归属', '归属人', '归属人编码', '责任人', '责任人编码', '客户经理'],
      ...['客户经理编码', '团队', '团队编码', 'grid', 'grid_code', 'grid_id', '网格', '网格编码', '归属网格'],
    ],
  },
  { key: 'plane', columns: ['plane', 'owner_plane', '攻防', '攻防属性', '攻守'] },
  {
    key: 'from',
    columns: ['from', 'effective_from', 'start_date', 'valid_from', '生效日期', '生效日', '开始日期', '起始日期'],
  },
  { key: 'until', columns: ['until', 'effective_until', 'valid_until', '失效日期', '失效日'] },
  {
    key: 'last-day',
    columns: ['last_day', 'end_date', 'valid_to', '截止日', '截止日期', '到期日', '到期日期', '结束日期'],
  },
  { key: 'reason', columns: ['reason', 'remark', 'note', '原因', '事由', '归属原因', '依据', '备注'] },
] as const

const layers: Words<OwnerLayer> = {
  override: ['特例', '客户特例'],
  keyAccount: ['集团', '重点', '重点客户', '集团客户', 'key account'],
  listed: ['名单', '名单制', '名单制客户', 'list'],
  cluster: ['聚类', '聚类网格'],
}
const kinds: Words<OwnerKind> = {
  none: ['无', '下一层'],
  place: ['所在网格', '物理网格', '按地点'],
  grid: ['网格'],
  team: ['团队', '班组', '部门'],
  person: ['个人', '人员', '客户经理', '网格经理'],
}
const planes: Words<OwnerPlane> = { attack: ['进攻', '攻'], defence: ['防守', '守', 'defense'] }
const layerOf: Readonly<Record<SubjectKind, readonly OwnerLayer[]>> = {
  customer: ['override'],
  account: ['listed', 'keyAccount', 'cluster'],
  unit: ['cluster'],
}
const mostReason = 1000

/** What holds where a file has no column that says it. */
export interface OwnerDefaults {
  readonly from?: string | undefined
  readonly reason?: string | undefined
}

/** Reads a period of an owner from each row; of an account without a layer it is of the list. */
export function ownerReader({ from: usualFrom, reason: usualReason }: OwnerDefaults): TableReader<AskedPeriod> {
  return {
    keys: ownerKeys,
    demand({ index }, names) {
      const lacks = (what: string, map: string) =>
        new ShapanError(
          'missing-column',
          `No column of ${what} was found: say which with map ${map}. There are: ${names.slice(0, 50).join(', ') || 'none'}`,
          { columns: names },
        )
      if (subjectKeys.every(({ key }) => index[key] === undefined))
        throw lacks('customers, accounts or units', 'customer=…, account=… or unit=…')
      if (index.owner === undefined && index.kind === undefined) throw lacks('owners', 'owner=…')
      if (index.from === undefined && usualFrom === undefined)
        throw lacks('days from which on', 'from=…, or give one day for all')
      if (index.reason === undefined && usualReason === undefined)
        throw lacks('reasons', 'reason=…, or give one reason for all')
    },
    read(columns, values) {
      const { lineAt, refuse, faultOf } = rowOf(columns, values)
      const about = subjectKeys.find(({ key }) => lineAt(key) !== null)?.key
      if (!about) return refuse(firstKey(columns), 'missing-id', 'it names no customer, account or unit')
      const id = lineAt(about)!
      const layerText = lineAt('layer')
      const layer = layerText === null ? layerOf[about][0]! : valueOfWord(layers, layerText)
      if (layer === undefined)
        return refuse('layer', 'unknown-value', `"${layerText}" is no layer of owners: ${wordsText(layers)} are`)
      if (!layerOf[about].includes(layer))
        return refuse(
          'layer',
          'unknown-value',
          `of the layer ${layer} is no ${about}: ${layerOf[about].join(', ')} are`,
        )
      const owner = readOwner(lineAt('kind'), lineAt('owner'), columns.map.owner)
      if (typeof owner === 'string') return refuse(owner.includes('kind') ? 'kind' : 'owner', 'unknown-value', owner)
      const fault = faultOf(about, id, 'code') ?? faultOf('owner', owner.ref, 'code')
      if (fault) return fault
      const planeText = lineAt('plane')
      const plane = planeText === null ? null : valueOfWord(planes, planeText)
      if (plane === undefined)
        return refuse('plane', 'unknown-value', `"${planeText}" is no plane: ${wordsText(planes)} are`)
      const fromText = lineAt('from')
      const from = fromText === null ? usualFrom : readDate(fromText)
      if (!from) return refuse('from', 'not-a-date', `"${fromText ?? ''}" is no day such as 2027-01-01`)
      const untilKey = lineAt('until') === null ? 'last-day' : 'until'
      const untilText = lineAt(untilKey)
      const end = untilText === null ? null : readDate(untilText)
      if (untilText !== null && end === null)
        return refuse(untilKey, 'not-a-date', `"${untilText}" is no day such as 2027-01-01`)
      const until = end !== null && untilKey === 'last-day' ? addDays(end, 1) : end
      if (until !== null && until <= from)
        return refuse(untilKey, 'out-of-range', `it ends with ${end}, before it begins on ${from}`)
      const reason = (lineAt('reason') ?? usualReason)?.slice(0, mostReason)
      if (!reason) return refuse('reason', 'missing-id', 'the reason is empty')
      const odd = describeOdd(reason)
      if (odd) return refuse('reason', 'bad-character', `the reason ${odd}`)
      const subject = layer === 'cluster' ? `${about}:${id}` : id
      return { ok: true, row: { layer, subject, from, until, ...owner, plane, reason } }
    },
  }
}

const firstKey = ({ index }: { readonly index: Readonly<Record<string, number | undefined>> }) =>
  subjectKeys.find(({ key }) => index[key] !== undefined)!.key

/** What an owner is where only the heading of his column says so. */
const headings: readonly (readonly [RegExp, OwnerKind])[] = [
  [/grid|网格/i, 'grid'],
  [/team|团队|班组/i, 'team'],
  [/person|经理/i, 'person'],
]

/** Of two columns, or of one as `person:wang` or under a heading such as 网格编码; what is wrong with it where it is none. */
function readOwner(
  kindText: string | null,
  ownerText: string | null,
  heading = '',
): { readonly kind: OwnerKind; readonly ref: string | null } | string {
  const parts = kindText === null ? /^([^:]+):(.*)$/.exec(ownerText ?? '') : null
  const headed = kindText === null && !parts ? headings.find(([pattern]) => pattern.test(heading))?.[1] : undefined
  const said = kindText ?? parts?.[1] ?? headed ?? ownerText
  if (said === null) return 'no kind of owner and no owner'
  const kind = valueOfWord(kinds, said)
  if (kind === undefined)
    return `"${said}" is no kind of owner: ${wordsText(kinds)} are; without a column of kinds an owner is written as person:wang`
  if (kind === 'none' || kind === 'place') return { kind, ref: null }
  const ref = (parts ? parts[2]!.trim() : kindText === null && !headed ? null : ownerText) || null
  return ref === null ? `the owner of the kind ${kind} is not named` : { kind, ref }
}
