import { InvalidArgumentError } from 'commander'
import { z } from 'zod'
import { ShapanError } from '../base/errors.ts'
import { areaLevels } from '../contract/areaLevels.ts'
import * as common from '../contract/common.ts'
import { disputeStatus } from '../contract/disputes.ts'
import { divisionKey, segmentName } from '../contract/divisions.ts'
import { contractKeys, type FigureKey, figureKey } from '../contract/figures.ts'
import * as grids from '../contract/grids.ts'
import { compared, warningCode } from '../contract/impact.ts'
import { laterChoice } from '../contract/lifecycle.ts'
import * as links from '../contract/links.ts'
import { gridRole, type OwnerKind, ownerKind, ownerLayer, ownerPlane, ownerValue, party } from '../contract/owners.ts'
import * as asked from '../contract/partitionRequest.ts'
import * as rules from '../contract/partitionRules.ts'
import { type Period, readPeriod } from '../contract/periods.ts'
import * as places from '../contract/placeKinds.ts'
import type { AreaOfClass, Pin, Thing } from '../contract/things.ts'
import * as things from '../contract/things.ts'
import { civilDate, versionId } from '../contract/versions.ts'
import { type Encoding, encodings } from '../files/textEncoding.ts'

/** A fraction from `5%`, `5 %` or `0.05`. */
export function parseTolerance(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*$/.exec(text)
  const value = match ? fraction(match[1]!, match[2]!) : Number.NaN
  if (!(value > 0 && value <= 1))
    throw new InvalidArgumentError('a tolerance looks like 5% or 0.05, above 0 and up to 100%.')
  return value
}

/** `3%,10%` → one tolerance a weight; a single one is for all of them. */
export function parseTolerances(text: string): number[] {
  return text.split(',').map(parseTolerance)
}

/** A share from `5%` or `0.05`, 0 and 1 included. */
export function parseShare(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*$/.exec(text)
  const value = match ? fraction(match[1]!, match[2]!) : Number.NaN
  if (!(value >= 0 && value <= 1)) throw new InvalidArgumentError('a share looks like 5% or 0.05, from 0 to 100%.')
  return value
}

/** `30000-50000` → the smallest and the largest size of a part. */
export function parseSizeBand(text: string): { smallest: number; largest: number } {
  const match = /^\s*(\d{1,15})\s*[-–]\s*(\d{1,15})\s*$/.exec(text)
  const [smallest, largest] = [Number(match?.[1]), Number(match?.[2])]
  if (!(smallest >= 1 && largest >= smallest))
    throw new InvalidArgumentError('a size band looks like 30000-50000, the smaller first.')
  return { smallest, largest }
}

/** Seconds from `10s`, `2m` or `10`. */
export function parseTimeLimit(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(s|m)?\s*$/.exec(text)
  const value = match ? Number(match[1]) * (match[2] === 'm' ? 60 : 1) : Number.NaN
  if (!(value > 0 && value <= 86_400))
    throw new InvalidArgumentError('a time limit looks like 10s or 2m, at most a day.')
  return value
}

/** `2` or `2,3` → the numbers of weights, counted from 1. */
export function parseWeightNumbers(text: string): number[] {
  return text.split(',').map(wholeNumber(1, 64))
}

/** `customers=0.5,revenue=50%` → a coefficient a weight. */
export function parseComposite(text: string): Record<FigureKey, number> {
  const coefficients: Record<FigureKey, number> = {}
  for (const entry of text.split(',')) {
    const match = /^\s*([a-z][a-z0-9_]*)\s*=\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*$/.exec(entry)
    const key = figureKey.safeParse(match?.[1])
    if (!key.success || key.data in coefficients)
      throw new InvalidArgumentError(
        'each weight has one coefficient, as a number or a percentage, such as customers=0.5,revenue=50%.',
      )
    coefficients[key.data] = fraction(match![2]!, match![3]!)
  }
  return coefficients
}

/** Through decimal text: 5 / 100 must be the number 0.05 whichever way it was written. */
function fraction(digits: string, sign: string): number {
  return Number(sign ? `${digits}e-2` : digits)
}

export const parsePreset = bySchema(asked.preset, 'one of fast, balanced, quality is expected.')
export const parseSubdistrictRule = bySchema(rules.subdistrictRule, 'one of ignore, avoid, whole, never is expected.')
export const parseLinkRule = bySchema(rules.linkRule, 'one of automatic, small-islands, confirmed is expected.')
export const parseDistrictRule = bySchema(rules.districtRule, 'one of ignore, avoid, never is expected.')

export const parseLabel = bySchema(common.label, 'a name of 1 to 120 characters is expected.')
export const parseDivisionKey = bySchema(
  divisionKey,
  'the key of a division is a lower-case letter, then letters, digits and hyphens, as `shapan division list` prints them.',
)

/** `商务,政企` → the segments; an empty text names none. */
export function parseSegments(text: string): string[] {
  if (text.trim() === '') return []
  return text.split(',').map(bySchema(segmentName, 'segments are 1 to 200 characters each, separated by commas.'))
}

export const parseCivilDate = bySchema(civilDate, 'a date looks like 2026-07-01.')
export const parseInstant = bySchema(
  z.iso.datetime({ offset: true }),
  'an instant looks like 2026-07-01T00:00:00+08:00, with its offset.',
)
export const parseLater = bySchema(laterChoice, 'one of keep, withdraw is expected.')
export const parseCompared = bySchema(
  compared,
  'one of plan:<id>, plan:<id>@<revision>, version:<number>, on:<date> is expected.',
)

export const parseWarningCode = bySchema(warningCode, `one of ${warningCode.options.join(', ')} is expected.`)
export const parseGridId = bySchema(z.uuid(), 'the id of a grid is a UUID, as `shapan grids --json` prints it.')
export const parseLongitude = bySchema(
  z.coerce.number().pipe(common.longitude),
  'degrees from -180 to 180 are expected.',
)
export const parseLatitude = bySchema(z.coerce.number().pipe(common.latitude), 'degrees from -90 to 90 are expected.')

/** Options together, as a request has them; throws `invalid-request`, naming what is missing. */
export function checkedBy<S extends z.ZodType>(schema: S, options: unknown): z.output<S> {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`)
  throw new ShapanError('invalid-request', problems.join('; '))
}

export const parseOwnerLayer = bySchema(ownerLayer, `one of ${ownerLayer.options.join(', ')} is expected.`)
export const parseOwnerPlane = bySchema(ownerPlane, `one of ${ownerPlane.options.join(', ')} is expected.`)
export const parseDisputeStatus = bySchema(disputeStatus, `one of ${disputeStatus.options.join(', ')} is expected.`)
export const parseGridRole = bySchema(gridRole, 'one of head, manager is expected.')
export const parsePartyKind = bySchema(party.shape.kind, 'one of team, person is expected.')

/** `person:wang` → the kind and the id; `none` and `place` have none. */
export function parseOwnerValue(text: string): { kind: OwnerKind; id: string | null } {
  const at = text.indexOf(':')
  const [name, id] = at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)]
  const kind = ownerKind.safeParse(name)
  const parsed = kind.success ? ownerValue.safeParse({ kind: kind.data, id }) : undefined
  if (!parsed?.success)
    throw new InvalidArgumentError('one of none, place, grid:<id>, team:<id>, person:<id> is expected.')
  return { kind: parsed.data.kind, id }
}

/** `taipei@7` → the city and the number. */
export function parseVersionId(text: string): { city: string; number: number } {
  if (!versionId.safeParse(text).success) throw new InvalidArgumentError('a version looks like taipei@7.')
  const [city = '', number] = text.split('@')
  return { city, number: Number(number) }
}

export const parseUnitKind = bySchema(places.unitKind, `one of ${places.unitKinds.join(', ')} is expected.`)

/** Of what is imported beside customers. */
export const parseImportKind = bySchema(
  z.enum([...places.importKinds, ...areaLevels]),
  `one of ${[...places.importKinds, ...areaLevels].join(', ')} is expected.`,
)
export const parsePlaceKind = bySchema(places.placeKind, `one of ${places.placeKinds.join(', ')} is expected.`)
export const parseBarrierKind = bySchema(places.barrierKind, `one of ${places.barrierKinds.join(', ')} is expected.`)

/** `river,expressway` → the kinds. */
export function parseBarrierKinds(text: string): places.BarrierKind[] {
  return text.split(',').map((kind) => parseBarrierKind(kind.trim()))
}

/** `estate,park` → the kinds. */
export function parseUnitKinds(text: string): places.UnitKind[] {
  return text.split(',').map((kind) => parseUnitKind(kind.trim()))
}

/** `estate:E12`, or cells as `40-55` and `12,40-55`. */
function readThing(text: string): Thing | undefined {
  const [kind, code] = splitOnce(text.trim(), ':')
  if (code !== undefined) {
    const unit = places.unitKind.safeParse(kind)
    return unit.success && code !== '' && code.length <= 200 ? { place: { kind: unit.data, code } } : undefined
  }
  try {
    return { cells: parseCellRanges(text).map(({ start, length }) => [start, length]) }
  } catch {
    return undefined
  }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)]
}

/** `estate:E12=3` → what is pinned, and to which grid: its number, or its id. */
export function parsePin(text: string): Pin {
  const at = text.lastIndexOf('=')
  const [thing, grid] = [readThing(text.slice(0, Math.max(0, at))), text.slice(at + 1).trim()]
  const number = grids.gridNumber.safeParse(/^\d+$/.test(grid) ? Number(grid) : Number.NaN)
  const id = z.uuid().safeParse(grid)
  if (at > 0 && thing && number.success) return { ...thing, grid: number.data }
  if (at > 0 && thing && id.success) return { ...thing, grid: id.data }
  throw new InvalidArgumentError('a pin is a unit or cells and a grid, such as estate:E12=3 or 40-55=3.')
}

/** `estate:E1,estate:E2` → two things. */
export function parseApart(text: string): [Thing, Thing] {
  const things = text.split(',').map(readThing)
  const [first, second] = things
  if (things.length !== 2 || !first || !second)
    throw new InvalidArgumentError('two units or cells are expected, such as estate:E1,estate:E2 or 12,40-55.')
  return [first, second]
}

/** `district:510302,village:V7` → areas by kind and code. */
export function parseAreasOfClass(text: string): AreaOfClass[] {
  return text.split(',').map((one) => {
    const [kind, code] = splitOnce(one.trim(), ':')
    const area = things.areaOfClass.safeParse({ kind, code })
    if (!area.success)
      throw new InvalidArgumentError(
        'areas are districts and units by their codes, such as district:510302,village:V7.',
      )
    return area.data
  })
}

export const parseRulesAction = bySchema(z.enum(['show', 'set', 'clear']), 'one of show, set, clear is expected.')

/** `2026-10`, however people write a month. */
export function parsePeriod(text: string): Period {
  const period = readPeriod(text)
  if (period === null) throw new InvalidArgumentError('a period is a month such as 2026-10.')
  return period
}

export const parseSnapshot = wholeNumber(1, 2_147_483_647)

export const parseLinkKind = bySchema(links.linkKind, 'one of ferry, bridge is expected.')
export const parseLinkId = bySchema(
  links.linkId,
  'a link is named by the indices of its two cells, as `shapan city links list` prints them: 120-4511.',
)

/** `120-4511,77-901` → the ids. */
export function parseLinkIds(text: string): string[] {
  return text.split(',').map((id) => parseLinkId(id.trim()))
}

/** `A`, `B` or `none`. */
export function parseAreaClass(text: string): 'A' | 'B' | null {
  if (text === 'none') return null
  const areaClass = grids.areaClass.safeParse(text.toUpperCase())
  if (!areaClass.success) throw new InvalidArgumentError('one of A, B, none is expected.')
  return areaClass.data
}

export function parseColour(text: string): string {
  if (!/^#[0-9a-f]{6}$/i.test(text)) throw new InvalidArgumentError('a colour looks like #8aa6f2.')
  return text.toLowerCase()
}

export const parseCommandId = bySchema(z.uuid(), 'a command id is expected, as `shapan plan log` prints them.')

export interface CellRange {
  start: number
  length: number
}

/** `12,40-55` → runs of cell indices. */
export function parseCellRanges(text: string): CellRange[] {
  return text.split(',').map((part) => {
    const match = /^\s*(\d{1,7})\s*(?:-\s*(\d{1,7})\s*)?$/.exec(part)
    const start = Number(match?.[1])
    const length = Number(match?.[2] ?? match?.[1]) - start + 1
    if (!(length >= 1)) throw new InvalidArgumentError('cells are indices and ranges of them, such as 12,40-55.')
    return { start, length }
  })
}

/** `12,40` → cell indices. */
export function parseCells(text: string): number[] {
  return text.split(',').map(wholeNumber(0, 4_000_000))
}

/** Kilometres, above 0. */
export function parseKilometres(text: string): number {
  const value = /^\s*\d+(\.\d+)?\s*(km)?\s*$/.test(text) ? Number.parseFloat(text) : Number.NaN
  if (!(value > 0)) throw new InvalidArgumentError('a distance in kilometres above 0 is expected, such as 8 or 2.5.')
  return value
}

/** Metres, 0 included. */
export const parseMetres = (text: string): number => {
  const value = /^\s*\d+(\.\d+)?\s*(m)?\s*$/.test(text) ? Number.parseFloat(text) : Number.NaN
  if (!(value <= 10_000)) throw new InvalidArgumentError('a distance in metres up to 10000 is expected, such as 150.')
  return value
}

/** `122.10,30.01` → longitude and latitude in degrees. */
export function parsePoint(text: string): [lng: number, lat: number] {
  const match = /^\s*([+-]?\d+(?:\.\d+)?)\s*,\s*([+-]?\d+(?:\.\d+)?)\s*$/.exec(text)
  const [lng, lat] = [Number(match?.[1]), Number(match?.[2])]
  if (!common.longitude.safeParse(lng).success || !common.latitude.safeParse(lat).success)
    throw new InvalidArgumentError('a place is its longitude and latitude in degrees, such as 122.10,30.01.')
  return [lng, lat]
}

/** Parser of a whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`a whole number from ${min} to ${max} is expected.`)
    return value
  }
}

/** `customers,revenue` → the keys, most important first, each once; whether the data carries them is for who reads it to say. */
export function parseWeights(text: string): FigureKey[] {
  const keys = text.split(',').map((key) => figureKey.safeParse(key.trim()))
  const weights = keys.flatMap((key) => (key.success ? [key.data] : []))
  if (weights.length < keys.length || new Set(weights).size < weights.length) {
    throw new InvalidArgumentError(`figures by their keys, each once, are expected, such as ${contractKeys.join(',')}.`)
  }
  return weights
}

/** What `--encoding` takes; a code page of Windows by its usual names. */
const encodingNames: Readonly<Record<string, Encoding>> = {
  ...Object.fromEntries(encodings.map((encoding) => [encoding, encoding])),
  utf8: 'utf-8',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  cp936: 'gb18030',
  cp950: 'big5',
}

export const encodingHelp = (of = 'the file') =>
  `encoding of ${of}: ${encodings.join(', ')} (default: by its byte order mark, or UTF-8)`

export function parseEncoding(text: string): Encoding {
  const encoding = encodingNames[text.trim().toLowerCase()]
  if (encoding === undefined) throw new InvalidArgumentError(`one of ${encodings.join(', ')} is expected.`)
  return encoding
}

const separatorNames: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  '\\t': '\t',
  bar: '|',
}

export const separatorHelp =
  'what divides the columns: comma, semicolon, tab, bar or a character (default: as the header says)'

/** One character that can stand between fields. */
export function parseSeparator(text: string): string {
  const separator = separatorNames[text.toLowerCase()] ?? text
  if (!/^([^\w\s"'.+-]|\t)$/u.test(separator))
    throw new InvalidArgumentError(
      'one of comma, semicolon, tab, bar is expected, or a character that is no part of a number.',
    )
  return separator
}

export const maxRejectedHelp = 'largest share of rows that may be refused (default: 50%)'

export const parseCrs = bySchema(common.crs, 'one of wgs84, gcj02, bd09 is expected.')
export const parseCityCode = bySchema(
  common.cityCode,
  'a city code is a lower-case letter, then lower-case letters, digits and hyphens, at most 40.',
)
export const parsePlanId = bySchema(common.planId, 'a plan is named by its city and number, for example taipei-3.')
export const parseLanguage = bySchema(common.language, 'one of zh-CN, en is expected.')

function bySchema<T>(schema: z.ZodType<T>, message: string): (text: string) => T {
  return (text) => {
    const parsed = schema.safeParse(text)
    if (!parsed.success) throw new InvalidArgumentError(message)
    return parsed.data
  }
}

/** `district`, or how many. */
export function parseMainGrids(text: string): 'district' | { count: number } {
  if (text.trim() === 'district') return 'district'
  if (/^[1-9]\d{0,4}$/.test(text.trim()) && Number(text) <= 65_534) return { count: Number(text) }
  throw new InvalidArgumentError('district, or a whole number from 1 to 65534 is expected.')
}
