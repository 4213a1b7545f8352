import type { RowsSummary } from '../../contract/ownershipRows.ts'
import type { Database } from '../../db/database.ts'
import { runTask } from '../../threads/threads.ts'
import { refuseThinned } from '../cityOwnership.ts'
import { sumRows } from './answerStream.ts'
import { listPlaces } from './findPlaces.ts'
import type { AnswerForm } from './rowWriter.ts'
import type { ServedCity } from './servedCity.ts'
import { tasks } from './tasks.ts'

/** Customers that are read and answered at a time. */
const portion = 5000

/**
 * All customers of the serving snapshot with place and owner, by their ids, then the summary, which it returns too. Throws `snapshot-thinned` where the data has been
 * deleted, or is meanwhile; then there is no summary.
 */
export async function* exportStream(
  database: Database,
  city: ServedCity,
  form: AnswerForm,
): AsyncGenerator<Uint8Array, RowsSummary> {
  const { served, cityId, cityCode, snapshotId } = city
  const sum = sumRows(city, form)
  if (snapshotId !== null) await refuseThinned(database, cityId, cityCode, snapshotId)
  yield sum.head()
  if (snapshotId !== null) {
    let after = ''
    for (;;) {
      const page = await listPlaces(database, cityId, snapshotId, after, portion)
      if (!page) break
      yield sum.add(await runTask(tasks.answerPage, { page, served, form }, page.count))
      after = page.last
    }
    await refuseThinned(database, cityId, cityCode, snapshotId)
  }
  yield sum.last()
  return sum.total()
}
