import type { Readable } from 'node:stream'
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
import { unionPolygons, validPolygons } from '../../cities/validPolygons.ts'
import type { PlaceNote } from '../../contract/dataNotes.ts'
import { type BarrierKind, isListKind, isUnitKind, type UnitKind } from '../../contract/placeKinds.ts'
import type { PolygonRings } from '../../coordinates/rings.ts'
import { noteNeedlessShift } from '../../coordinates/unshiftedPlaces.ts'
import type { Database } from '../../db/database.ts'
import { refuseSharedFiles } from '../../files/sameFile.ts'
import { runTask } from '../../threads/threads.ts'
import { whileNobodyImports } from '../importLock.ts'
import type { Reject } from '../rejects.ts'
import { admitRows } from './admitRows.ts'
import { findOverlaps } from './findOverlaps.ts'
import type { ImportedPlaces, ImportPlacesOptions } from './importedPlaces.ts'
import { importLinks } from './importLinks.ts'
import { importSites } from './importSites.ts'
import { type ReadPlace, readPlaces } from './readPlaces.ts'
import { refuseTooMany } from './refuseTooMany.ts'

export type { ImportedPlaces, ImportPlacesOptions } from './importedPlaces.ts'

const shownNames = 8
/** Five for each cell of the largest city. */
const mostNamedCells = 20_000_000
/** Polygons whose validity is asked in one statement, and their text. */
const portionOf = { polygons: 1000, letters: 4_000_000 }

/**
 * Imports what is of one kind, all or nothing: units, barriers, crossings, outlets, accounts or links. Throws `city-not-found`, `import-running`, `too-many-rejects`,
 * `nothing-to-load`, and as `readPlaces` and `putPlaces` do; the city then keeps what it had.
 */
export async function importPlaces(
  database: Database,
  cityCode: string,
  input: string | Readable,
  options: ImportPlacesOptions,
): Promise<ImportedPlaces> {
  const { kind, isMerged = false, rejectsPath = null, maxRejectedShare, crs } = options
  if (rejectsPath !== null && typeof input === 'string')
    refuseSharedFiles([{ name: 'the file', path: input }], [{ name: 'the rejects file', path: rejectsPath }])
  if (isListKind(kind)) return await importSites(database, cityCode, input, { ...options, kind })
  if (kind === 'link') return await importLinks(database, cityCode, input, options)
  const { city_id: cityId, bbox } = await findCity(database.kysely, cityCode)
  return await whileNobodyImports(database, { cityId, code: cityCode }, async () => {
    const read = await readPlaces(input, { ...options, kind, bbox })
    const sourceName = read.file.name
    refuseTooMany(read.places.length, sourceName, kind)
    const { places, notes, refused } = await validPlaces(database, read.places)
    const admitted = await admitRows(
      { kind, sourceName, rowsRead: read.rowsRead, loaded: places.length, refused: [...read.rejects, ...refused] },
      { rejectsPath, maxRejectedShare },
    )
    const city = await loadCityState(database, cityCode)
    const found = isUnitKind(kind)
      ? await findUnits(database, city, places, kind)
      : await findPairs(city, places, kind, options.reachM)
    const named = found.rows.reduce((sum, { cells }) => sum + cells.length, 0)
    if (named > mostNamedCells)
      throw new ShapanError(
        'invalid-places',
        `Those in ${sourceName} touch ${named} cells in all, more than ${mostNamedCells}: leave some out`,
      )
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
      rowsRejected: admitted.rowsRejected,
      loaded: places.length,
      ...found.summary,
      rejects: admitted.rejects,
      warnings: [
        ...admitted.warnings,
        ...noteNeedlessShift(places.map(startOf), crs, 'units'),
        ...notes,
        ...found.notes,
      ],
    }
  })
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
  kind: BarrierKind | 'crossing',
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
  const all = texts.flat()
  const valid: Awaited<ReturnType<typeof validPolygons>> = []
  for (let start = 0, letters = 0, at = 0; at < all.length; at++) {
    letters += all[at]!.length
    if (at + 1 - start < portionOf.polygons && letters < portionOf.letters && at + 1 < all.length) continue
    valid.push(...(await validPolygons(db, all.slice(start, at + 1))))
    start = at + 1
    letters = 0
  }
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
