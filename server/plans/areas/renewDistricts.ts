import type { Readable } from 'node:stream'
import { decodeAssignment } from '../../../partition/index.ts'
import { ShapanError } from '../../base/errors.ts'
import { formatPlanId } from '../../base/planIds.ts'
import type { CityState } from '../../cities/cells.ts'
import { loadCityState } from '../../cities/cityState.ts'
import { putDistricts } from '../../cities/districtStore.ts'
import { findCity } from '../../cities/store.ts'
import { tasks } from '../../cities/tasks.ts'
import type { AreaNote } from '../../contract/dataNotes.ts'
import { refuseRejectsInPlace } from '../../data/areas/importAreas.ts'
import { type ReadAreas, type ReadAreasOptions, readAreas } from '../../data/areas/readAreas.ts'
import { whileNobodyImports } from '../../data/importLock.ts'
import type { Database } from '../../db/database.ts'
import { runTask } from '../../threads/threads.ts'
import { districtMisfits } from '../districtMisfits.ts'
import { getPlanRow, listGridRows, listPlans } from '../store.ts'

/** A district before and after: null for cells that had none. */
interface Move {
  readonly from: { readonly code: string; readonly name: string } | null
  readonly to: { readonly code: string; readonly name: string }
  readonly cells: number
}

export interface RenewedCity extends Omit<ReadAreas, 'areas' | 'notes'> {
  readonly city: string
  readonly level: 'district'
  /** false: the borders are those that the city has, and nothing was written */
  readonly isChanged: boolean
  /** how many districts there were, and how many there are */
  readonly before: number
  readonly after: number
  readonly cellsMoved: number
  /** most cells first */
  readonly moves: readonly Move[]
  readonly warnings: ReadAreas['notes']
}

/** Of a city's cells that may lie beyond its new borders: outlines that were simplified apart differ by less. */
const mostBeyond = 0.01
const shownPlans = 10

/**
 * Gives a city's districts the borders of a file, in one transaction. Its cells, data and plans stay as they are; which district a cell is of
 * follows, and what of each plan does not fit any more is told. Throws `city-not-found`, `import-running`, `concurrent-change`, as `readAreas`
 * does, and `invalid-admin-areas` where the borders leave out more than one in a hundred cells; the city then keeps its districts.
 */
export async function renewDistricts(
  database: Database,
  cityCode: string,
  input: string | Readable,
  options: Omit<ReadAreasOptions, 'level'>,
): Promise<RenewedCity> {
  refuseRejectsInPlace(input, options.rejectsPath)
  const { city_id: cityId, bbox } = await findCity(database.kysely, cityCode)
  return await whileNobodyImports(database, { cityId, code: cityCode }, async () => {
    const { areas, notes, ...read } = await readAreas(database, input, bbox, { ...options, level: 'district' })
    const city = await loadCityState(database, cityCode)
    const { lattice, cellCount } = city
    const found = await runTask(tasks.renewedDistricts, { lattice, areas }, 2 * cellCount)
    const { districtOfCell, beyond, outside } = found
    if (beyond.length > mostBeyond * cellCount)
      throw new ShapanError(
        'invalid-admin-areas',
        `The borders of ${read.sourceName} leave out ${beyond.length} of the ${cellCount} cells of "${cityCode}", more than ${100 * mostBeyond} %: is it a file of the whole city, and --crs ${options.crs} right? The city keeps its districts; one of other ground is made by shapan city create`,
        { cells: beyond.length },
      )
    const { sourceName } = read
    const put = await database.patient
      .transaction()
      .execute((transaction) => putDistricts(transaction, city, { areas, districtOfCell, sourceName }))
    const moves = put.isChanged ? movesOf(city, areas, districtOfCell) : []
    const warnings: AreaNote[] = [
      ...(beyond.length > 0 ? [{ code: 'cells-beyond-districts', cells: beyond.length } as const] : []),
      ...(outside > 0 ? [{ code: 'districts-reach-out', cells: outside } as const] : []),
      ...put.notes,
      ...(put.isChanged ? await notePlans(database, cityCode, cityId) : []),
    ]
    return {
      ...{ city: cityCode, level: 'district', ...read, isChanged: put.isChanged },
      before: city.districts.length,
      after: areas.length,
      cellsMoved: moves.reduce((sum, { cells }) => sum + cells, 0),
      moves,
      warnings: [...notes, ...warnings],
    }
  })
}

function movesOf(
  city: CityState,
  areas: readonly { readonly code: string; readonly name: string }[],
  districtOfCell: Int32Array,
): Move[] {
  const counts = new Map<string, { from: number; to: number; cells: number }>()
  for (const [cell, to] of districtOfCell.entries()) {
    const from = city.districtOfCell[cell]!
    if (city.districts[from]?.code === areas[to]!.code) continue
    const key = `${from} ${to}`
    const count = counts.get(key)
    if (count) count.cells++
    else counts.set(key, { from, to, cells: 1 })
  }
  const named = ({ code, name }: { readonly code: string; readonly name: string }) => ({ code, name })
  return [...counts.values()]
    .sort((a, b) => b.cells - a.cells || a.from - b.from || a.to - b.to)
    .map(({ from, to, cells }) => {
      const district = city.districts[from]
      return { from: district ? named(district) : null, to: named(areas[to]!), cells }
    })
}

/** Which of the city's plans do not fit its districts any more. One plan at a time, some MB each. */
async function notePlans(database: Database, cityCode: string, cityId: number): Promise<AreaNote[]> {
  const db = database.kysely
  const city = await loadCityState(database, cityCode)
  const unfit: { plan: string; crossing: number; named: number }[] = []
  for (const { planNumber } of await listPlans(db, cityId, cityCode)) {
    const { assignment, createdAt, parameters } = await getPlanRow(db, cityCode, planNumber)
    const grids = await listGridRows(db, cityId, planNumber)
    const cells = decodeAssignment(assignment, city.cellCount)
    const { crossing, named } = districtMisfits({ city, createdAt, parameters, assignment: cells, grids })
    if (crossing.length + named.length > 0)
      unfit.push({
        plan: formatPlanId(cityCode, planNumber),
        crossing: crossing.length,
        named: named.length,
      })
  }
  return unfit.length > 0 ? [{ code: 'plans-unfit', plans: unfit.length, shown: unfit.slice(0, shownPlans) }] : []
}
