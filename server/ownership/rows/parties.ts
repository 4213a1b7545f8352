import { sql } from 'kysely'
import { ShapanError } from '../../base/errors.ts'
import { findCity } from '../../cities/store.ts'
import type { ClusterGrid, Party } from '../../contract/owners.ts'
import type { Database } from '../../db/database.ts'
import { recordAct, takeTurn } from '../../life/lifeStore.ts'
import type { Acting } from '../../life/submitPlan.ts'

/** Teams and people that may own customers, by id. Throws `city-not-found`. */
export async function listParties({ kysely }: Database, cityCode: string): Promise<Party[]> {
  const { city_id: cityId } = await findCity(kysely, cityCode)
  const rows = await kysely
    .selectFrom('party')
    .where('city_id', '=', sql.lit(cityId))
    .select(['party_id as id', 'kind', 'name'])
    .orderBy('party_id')
    .execute()
  return rows
}

/** Registers a team or a person, for good: answers of the past go on naming it. Throws `city-not-found` and `party-exists`. */
export async function addParty(database: Database, cityCode: string, party: Party, acting: Acting): Promise<Party> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  await takeTurn(database, cityId, async (turn) => {
    const { transaction, change } = turn
    const added = await transaction
      .insertInto('party')
      .values({ city_id: cityId, party_id: party.id, kind: party.kind, name: party.name, change })
      .onConflict((conflict) => conflict.columns(['city_id', 'party_id']).doNothing())
      .returning('party_id')
      .executeTakeFirst()
    if (!added) throw alreadyThere('team or person', party.id)
    await recordAct(turn, acting, { act: 'party.add', subject: party.id, detail: party })
  })
  return party
}

/** Grids of accounts and units that lie in no plan, by code. Throws `city-not-found`. */
export async function listClusterGrids({ kysely }: Database, cityCode: string): Promise<ClusterGrid[]> {
  const { city_id: cityId } = await findCity(kysely, cityCode)
  return await kysely
    .selectFrom('cluster_grid')
    .where('city_id', '=', sql.lit(cityId))
    .select(['grid_id as gridId', 'code', 'name'])
    .orderBy('code')
    .orderBy('grid_id')
    .execute()
}

/** Throws `city-not-found` and `party-exists`. */
export async function addClusterGrid(
  database: Database,
  cityCode: string,
  grid: ClusterGrid,
  acting: Acting,
): Promise<ClusterGrid> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  await takeTurn(database, cityId, async (turn) => {
    const { transaction, change } = turn
    const added = await transaction
      .insertInto('cluster_grid')
      .values({ city_id: cityId, grid_id: grid.gridId, code: grid.code, name: grid.name, change })
      .onConflict((conflict) => conflict.columns(['city_id', 'grid_id']).doNothing())
      .returning('grid_id')
      .executeTakeFirst()
    if (!added) throw alreadyThere('cluster grid', grid.gridId)
    await recordAct(turn, acting, { act: 'clusterGrid.add', subject: grid.gridId, detail: grid })
  })
  return grid
}

function alreadyThere(what: string, id: string): ShapanError {
  return new ShapanError('party-exists', `A ${what} is registered as "${id}" already: choose another id`)
}
