import type { Kysely } from 'kysely'
import { findCity } from '../cities/store.ts'
import { contractFigures, type FigureDefinition } from '../contract/figures.ts'
import type { Schema } from '../db/schema.ts'

/** Every figure of a city; throws `city-not-found`. */
export async function listFigures(db: Kysely<Schema>, cityCode: string): Promise<readonly FigureDefinition[]> {
  await findCity(db, cityCode)
  return contractFigures
}
