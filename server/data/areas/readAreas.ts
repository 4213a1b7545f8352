import type { Readable } from 'node:stream'
import { ShapanError } from '../../base/errors.ts'
import { listFeatures, polygonsOf, propertiesOf, refuseForeignCrs } from '../../cities/areaFeatures.ts'
import { type AreaFields, chooseFields } from '../../cities/areaFields.ts'
import { firstOf, noteShiftedBoundary } from '../../cities/areaNotes.ts'
import { settleOverlaps } from '../../cities/areaOverlaps.ts'
import type { PreparedArea } from '../../cities/prepareAreas.ts'
import { unionPolygons, validPolygonsInPortions } from '../../cities/validPolygons.ts'
import type { AreaLevel } from '../../contract/areaLevels.ts'
import type { Crs } from '../../contract/common.ts'
import type { AreaNote, ManyRejected } from '../../contract/dataNotes.ts'
import { layOutNear } from '../../coordinates/longitudes.ts'
import type { PolygonRings } from '../../coordinates/rings.ts'
import type { Database } from '../../db/database.ts'
import type { Encoding } from '../../files/textEncoding.ts'
import { openText, parseJson, readWhole } from '../../files/textFile.ts'
import { readPlaceFields } from '../places/placeColumns.ts'
import { judgeRejects } from '../rejectGate.ts'
import { openRejects, type Reject } from '../rejects.ts'

export interface ReadAreasOptions {
  readonly level: AreaLevel
  readonly crs: Crs
  readonly encoding?: Encoding | undefined
  /** where the areas' names and codes stand, if not in a usual field */
  readonly nameField?: string | undefined
  readonly codeField?: string | undefined
  readonly sourceName?: string | undefined
  readonly maxRejectedShare?: number | undefined
  readonly rejectsPath?: string | null | undefined
}

export interface ReadAreas {
  readonly sourceName: string
  readonly fields: AreaFields
  readonly rowsRead: number
  readonly rowsRejected: number
  readonly rejects: { readonly first: readonly Reject[]; readonly path: string | null }
  /** ascending by code; where they lie over each other is noted */
  readonly areas: readonly PreparedArea[]
  readonly notes: readonly (AreaNote | ManyRejected)[]
}

/** What the database may be asked to overlay in pairs. */
const mostAreas = 20_000
const shownNames = 8
const errorCode = 'invalid-admin-areas'

/**
 * Reads administrative areas of one level from GeoJSON. What is wrong with one feature refuses that one alone; features of one code and name are
 * parts of one area, of one code and several names none counts. Throws as `openText` and `chooseFields` do, `invalid-admin-areas`,
 * `too-many-rejects`, and `nothing-to-load`.
 */
export async function readAreas(
  database: Database,
  input: string | Readable,
  bbox: readonly number[],
  options: ReadAreasOptions,
): Promise<ReadAreas> {
  const { level, crs, encoding, rejectsPath = null, maxRejectedShare } = options
  const file = await openText(input, { expected: 'geojson', encoding, name: options.sourceName })
  const geojson = parseJson(await readWhole(file, errorCode), file, { expected: 'geojson', errorCode })
  const read = readFeatures(geojson, bbox, options)
  if (read.areas.length > mostAreas)
    throw new ShapanError(
      errorCode,
      `${file.name} has ${read.areas.length} areas, more than ${mostAreas}: is it of one city?`,
    )
  const prepared = await prepare(database, read.areas)
  const rejects = openRejects(rejectsPath)
  await rejects.add([...read.rejects, ...prepared.refused].sort((a, b) => a.line - b.line))
  await rejects.close()
  const otherwise = `the city keeps its areas of the level ${level}`
  const manyRejected = judgeRejects({
    ...{ name: file.name, rowsRead: read.rowsRead, rejects, path: rejectsPath, maxShare: maxRejectedShare, otherwise },
  })
  if (prepared.areas.length === 0)
    throw new ShapanError('nothing-to-load', `${file.name} has no area that can be loaded: ${otherwise}`)
  const settled = await settleOverlaps(database.patient, prepared.areas)
  return {
    sourceName: file.name,
    fields: read.fields,
    rowsRead: read.rowsRead,
    rowsRejected: rejects.count,
    rejects: { first: rejects.first, path: rejects.count > 0 ? rejectsPath : null },
    areas: settled.areas,
    notes: [
      ...(manyRejected ? [manyRejected] : []),
      ...noteShiftedBoundary(settled.areas, crs, 'units'),
      ...prepared.notes,
      ...settled.notes,
      ...noteOddCodes(settled.areas, level),
    ],
  }
}

interface NamedShape {
  readonly line: number
  readonly code: string
  readonly name: string
  readonly polygons: readonly PolygonRings[]
}

class BadShape extends Error {}

function readFeatures(geojson: unknown, bbox: readonly number[], { crs, nameField, codeField }: ReadAreasOptions) {
  const fail = (message: string) => new ShapanError(errorCode, message)
  refuseForeignCrs(geojson, fail)
  const features = listFeatures(geojson, fail, [])
  const properties = features.map(propertiesOf)
  const fields = chooseFields(properties, { nameField, codeField }, errorCode)
  if (fields.name === null && fields.code === null)
    throw fail('The areas of the file have neither names nor codes: give each a "name" and a "code"')
  const rejects: Reject[] = []
  const shapes: NamedShape[] = []
  for (const [place, feature] of features.entries()) {
    const line = place + 1
    const own = properties[place]!
    const named = readNames(fields, own)
    if (!named.ok) {
      rejects.push({ line, ...named.problem })
      continue
    }
    try {
      const polygons = polygonsOf(feature, 'it', crs, (message) => new BadShape(message) as never, 0)
      shapes.push({ line, code: named.fields.code, name: named.fields.name, polygons: layOutNear(polygons, bbox) })
    } catch (error) {
      if (!(error instanceof BadShape)) throw error
      rejects.push({ line, column: 'geometry', value: '', code: 'bad-geometry', reason: error.message })
    }
  }
  const joined = joinParts(shapes, fields.code ?? fields.name ?? '')
  return { fields, rowsRead: features.length, areas: joined.areas, rejects: [...rejects, ...joined.rejects] }
}

/** Names and codes by the rule that those of units go by. */
function readNames({ name, code }: AreaFields, own: Readonly<Record<string, unknown>>) {
  const found = [
    { key: 'code', field: code },
    { key: 'name', field: name },
  ].flatMap(({ key, field }) => (field === null ? [] : [{ key, field }]))
  return readPlaceFields(
    {
      map: Object.fromEntries(found.map(({ key, field }) => [key, field])),
      index: Object.fromEntries(found.map(({ key }, place) => [key, place])),
    },
    found.map(({ field }) => own[field]),
  )
}

function joinParts(shapes: readonly NamedShape[], column: string): { areas: NamedShape[]; rejects: Reject[] } {
  const known = new Map<string, NamedShape[]>()
  for (const shape of shapes) known.set(shape.code, [...(known.get(shape.code) ?? []), shape])
  const areas: NamedShape[] = []
  const rejects: Reject[] = []
  for (const [code, parts] of [...known].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [first] = parts
    if (new Set(parts.map(({ name }) => name)).size === 1) {
      areas.push({ ...first!, polygons: parts.flatMap(({ polygons }) => polygons) })
      continue
    }
    const reason = `the code "${code}" has several names, the first in feature ${first!.line}: none of them counts`
    for (const { line } of parts) rejects.push({ line, column, value: code, code: 'duplicate-id', reason })
  }
  return { areas, rejects }
}

/** Outlines made valid; what has no area is refused. */
async function prepare(database: Database, shapes: readonly NamedShape[]) {
  const db = database.patient
  const texts = shapes.map(({ polygons }) =>
    polygons.map((coordinates) => JSON.stringify({ type: 'Polygon', coordinates })),
  )
  const valid = await validPolygonsInPortions(db, texts.flat())
  const areas: PreparedArea[] = []
  const refused: Reject[] = []
  const notes: AreaNote[] = []
  let next = 0
  for (const [place, { line, code, name }] of shapes.entries()) {
    const parts = valid.slice(next, next + texts[place]!.length)
    next += parts.length
    const lost = parts.find(({ geometry }) => geometry === null)
    if (lost) {
      const reason = `${lost.reason}, and nothing is left after repair`
      refused.push({ line, column: 'geometry', value: '', code: 'bad-geometry', reason })
      continue
    }
    const fault = parts.find(({ reason }) => reason !== null)?.reason
    if (fault) notes.push({ code: 'area-repaired', area: { name, code }, fault })
    const geometries = parts.map(({ geometry }) => geometry!)
    const boundary = geometries.length > 1 ? await unionPolygons(db, geometries) : geometries[0]!
    const polygons = (JSON.parse(boundary) as { coordinates: PolygonRings[] }).coordinates
    areas.push({ code, name, parent: null, boundary, polygons })
  }
  return { areas, refused, notes }
}

const digitsOf: Readonly<Record<AreaLevel, number>> = { district: 6, subdistrict: 9, community: 12 }

/** A code of the administrative divisions: its own digits, or all twelve with zeros after them. */
function noteOddCodes(areas: readonly PreparedArea[], level: AreaLevel): AreaNote[] {
  const digits = digitsOf[level]
  const usual = new RegExp(`^\\d{${digits}}(0{${12 - digits}})?$`)
  const odd = areas.filter(({ code }) => !usual.test(code)).map(({ code }) => code)
  if (odd.length === 0) return []
  return [{ code: 'area-codes-odd', level, areas: odd.length, names: firstOf(odd, shownNames), digits }]
}
