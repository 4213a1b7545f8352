import { type ErrorCode, ShapanError } from '../base/errors.ts'

export type Properties = Readonly<Record<string, unknown>>

/** Which properties name the areas of a file. */
export interface AreaFields {
  /** null: the file names no area, and its only one is called like the city */
  readonly name: string | null
  /** null: an area's code is its place in the file */
  readonly code: string | null
}

export interface FieldChoice {
  readonly nameField?: string | undefined
  readonly codeField?: string | undefined
}

/**
 * Names that are looked for, best first, compared without case, spaces, hyphens and underscores. Those of one list within stand for each
 * level of areas (`#`), the deepest first: a file of districts says their city's name beside their own.
 */
const usualNames: readonly (string | readonly string[])[] = [
  'name',
  'name:zh',
  'name_zh',
  'name_chn',
  'name_cn',
  '名称',
  '县名',
  '区名',
  '区县名',
  '区县名称',
  '行政区名',
  '行政区名称',
  'XZQMC',
  'QXMC',
  '行政区',
  '区县',
  '区',
  ['NL_NAME_#', 'NAME_#', 'ADM#_ZH', 'ADM#_EN'],
  'shapeName',
  'fullname',
  'admin_name',
  'VILLNAME',
  'TOWNNAME',
  'COUNTYNAME',
  '村名',
  '社区',
  '乡镇名',
  '乡镇',
  '街道名称',
  '街道名',
  '社区名称',
  '乡镇名称',
  '街道',
  'village',
  'community',
  'subdistrict',
  'town',
  'district',
  'county',
  'name:en',
  'name_en',
]
const usualCodes: typeof usualNames = [
  'adcode',
  'code',
  'adm_code',
  'dt_adcode',
  'admin_code',
  '区划代码',
  '行政区划代码',
  '行政区代码',
  '县代码',
  '区县代码',
  'XZQDM',
  'QXDM',
  'PAC',
  '街道代码',
  '乡镇代码',
  '社区代码',
  '村代码',
  '代码',
  '编码',
  ['GID_#', 'ADM#_PCODE'],
  'shapeID',
  'VILLCODE',
  'TOWNCODE',
  'COUNTYCODE',
  'ref',
  'osm_id',
  '@id',
  'id',
]
const levels = ['5', '4', '3', '2', '1', '0']
const shownFields = 30

/**
 * Finds the fields that name a file's areas and give them codes. Among the usual names the first is taken that every area fills and that
 * tells areas apart; where none does, the first that any area fills. Throws `errorCode`, listing the fields there are, where several areas
 * have no name in any or one and the same, or where a field that was asked for is not there.
 */
export function chooseFields(areas: readonly Properties[], choice: FieldChoice, errorCode: ErrorCode): AreaFields {
  const present = [...new Set(areas.flatMap((properties) => Object.keys(properties)))]
  const list = present.length === 0 ? 'they have none' : `the fields are ${present.slice(0, shownFields).join(', ')}`
  const fail = (message: string) => new ShapanError(errorCode, message, { fields: present })
  const asked = (option: string, field: string | undefined) => {
    if (field === undefined || present.includes(field)) return field
    throw fail(`No feature has the field "${field}" (${option}); ${list}`)
  }
  const isAlike = (field: string) => new Set(areas.map((properties) => textOf(properties[field]))).size === 1

  const name =
    asked('--name-field', choice.nameField) ??
    best(areas, usualNames, present, (field) => areas.length === 1 || !isAlike(field))
  if (name === undefined && areas.length > 1) {
    throw fail(
      present.length === 0
        ? `The ${areas.length} features have no fields, and so no names: give each a "name", or join them to one MultiPolygon for a city without districts`
        : `No field with the names of the ${areas.length} features was found; ${list}. Say which one with --name-field`,
    )
  }
  const code =
    asked('--code-field', choice.codeField) ??
    best(areas, usualCodes, present, (field) => name === undefined || tellsApart(areas, field, name))
  if (name !== undefined && areas.length > 1 && isAlike(name) && code !== undefined && !isAlike(code)) {
    throw fail(
      `All ${areas.length} features have one name, "${textOf(areas[0]?.[name])}", in the field "${name}"; ${list}. Say which one names the districts with --name-field`,
    )
  }
  return { name: name ?? null, code: code ?? null }
}

/** The text of a value that may be a name or a code; null for what stands for nothing. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return null
  const text = value.trim()
  return /^(|na|n\/a|null|<null>|\\n)$/i.test(text) ? null : text
}

/** The fields there are among the usual ones, best first. */
function candidates(usual: typeof usualNames, present: readonly string[]): string[] {
  const wanted = usual.flatMap((name) =>
    typeof name === 'string' ? [name] : levels.flatMap((level) => name.map((one) => one.replace('#', level))),
  )
  return wanted.flatMap((name) => present.filter((field) => normalise(field) === normalise(name)))
}

function best(
  areas: readonly Properties[],
  usual: typeof usualNames,
  present: readonly string[],
  isTelling: (field: string) => boolean,
): string | undefined {
  const isFull = (field: string) => areas.every((properties) => textOf(properties[field]) !== null)
  const isUsed = (field: string) => areas.some((properties) => textOf(properties[field]) !== null)
  const fields = candidates(usual, present).filter(isUsed)
  return fields.find((field) => isFull(field) && isTelling(field)) ?? fields[0]
}

/** No two names have one code. */
function tellsApart(areas: readonly Properties[], field: string, name: string): boolean {
  const names = new Map<string | null, unknown>()
  return areas.every((properties) => {
    const code = textOf(properties[field])
    if (!names.has(code)) names.set(code, textOf(properties[name]))
    return names.get(code) === textOf(properties[name])
  })
}

function normalise(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_-]/g, '')
}
