import { ShapanError } from '../../base/errors.ts'
import { textOf } from '../../cities/areaFields.ts'
import { describeOdd } from '../../contract/plainText.ts'
import type { RejectCode } from '../../contract/rejectCodes.ts'
import type { ColumnMap } from '../columnMap.ts'
import type { OwnColumns } from '../findColumns.ts'
import { readDecimal } from '../humanNumber.ts'
import { nearestName } from '../nearestName.ts'

/** What a column, or a property of a feature, may mean in a file of units, barriers or crossings, and its usual names. */
export const placeKeys = [
  {
    key: 'code',
    columns: [
      ...['unit_id', 'place_id', 'estate_id', 'building_id', 'park_id', 'code', '编码', '编号', '小区编码', '小区编号'],
      ...[
        '楼宇编码',
        '楼宇编号',
        '园区编码',
        '园区编号',
        '单元编码',
        '网格单元编码',
        '标识',
        'ref',
        'osm_id',
        '@id',
        'id',
      ],
    ],
  },
  {
    key: 'name',
    columns: [
      ...['name', 'name:zh', 'name_zh', 'name_cn', '名称', '小区名称', '小区名', '小区', '楼宇名称', '楼宇名', '楼宇'],
      ...[
        '园区名称',
        '园区',
        '校园名称',
        '学校名称',
        '学校',
        '市场名称',
        '市场',
        '村名',
        '村',
        '单元名称',
        '桥名',
        '路名',
        '河名',
      ],
      ...['unit_name', 'estate_name', 'title', 'name:en', 'name_en'],
    ],
  },
  {
    key: 'households',
    columns: ['households', 'household_count', 'homes', '户数', '住户数', '总户数', '家庭数', '家庭户数', '覆盖户数'],
  },
  {
    key: 'penetration',
    columns: ['penetration', 'penetration_rate', '渗透率', '宽带渗透率', '家宽渗透率', '占有率'],
  },
] as const

/** Of a file of points. */
const pointKeys = ['lon', 'lat', 'location']

/** Reads `code=id,name=title`, of these keys and those of a point. Throws `invalid-column-map`. */
export function parsePlaceMap(text: string, keys: readonly { readonly key: string }[] = placeKeys): ColumnMap {
  return parseMapOf([...keys.map(({ key }) => key), ...pointKeys], text)
}

/** Reads `owner=归属人,from=生效日期`, of these keys. Throws `invalid-column-map`. */
export function parseMapOf(mapKeys: readonly string[], text: string): ColumnMap {
  const map: ColumnMap = {}
  for (const pair of text.split(',')) {
    if (pair.trim() === '') continue
    const at = pair.indexOf('=')
    const key = pair.slice(0, at).trim()
    if (at < 0) throw badMap(`"${pair.trim()}" in the column map is not of the form key=column`)
    if (!mapKeys.includes(key)) {
      const hint = nearestName(key, mapKeys)
      throw badMap(
        `"${key}" is not a known key of the column map${hint ? `; did you mean "${hint}"?` : '.'} Keys: ${mapKeys.join(', ')}`,
      )
    }
    if (map[key] !== undefined) throw badMap(`The column map names "${key}" twice`)
    map[key] = pair.slice(at + 1).trim()
  }
  return map
}

function badMap(message: string): ShapanError {
  return new ShapanError('invalid-column-map', message)
}

export interface PlaceFields {
  readonly code: string
  readonly name: string
  readonly households: number | null
  readonly penetration: number | null
}

export interface FieldProblem {
  readonly column: string
  readonly value: string
  readonly code: RejectCode
  readonly reason: string
}

/** A site's code is its account's and its own. */
const mostLetters = { code: 200, site: 99, name: 120 }
const mostHouseholds = 2_147_483_647

/** The values of one row by what they mean, and what may be wrong with them. */
export function rowOf({ map, index }: OwnColumns, values: readonly unknown[]) {
  const textAt = (key: string) => (index[key] === undefined ? null : textOf(values[index[key]]))
  const refuse = (key: string, code: RejectCode, reason: string) => ({
    ok: false as const,
    problem: { column: map[key] ?? '', value: (textAt(key) ?? '').slice(0, mostLetters.code), code, reason },
  })
  return {
    has: (key: string) => index[key] !== undefined,
    textAt,
    /** in one line */
    lineAt: (key: string) => textAt(key)?.replace(/[\t\r\n]+/g, ' ') ?? null,
    refuse,
    /** of a code or a name: the refusal where it cannot be kept */
    faultOf(key: string, text: string | null, most: keyof typeof mostLetters) {
      if (!text) return undefined
      const found = describeOdd(text)
      if (found) return refuse(key, 'bad-character', `the ${key} ${found}`)
      if (text.includes('\ufffd'))
        return refuse(key, 'bad-encoding', `the ${key} holds U+FFFD, where a letter was lost`)
      if (text.length > mostLetters[most])
        return refuse(key, 'id-too-long', `the ${key} is longer than ${mostLetters[most]} characters`)
      return undefined
    },
  }
}

/** Reads what is known of a place from its values by column. A code that is not there is the name, and the other way round. */
export function readPlaceFields(
  columns: OwnColumns,
  values: readonly unknown[],
): { ok: true; fields: PlaceFields } | { ok: false; problem: FieldProblem } {
  const { has, textAt, lineAt, refuse, faultOf } = rowOf(columns, values)
  const [code, name] = [lineAt('code'), lineAt('name')]
  if (has('code') && code === null) return refuse('code', 'missing-id', 'the code is empty')
  if (!code && !name) return refuse('name', 'missing-id', 'the name is empty, and there is no code')
  const fault = faultOf('code', code, 'code') ?? faultOf('name', name, 'name')
  if (fault) return fault
  const households = readNumber(textAt('households'), 'count')
  if (typeof households === 'string') return refuse('households', 'not-a-number', households)
  if (households !== null && households < 0)
    return refuse('households', 'negative', 'a number of households cannot be negative')
  if (households !== null && !Number.isInteger(households))
    return refuse('households', 'not-whole', 'a number of households must be whole')
  if (households !== null && households > mostHouseholds)
    return refuse('households', 'too-large', `more than ${mostHouseholds} households`)
  const penetration = readNumber(textAt('penetration'), 'share')
  if (typeof penetration === 'string') return refuse('penetration', 'not-a-number', penetration)
  if (penetration !== null && !(penetration >= 0 && penetration <= 1))
    return refuse('penetration', 'out-of-range', 'a penetration lies between 0 and 1, or 0% and 100%')
  return { ok: true, fields: { code: code ?? name!, name: name ?? code!, households, penetration } }
}

/** The number, null where there is none, or why the text is none. */
function readNumber(text: string | null, kind: 'count' | 'share'): number | null | string {
  if (text === null) return null
  const read = readDecimal(text, kind)
  if (typeof read === 'object') return read.reason
  return Number.isFinite(Number(read)) ? Number(read) : `"${text}" is not a finite number`
}
