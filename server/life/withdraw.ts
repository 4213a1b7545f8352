import { addDays, dateAt } from '../base/civilDates.ts'
import { ShapanError } from '../base/errors.ts'
import { findCity } from '../cities/store.ts'
import type { Database } from '../db/database.ts'
import { passGate, readTimeline, recordAct, type Timeline, type VersionRow, voidVersion } from './lifeStore.ts'
import { makeBorder, putMovement } from './movements.ts'
import type { Acting } from './submitPlan.ts'
import { inForceOn, liveAt, nextAfter } from './timeline.ts'
import { formatVersionId } from './versionIds.ts'

/** One of a city's versions; throws `version-not-found`, naming the newest there are. */
export function findVersion({ versions }: Pick<Timeline, 'versions'>, cityCode: string, number: number): VersionRow {
  const found = versions.find((version) => version.number === number)
  if (found) return found
  const known = versions.slice(-10).map((version) => formatVersionId(cityCode, version.number))
  const hint = known.length > 0 ? `there is ${known.join(', ')}` : 'no plan of the city has been approved yet'
  throw new ShapanError('version-not-found', `There is no version "${formatVersionId(cityCode, number)}"; ${hint}`)
}

/**
 * Makes a version void that has not begun: the one before it goes on, and what changes on the next start is made again. Throws `version-not-found`, `version-void`, `begun` and
 * `timeline-moved`.
 */
export async function withdrawVersion(
  database: Database,
  cityCode: string,
  number: number,
  reason: string,
  acting: Acting,
): Promise<void> {
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  const id = formatVersionId(cityCode, number)
  await passGate(
    database,
    cityId,
    async (read) => {
      const version = findVersion(read, cityCode, number)
      if (version.voidChange !== null)
        throw new ShapanError('version-void', `The version ${id} was withdrawn before: ${version.voidReason}`)
      if (version.from <= dateAt(acting.now, timezone))
        throw new ShapanError(
          'begun',
          `The version ${id} has been in force since ${version.from}: follow it by another, or correct it`,
        )
      const live = liveAt(read.versions.filter(({ division }) => division === version.division))
      const next = nextAfter(live, version.from)
      const before = inForceOn(live, addDays(version.from, -1))
      return next && { next: next.number, border: await makeBorder(database, cityCode, before, next) }
    },
    async (turn, remade) => {
      await voidVersion(turn, number, reason)
      if (remade) await putMovement(turn, remade.next, remade.border)
      await recordAct(turn, acting, {
        act: 'version.withdraw',
        subject: id,
        reason,
        events: [{ type: 'version.withdrawn', data: { version: id } }],
      })
    },
  )
}

/** The versions of a city, read with `withdraw`'s sentence where there is none under a number. */
export async function readVersion(
  database: Database,
  cityCode: string,
  number: number,
): Promise<{ cityId: number; read: Timeline; version: VersionRow }> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  const read = await readTimeline(database.kysely, cityId)
  return { cityId, read, version: findVersion(read, cityCode, number) }
}
