import { dateAt } from '../../base/civilDates.ts'
import { findCity } from '../../cities/store.ts'
import type { Claim, Dispute } from '../../contract/disputes.ts'
import type { Database } from '../../db/database.ts'
import { readTimeline } from '../../life/lifeStore.ts'
import { standingGrids } from '../../life/standingGrids.ts'
import { ownerNames } from '../ownerOf.ts'

/** Of the grids for which claims stand and which have ended by a day: the grid that stands for each then, by the claim's number. */
export async function successorsOf(
  database: Database,
  cityCode: string,
  claims: readonly Claim[],
  date: string,
): Promise<Map<number, string>> {
  const named = claims.filter(({ state, claimant }) => state === 'standing' && claimant.kind === 'grid')
  if (named.length === 0) return new Map()
  const { city_id: cityId, timezone } = await findCity(database.kysely, cityCode)
  const day = {
    cityId,
    cityCode,
    date,
    known: Number.MAX_SAFE_INTEGER,
    read: await readTimeline(database.kysely, cityId),
  }
  const asked = named.map(({ claimant, madeAt }) => ({
    gridId: claimant.id,
    from: dateAt(new Date(madeAt), timezone),
  }))
  const standing = await standingGrids(database, day, asked)
  return new Map(
    named.flatMap(({ id, claimant }, i): [number, string][] => {
      const { gridId } = standing[i]!
      return gridId === null || gridId === claimant.id ? [] : [[id, gridId]]
    }),
  )
}

/** Claims with the grids that stand today for those that have ended. */
export async function withSuccessors(
  database: Database,
  cityCode: string,
  claims: readonly Claim[],
  today: string,
): Promise<Claim[]> {
  const successors = await successorsOf(database, cityCode, claims, today)
  if (successors.size === 0) return [...claims]
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  const names = await ownerNames(database.kysely, cityId, [...new Set(successors.values())], Number.MAX_SAFE_INTEGER)
  return claims.map((claim) => {
    const id = successors.get(claim.id)
    return id === undefined ? claim : { ...claim, successor: { id, name: names.get(id) ?? id } }
  })
}

/** The same of all claims of disputes. */
export async function disputesWithSuccessors(
  database: Database,
  cityCode: string,
  disputes: readonly Dispute[],
  today: string,
): Promise<Dispute[]> {
  const all = await withSuccessors(
    database,
    cityCode,
    disputes.flatMap(({ claims }) => claims),
    today,
  )
  const byId = new Map(all.map((claim) => [claim.id, claim]))
  return disputes.map((dispute) => ({ ...dispute, claims: dispute.claims.map((claim) => byId.get(claim.id)!) }))
}
