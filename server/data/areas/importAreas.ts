import type { Readable } from 'node:stream'
import { noteCellless } from '../../cities/areaNotes.ts'
import { putAreas } from '../../cities/areaStore.ts'
import { loadCityState } from '../../cities/cityState.ts'
import { findCity } from '../../cities/store.ts'
import { tasks } from '../../cities/tasks.ts'
import type { AreaLevel } from '../../contract/areaLevels.ts'
import type { AreaNote } from '../../contract/dataNotes.ts'
import type { Database } from '../../db/database.ts'
import { refuseSharedFiles } from '../../files/sameFile.ts'
import { runTask } from '../../threads/threads.ts'
import { whileNobodyImports } from '../importLock.ts'
import { type ReadAreas, type ReadAreasOptions, readAreas } from './readAreas.ts'

export interface ImportAreasOptions extends ReadAreasOptions {
  readonly level: Exclude<AreaLevel, 'district'>
}

export interface ImportedAreas extends Omit<ReadAreas, 'areas' | 'notes'> {
  readonly city: string
  readonly level: AreaLevel
  readonly loaded: number
  /** of this level, that were there before and are no more */
  readonly removed: number
  /** cells that have an area of this level now */
  readonly cells: number
  readonly warnings: ReadAreas['notes']
}

/**
 * Imports a city's subdistricts or communities in place of those it has, all or nothing; districts have a door of their own, since plans rest on
 * them. Throws `city-not-found`, `import-running`, and as `readAreas` does; the city then keeps what it had.
 */
export async function importAreas(
  database: Database,
  cityCode: string,
  input: string | Readable,
  options: ImportAreasOptions,
): Promise<ImportedAreas> {
  refuseRejectsInPlace(input, options.rejectsPath)
  const { city_id: cityId, bbox } = await findCity(database.kysely, cityCode)
  return await whileNobodyImports(database, { cityId, code: cityCode }, async () => {
    const { areas, notes, ...read } = await readAreas(database, input, bbox, options)
    const { lattice, cellCount } = await loadCityState(database, cityCode)
    const found = await runTask(
      tasks.areaCells,
      { lattice, areas: areas.map(({ polygons }) => polygons) },
      10 * cellCount,
    )
    const owners = new Int32Array(cellCount).fill(-1)
    for (const [area, cells] of found.cells.entries()) for (const cell of cells) owners[cell] = area
    const { level } = options
    const { sourceName } = read
    const { removed, notes: parents } = await database.patient
      .transaction()
      .execute((transaction) => putAreas(transaction, { cityId, level, sourceName }, areas, found.cells))
    const gaps = owners.filter((area) => area < 0).length
    const [tie] = found.ties
    const warnings: AreaNote[] = [
      ...noteCellless(areas, owners, lattice.resolution),
      ...(tie
        ? [
            {
              code: 'areas-tied',
              cells: found.ties.length,
              holder: areas[tie.holder]!.name,
              other: areas[tie.other]!.name,
            } as const,
          ]
        : []),
      ...(gaps > 0 ? [{ code: 'areas-leave-gaps', level, cells: gaps } as const] : []),
      ...parents,
    ]
    return {
      ...{ city: cityCode, level, ...read, loaded: areas.length, removed, cells: cellCount - gaps },
      warnings: [...notes, ...warnings],
    }
  })
}

export function refuseRejectsInPlace(input: string | Readable, rejectsPath: string | null | undefined): void {
  if (typeof input !== 'string' || rejectsPath === undefined || rejectsPath === null) return
  refuseSharedFiles([{ name: 'the file', path: input }], [{ name: 'the rejects file', path: rejectsPath }])
}
