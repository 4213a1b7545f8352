import { dateAt } from '../../base/civilDates.ts'
import { findCity } from '../../cities/store.ts'
import type { ManyRejected } from '../../contract/dataNotes.ts'
import type { OwnerChange } from '../../contract/owners.ts'
import type { ColumnMap } from '../../data/columnMap.ts'
import { admitRows } from '../../data/places/admitRows.ts'
import type { Reject } from '../../data/rejects.ts'
import type { Database } from '../../db/database.ts'
import { recordAct, takeTurn } from '../../life/lifeStore.ts'
import type { Acting } from '../../life/submitPlan.ts'
import { runTask } from '../../threads/threads.ts'
import { layPackage } from '../rows/layPackage.ts'
import type { PeriodFault } from '../rows/layRows.ts'
import { insertPackage, readPackage } from '../rows/packages.ts'
import type { OwnerDefaults } from './ownerColumns.ts'
import { bytesACell, bytesOf, type RowsInput, readOf, type TableOptions } from './tableOfRows.ts'
import { tasks } from './tasks.ts'

export interface ImportOwnersOptions extends TableOptions, OwnerDefaults {
  /** owners that begin within the periods give way to them */
  readonly replace?: boolean
  readonly maxRejectedShare?: number | undefined
  readonly rejectsPath?: string | null
}

export interface ImportedOwners {
  readonly city: string
  readonly sourceName: string
  readonly columnMap: ColumnMap
  /** rowsRead = periods of the change + rowsRejected */
  readonly rowsRead: number
  readonly rowsRejected: number
  readonly ownerChange: OwnerChange
  readonly rejects: { readonly first: readonly Reject[]; readonly path: string | null }
  readonly warnings: readonly ManyRejected[]
}

/**
 * Proposes the owners of a file as one change, which is decided as a whole; rows that cannot be are refused one by one. All or nothing. Throws
 * `city-not-found`, `missing-column`, `too-many-rejects`, `nothing-to-load`, and as `readTableRows` does.
 */
export async function importOwners(
  database: Database,
  cityCode: string,
  input: RowsInput,
  options: ImportOwnersOptions,
  acting: Acting,
): Promise<ImportedOwners> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  const { replace = false, rejectsPath = null, maxRejectedShare, ...asked } = options
  const { sourceName } = options
  const { bytes, options: reading } = await bytesOf(input, asked)
  const read = readOf(await runTask(tasks.readOwnerFile, { bytes, options: reading }, bytes.length / bytesACell))
  const { rowsRead, columnMap } = read
  const imported = await takeTurn(database, cityId, async (turn) => {
    const today = dateAt(acting.now, timezone)
    const laid = await layPackage(turn, read.periods, { replace, today, isByCode: true })
    const refused = [...read.rejects, ...laid.faults.map((fault) => rejectOf(fault, columnMap))]
    const admitted = await admitRows(
      { kind: 'owner', sourceName, rowsRead, loaded: laid.kept.count, refused },
      { rejectsPath, maxRejectedShare },
    )
    const { actor, now } = acting
    const proposal = { source: 'import', sourceName, replaces: replace, periods: laid.kept } as const
    const number = await insertPackage(turn, { ...proposal, proposedBy: actor, proposedAt: now })
    await recordAct(turn, acting, {
      act: 'owner.propose',
      subject: `ownerChange ${number}`,
      detail: { ownerChange: number, sourceName, count: laid.kept.count, rowsRead },
    })
    return { number, admitted }
  })
  const { number, admitted } = imported
  return {
    ...{ city: cityCode, sourceName, columnMap, rowsRead },
    ...admitted,
    ownerChange: await readPackage(database.kysely, cityId, number),
  }
}

const columnOf: Readonly<Partial<Record<PeriodFault['code'], string>>> = {
  'date-not-open': 'from',
  'override-too-long': 'until',
  'unknown-owner': 'owner',
}

function rejectOf({ line, subject, code, reason, facts }: PeriodFault, columnMap: ColumnMap): Reject {
  const value = code === 'unknown-owner' ? String(facts.id) : subject
  return { line: line!, column: columnMap[columnOf[code] ?? ''] ?? '', value, code, reason }
}
