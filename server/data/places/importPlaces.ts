import { Readable } from 'node:stream'
import { getHexagonEdgeLengthAvg } from 'h3-js'
import { ShapanError } from '../../base/errors.ts'
import { firstOf } from '../../cities/areaNotes.ts'
import type { CityState } from '../../cities/cells.ts'
import { loadCityState } from '../../cities/cityState.ts'
import { holdCells } from '../../cities/places/holdCells.ts'
import type { LineShape } from '../../cities/places/partedPairs.ts'
import { type NewPlace, putPlaces } from '../../cities/places/store.ts'
import { tasks } from '../../cities/places/tasks.ts'
import type { UnitShape } from '../../cities/places/touchedCells.ts'
import { findCity } from '../../cities/store.ts'
import { unionPolygons, validPolygonsInPortions } from '../../cities/validPolygons.ts'
import type { PlaceNote } from '../../contract/dataNotes.ts'
import { isUnitKind, mostPlaces, type PlaceKind, type UnitKind } from '../../contract/placeKinds.ts'
import type { PolygonRings } from '../../coordinates/rings.ts'
import { noteNeedlessShift } from '../../coordinates/unshiftedPlaces.ts'
import type { Database } from '../../db/database.ts'
import { refuseSharedFiles } from '../../files/sameFile.ts'
import { runTask } from '../../threads/threads.ts'
import type { ColumnMap } from '../columnMap.ts'
import { whileNobodyImports } from '../importLock.ts'
import { judgeRejects } from '../rejectGate.ts'
import { openRejects, type Reject } from '../rejects.ts'
import { findOverlaps } from './findOverlaps.ts'
import { type ReadOptions, type ReadPlace, type ReadPlaces, readPlaces } from './readPlaces.ts'

export interface ImportPlacesOptions extends Omit<ReadOptions, 'bbox'> {
  /** of crossings: how far they reach, in metres; half the distance between two cells' centres unless given */
  readonly reachM?: number | undefined
  /** those of the file are put beside the ones there are, in place of which they would be put else; one of a known code takes its place */
  readonly isMerged?: boolean | undefined
  readonly maxRejectedShare?: number | undefined
  readonly rejectsPath?: string | null
  /** who reads the file: here, unless a thread does */
  readonly read?: ((input: PlacesInput, options: ReadOptions) => Promise<ReadPlaces>) | undefined
}

/** A path, a stream or, for a reader of the caller's own, bytes. */
export type PlacesInput = string | Readable | Uint8Array

export interface ImportedPlaces {
  readonly city: string
  readonly kind: PlaceKind
  readonly sourceName: string
  readonly columnMap: ColumnMap
  /** rowsRead = rows loaded + rowsRejected; stretches of one barrier are rows of their own */
  readonly rowsRead: number
  readonly rowsRejected: number
  readonly loaded: number
  /** of this kind, that were there before and are no more */
  readonly removed: number
  /** cells that are held by one of the file's units, among these; null where they are none */
  readonly cells: number | null
  /** pairs of neighbours that the file's barriers part, or its crossings join; null where they are neither */
  readonly pairs: number | null
  /** of crossings, in metres */
  readonly reachM: number | null
  readonly rejects: { readonly first: readonly Reject[]; readonly path: string | null }
  readonly warnings: readonly PlaceNote[]
}

const shownNames = 8
/** Five for each cell of the largest city. */
const mostNamedCells = 20_000_000

/**
 * Imports units, barriers or crossings of one kind, all or nothing. Throws `city-not-found`, `import-running`, `too-many-rejects`,
 * `nothing-to-load`, and as `readPlaces` and `putPlaces` do; the city then keeps what it had.
 */
export async function importPlaces(
  database: Database,
  cityCode: string,
  input: PlacesInput,
  options: ImportPlacesOptions,
): Promise<ImportedPlaces> {
  const { kind, isMerged = false, rejectsPath = null, maxRejectedShare, crs } = options
  if (rejectsPath !== null && typeof input === 'string')
    refuseSharedFiles([{ name: 'the file', path: input }], [{ name: 'the rejects file', path: rejectsPath }])
  const { city_id: cityId, bbox } = await findCity(database.kysely, cityCode)
  return await whileNobodyImports(database, { cityId, code: cityCode }, async () => {
    const { read: reader = readHere } = options
    const read = await reader(input, { ...readOptionsOf(options), bbox })
    const sourceName = read.file.name
    refuseTooMany(read.places.length, mostPlaces, `${sourceName} has`, `of the kind ${kind}`)
    const { places, notes, refused } = await validPlaces(database, read.places)
    const rejects = openRejects(rejectsPath)
    await rejects.add([...read.rejects, ...refused].sort((a, b) => a.line - b.line))
    await rejects.close()
    const manyRejected = judgeRejects({
      name: sourceName,
      rowsRead: read.rowsRead,
      rejects,
      path: rejectsPath,
      maxShare: maxRejectedShare,
      otherwise: 'the city keeps what it has of the kind',
    })
    if (places.length === 0)
      throw new ShapanError(
        'nothing-to-load',
        `${sourceName} has nothing of the kind ${kind} that can be loaded: the city keeps what it has`,
      )
    const city = await loadCityState(database, cityCode)
    const found = isUnitKind(kind)
      ? await findUnits(database, city, places, kind)
      : await findPairs(city, places, kind, options.reachM)
    const named = found.rows.reduce((sum, { cells }) => sum + cells.length, 0)
    refuseTooMany(named, mostNamedCells, `Those in ${sourceName} touch`, 'cells in all')
    if (found.rows.every(({ cells }) => cells.length === 0))
      throw new ShapanError(
        'nothing-to-load',
        `None of the ${places.length} of the kind ${kind} in ${sourceName} lies in "${cityCode}": is --crs ${crs} right? The city keeps what it has`,
      )
    const { removed } = await database.patient
      .transaction()
      .execute((transaction) => putPlaces(transaction, { cityId, kind, sourceName, isMerged }, found.rows))
    return {
      ...{ city: cityCode, kind, sourceName, columnMap: read.columnMap, rowsRead: read.rowsRead, removed },
      rowsRejected: rejects.count,
      loaded: places.length,
      ...found.summary,
      rejects: { first: rejects.first, path: rejects.count > 0 ? rejectsPath : null },
      warnings: [
        ...(manyRejected ? [manyRejected] : []),
        ...noteNeedlessShift(places.map(startOf), crs, 'units'),
        ...notes,
        ...found.notes,
      ],
    }
  })
}

async function readHere(input: PlacesInput, options: ReadOptions): Promise<ReadPlaces> {
  return await readPlaces(input instanceof Uint8Array ? Readable.from([Buffer.from(input)]) : input, options)
}

/** Plain data, which a thread can be sent. */
function readOptionsOf({ kind, crs, encoding, separator, columnMap, sourceName }: ImportPlacesOptions) {
  return { kind, crs, encoding, separator, columnMap, sourceName }
}

function refuseTooMany(count: number, most: number, what: string, unit: string): void {
  if (count > most)
    throw new ShapanError('invalid-places', `${what} ${count} ${unit}, more than ${most}: leave some out`)
}

interface Found {
  readonly rows: NewPlace[]
  readonly summary: Pick<ImportedPlaces, 'cells' | 'pairs' | 'reachM'>
  readonly notes: readonly PlaceNote[]
}

async function findUnits(
  database: Database,
  { lattice, cellCount }: CityState,
  places: readonly ValidPlace[],
  kind: UnitKind,
): Promise<Found> {
  const shapes = places.map(
    ({ shape: { polygons, points } }): UnitShape => (points[0] ? { point: points[0] } : { polygons }),
  )
  const touched = await runTask(tasks.touchedCells, { lattice, shapes }, cellCount + 10 * places.length)
  const units = places.map((place, unit) => ({ ...place, kind, shape: shapes[unit]!, ...touched[unit]! }))
  const held = holdCells(units)
  const overlaps = await findOverlaps(database.patient, units)
  return {
    rows: units.map((unit) => rowOf(unit, unit.cells, unit.shares, null)),
    summary: { cells: held.cells.reduce((sum, cells) => sum + cells.length, 0), pairs: null, reachM: null },
    notes: [...overlaps, ...noteCells(units, held)],
  }
}

async function findPairs(
  { lattice, neighbors, cellCount }: CityState,
  places: readonly ValidPlace[],
  kind: Exclude<PlaceKind, UnitKind>,
  asked: number | undefined,
): Promise<Found> {
  const half = (getHexagonEdgeLengthAvg(lattice.resolution, 'm') * Math.sqrt(3)) / 2
  const reachM = kind === 'crossing' ? (asked ?? Math.round(half)) : undefined
  const shapes = places.map(({ shape }) => shape)
  const pairs = await runTask(tasks.partedPairs, { lattice, neighbors, shapes, reachM }, cellCount + 10 * places.length)
  const cellPairs = pairs.flatMap((list) => list.flatMap((a, i) => (i % 2 === 0 ? [a * cellCount + list[i + 1]!] : [])))
  const without = places.filter((_, place) => pairs[place]!.length === 0).map(({ name }) => name)
  return {
    rows: places.map((place, at) => rowOf(place, pairs[at]!, null, reachM ?? null)),
    summary: { cells: null, pairs: new Set(cellPairs).size, reachM: reachM ?? null },
    notes:
      without.length > 0
        ? [{ code: 'places-without-pair', places: without.length, names: firstOf(without, shownNames) }]
        : [],
  }
}

function rowOf(
  { code, name, households, penetration, geometry }: ValidPlace | (Omit<ValidPlace, 'shape'> & { shape: UnitShape }),
  cells: readonly number[],
  shares: readonly number[] | null,
  reachM: number | null,
): NewPlace {
  return { code, name, households, penetration, geometry, cells, shares, reachM }
}

interface ValidPlace extends ReadPlace {
  /** GeoJSON text */
  readonly geometry: string
}

/** Footprints made valid, as for boundaries; what has no area is refused. Sorted by code, so that the order in the file says nothing. */
async function validPlaces(database: Database, read: readonly ReadPlace[]) {
  const db = database.patient
  const sorted = [...read].sort((a, b) => (a.code < b.code ? -1 : 1))
  const texts = sorted.map(({ shape }) =>
    shape.polygons.map((coordinates) => JSON.stringify({ type: 'Polygon', coordinates })),
  )
  const valid = await validPolygonsInPortions(db, texts.flat())
  const places: ValidPlace[] = []
  const refused: Reject[] = []
  const repaired: string[] = []
  let next = 0
  for (const [place, { shape, ...fields }] of sorted.entries()) {
    const parts = valid.slice(next, next + texts[place]!.length)
    next += parts.length
    const lost = parts.find(({ geometry }) => geometry === null)
    if (lost) {
      const reason = `${lost.reason}, and nothing is left after repair`
      refused.push({ line: fields.line, column: 'geometry', value: '', code: 'bad-geometry', reason })
      continue
    }
    if (parts.some(({ reason }) => reason !== null)) repaired.push(fields.name)
    const geometries = parts.map(({ geometry }) => geometry!)
    const area = geometries.length > 1 ? await unionPolygons(db, geometries) : geometries[0]
    const polygons = area === undefined ? [] : (JSON.parse(area) as { coordinates: PolygonRings[] }).coordinates
    places.push({ ...fields, shape: { ...shape, polygons }, geometry: geometryText({ ...shape, polygons }) })
  }
  const notes: PlaceNote[] =
    repaired.length === 0
      ? []
      : [{ code: 'units-repaired', units: repaired.length, names: firstOf(repaired, shownNames) }]
  return { places, notes, refused }
}

/** What a planner should know of the cells: units that have none, and cells that two cover alike. */
function noteCells(
  units: readonly { readonly name: string; readonly cells: readonly number[] }[],
  held: ReturnType<typeof holdCells>,
): PlaceNote[] {
  const outside = units.filter(({ cells }) => cells.length === 0).map(({ name }) => name)
  const without = units
    .filter(({ cells }, unit) => cells.length > 0 && held.cells[unit]!.length === 0)
    .map(({ name }) => name)
  const [tie] = held.ties
  return [
    ...(outside.length > 0
      ? [{ code: 'units-outside', units: outside.length, names: firstOf(outside, shownNames) } as const]
      : []),
    ...(without.length > 0
      ? [{ code: 'units-without-cell', units: without.length, names: firstOf(without, shownNames) } as const]
      : []),
    ...(tie
      ? [
          {
            code: 'cells-tied',
            cells: held.ties.length,
            holder: units[tie.holder]!.name,
            other: units[tie.other]!.name,
          } as const,
        ]
      : []),
  ]
}

/** GeoJSON text of a shape. */
function geometryText({ lines, polygons, points }: LineShape): string {
  const parts = [
    ...(polygons.length > 0 ? [{ type: 'MultiPolygon', coordinates: polygons }] : []),
    ...(lines.length > 0 ? [{ type: 'MultiLineString', coordinates: lines }] : []),
    ...points.map((coordinates) => ({ type: 'Point', coordinates })),
  ]
  return JSON.stringify(parts.length === 1 ? parts[0] : { type: 'GeometryCollection', geometries: parts })
}

function startOf({ shape: { lines, polygons, points } }: ValidPlace): { lon: number; lat: number } {
  const [lon, lat] = points[0] ?? lines[0]?.[0] ?? polygons[0]![0]![0]!
  return { lon, lat }
}
