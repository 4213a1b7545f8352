import type { ColumnMap } from '../../data/columnMap.ts'
import type { Reject } from '../../data/rejects.ts'
import { type Periods, writePeriods } from '../rows/periods.ts'
import { type OwnerDefaults, ownerReader } from './ownerColumns.ts'
import { type Answer, answerOf, readTableRows, type TableOptions } from './tableOfRows.ts'

export interface OwnerFile {
  readonly bytes: Uint8Array
  readonly options: TableOptions & OwnerDefaults
}

export interface ReadOwners {
  readonly columnMap: ColumnMap
  readonly rowsRead: number
  readonly periods: Periods
  readonly rejects: readonly Reject[]
}

/** The periods of a file of owners, for a thread. */
export async function readOwnerFile({ bytes, options }: OwnerFile): Promise<Answer<ReadOwners>> {
  return await answerOf(async () => {
    const { rows, ...read } = await readTableRows(bytes, options, ownerReader(options))
    return { ...read, periods: writePeriods(rows) }
  })
}
