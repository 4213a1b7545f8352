import type { Database } from '../../db/database.ts'
import { runTask } from '../../threads/threads.ts'
import { refuseThinned } from '../cityOwnership.ts'
import { tasks } from '../tasks.ts'
import type { AnswerForm } from './answerRows.ts'
import { countRows, headOf } from './answerStream.ts'
import { listPlaces } from './findPlaces.ts'
import type { ServedCity } from './servedCity.ts'

/** Customers of a portion: some 1 MB of answers. */
const portion = 5000

/**
 * All customers of the serving snapshot with place and owner, by their ids, then the summary. Throws `snapshot-thinned` where the data is deleted meanwhile; then there is no summary.
 */
export async function* exportStream(
  database: Database,
  city: ServedCity,
  form: AnswerForm,
): AsyncGenerator<Uint8Array> {
  const { served, cityId, cityCode, snapshotId } = city
  const counts = countRows(city)
  yield headOf(form)
  if (snapshotId !== null) {
    let after = ''
    for (;;) {
      const page = await listPlaces(database, cityId, snapshotId, after, portion)
      if (!page) break
      yield counts.add(await runTask(tasks.answerPage, { page, served, form }, page.count))
      after = page.last
    }
    await refuseThinned(database, cityId, cityCode, snapshotId)
  }
  yield counts.end(form)
}
