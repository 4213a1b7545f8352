import type { Readable } from 'node:stream'
import { ShapanError } from '../../base/errors.ts'
import { firstOf } from '../../cities/areaNotes.ts'
import { loadCityState } from '../../cities/cityState.ts'
import { holdCells } from '../../cities/places/holdCells.ts'
import { type NewPlace, putPlaces } from '../../cities/places/store.ts'
import { tasks } from '../../cities/places/tasks.ts'
import type { UnitShape } from '../../cities/places/touchedCells.ts'
import { findCity } from '../../cities/store.ts'
import { unionPolygons, validPolygons } from '../../cities/validPolygons.ts'
import type { PlaceNote } from '../../contract/dataNotes.ts'
import type { UnitKind } from '../../contract/placeKinds.ts'
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
import { type ReadOptions, type ReadPlace, readPlaces } from './readPlaces.ts'

export interface ImportPlacesOptions extends Omit<ReadOptions, 'bbox'> {
  readonly kind: UnitKind
  /** those of the file are put beside the ones there are, in place of which they would be put else; one of a known code takes its place */
  readonly isMerged?: boolean | undefined
  readonly maxRejectedShare?: number | undefined
  readonly rejectsPath?: string | null
}

export interface ImportedPlaces {
  readonly city: string
  readonly kind: UnitKind
  readonly sourceName: string
  readonly columnMap: ColumnMap
  /** rowsRead = rowsLoaded + rowsRejected */
  readonly rowsRead: number
  readonly rowsLoaded: number
  readonly rowsRejected: number
  /** of this kind, that were there before and are no more */
  readonly removed: number
  /** cells that are held by one of the file's units, among these */
  readonly cells: number
  readonly rejects: { readonly first: readonly Reject[]; readonly path: string | null }
  readonly warnings: readonly PlaceNote[]
}

const shownNames = 8
/** Polygons whose validity is asked in one statement, and their text. */
const portionOf = { polygons: 1000, letters: 4_000_000 }

/**
 * Imports units of one kind, all or nothing. Throws `city-not-found`, `import-running`, `too-many-rejects`, `nothing-to-load`, and as
 * `readPlaces` and `putPlaces` do; the city then keeps what it had.
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
  const { city_id: cityId, bbox } = await findCity(database.kysely, cityCode)
  return await whileNobodyImports(database, { cityId, code: cityCode }, async () => {
    const read = await readPlaces(input, { ...options, bbox })
    const { places, notes, refused } = await validPlaces(database, read.places)
    const rejects = openRejects(rejectsPath)
    await rejects.add([...read.rejects, ...refused].sort((a, b) => a.line - b.line))
    await rejects.close()
    const manyRejected = judgeRejects({
      name: read.file.name,
      rowsRead: read.rowsRead,
      rejects,
      path: rejectsPath,
      maxShare: maxRejectedShare,
      otherwise: 'the city keeps the units it has',
    })
    if (places.length === 0)
      throw new ShapanError(
        'nothing-to-load',
        `${read.file.name} has no unit that can be loaded: the city keeps what it has`,
      )

    const city = await loadCityState(database, cityCode)
    const touched = await runTask(
      tasks.touchedCells,
      { lattice: city.lattice, shapes: places.map(({ shape }) => shape) },
      city.cellCount + 10 * places.length,
    )
    const units = places.map((place, unit) => ({ ...place, kind, ...touched[unit]! }))
    if (units.every(({ cells }) => cells.length === 0))
      throw new ShapanError(
        'nothing-to-load',
        `None of the ${units.length} units of ${read.file.name} lies in "${cityCode}": is --crs ${crs} right? The city keeps what it has`,
      )
    const held = holdCells(units)
    const overlaps = await findOverlaps(database.patient, units)
    const { removed } = await database.patient.transaction().execute((transaction) =>
      putPlaces(
        transaction,
        { cityId, kind, sourceName: read.file.name, isMerged },
        units.map(
          ({ code, name, households, penetration, geometry, cells, shares }): NewPlace => ({
            ...{ code, name, households, penetration, geometry, cells, shares },
            reachM: null,
          }),
        ),
      ),
    )
    const middles = units.map(({ shape }) => middleOf(shape))
    return {
      city: cityCode,
      kind,
      sourceName: read.file.name,
      columnMap: read.columnMap,
      rowsRead: read.rowsRead,
      rowsLoaded: units.length,
      rowsRejected: rejects.count,
      removed,
      cells: held.cells.reduce((sum, cells) => sum + cells.length, 0),
      rejects: { first: rejects.first, path: rejects.count > 0 ? rejectsPath : null },
      warnings: [
        ...(manyRejected ? [manyRejected] : []),
        ...noteNeedlessShift(middles, crs, 'units'),
        ...notes,
        ...overlaps,
        ...noteCells(units, held),
      ],
    }
  })
}

interface ValidPlace extends Omit<ReadPlace, 'shape'> {
  readonly shape: UnitShape
  readonly geometry: string
}

/** Footprints made valid, as for boundaries; what has no area is refused. Sorted by code, so that the order in the file says nothing. */
async function validPlaces(database: Database, read: readonly ReadPlace[]) {
  const db = database.patient
  const sorted = [...read].sort((a, b) => (a.code < b.code ? -1 : 1))
  const texts = sorted.map(({ shape }) =>
    shape.type === 'point' ? [] : shape.polygons.map((coordinates) => JSON.stringify({ type: 'Polygon', coordinates })),
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
    if (shape.type === 'point') {
      places.push({
        ...fields,
        shape: { point: shape.at },
        geometry: JSON.stringify({ type: 'Point', coordinates: shape.at }),
      })
      continue
    }
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
    const geometry = geometries.length === 1 ? geometries[0]! : await unionPolygons(db, geometries)
    const { coordinates } = JSON.parse(geometry) as { coordinates: PolygonRings[] }
    places.push({ ...fields, shape: { polygons: coordinates }, geometry })
  }
  const notes: PlaceNote[] =
    repaired.length === 0
      ? []
      : [{ code: 'units-repaired', units: repaired.length, names: firstOf(repaired, shownNames) }]
  return { places, notes, refused }
}

/** What a planner should know of the cells: units that have none, and cells that two cover alike. */
function noteCells(
  units: readonly (ValidPlace & { readonly cells: readonly number[] })[],
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

function middleOf({ point, polygons }: UnitShape): { lon: number; lat: number } {
  const [lon, lat] = point ?? polygons[0]![0]![0]!
  return { lon, lat }
}
