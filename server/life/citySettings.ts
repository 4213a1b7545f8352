import { type Kysely, sql } from 'kysely'
import { findCity } from '../cities/store.ts'
import type { CitySettings } from '../contract/citySettings.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'
import { recordAct, takeTurn } from './lifeStore.ts'
import type { Acting } from './submitPlan.ts'

const standard: CitySettings = { disputeDays: 10 }

export async function readSettings(db: Kysely<Schema>, cityId: number): Promise<CitySettings> {
  const row = await db
    .selectFrom('city_life')
    .where('city_id', '=', sql.lit(cityId))
    .select('dispute_days')
    .executeTakeFirst()
  return { disputeDays: row?.dispute_days ?? standard.disputeDays }
}

/** For what comes from now on: what is under way keeps what it began with. Throws `city-not-found`. */
export async function setSettings(
  database: Database,
  cityCode: string,
  settings: CitySettings,
  acting: Acting,
): Promise<CitySettings> {
  const { city_id: cityId } = await findCity(database.kysely, cityCode)
  await takeTurn(database, cityId, async (turn) => {
    const before = await readSettings(turn.transaction, cityId)
    await turn.transaction
      .updateTable('city_life')
      .set({ dispute_days: settings.disputeDays })
      .where('city_id', '=', cityId)
      .execute()
    await recordAct(turn, acting, { act: 'settings.set', subject: cityCode, detail: { before, after: settings } })
  })
  return settings
}
