import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../base/errors.ts'
import { lockCity } from '../cities/lockCity.ts'
import { findCity } from '../cities/store.ts'
import {
  contractFigures,
  type FigureDefinition,
  figureDefinition,
  findFigure,
  sumFigures,
} from '../contract/figures.ts'
import type { Database } from '../db/database.ts'
import type { Schema } from '../db/schema.ts'

/** Every figure of a city, the contract's first; throws `city-not-found`. */
export async function listFigures(db: Kysely<Schema>, cityCode: string): Promise<readonly FigureDefinition[]> {
  const { city_id: cityId } = await findCity(db, cityCode)
  return [...contractFigures, ...(await listOwn(db, cityId))]
}

async function listOwn(db: Kysely<Schema>, cityId: number): Promise<FigureDefinition[]> {
  const rows = await db
    .selectFrom('figure')
    .where('city_id', '=', cityId)
    .orderBy('position')
    .select(['figure_key', 'definition'])
    .execute()
  // One that cannot be read is a count by its own name: `verify` names it, and the others go on.
  return rows.map(
    ({ figure_key, definition }) => figureDefinition.safeParse(definition).data ?? findFigure([], figure_key),
  )
}

/** More columns than a table can be read with. */
const mostOwn = 32

/**
 * Adds a figure of a city's own: data that is imported from now on may carry it. Throws `invalid-request` for a key that is there, or a
 * ratio of what is no sum of the city's.
 */
export async function addFigure(database: Database, cityCode: string, figure: FigureDefinition): Promise<void> {
  await database.kysely.transaction().execute(async (transaction) => {
    const { city_id: cityId } = await findCity(transaction, cityCode)
    // Two that add at once take turns, so that each gets a place of its own.
    await lockCity(transaction, cityId)
    const own = await listOwn(transaction, cityId)
    const all = [...contractFigures, ...own]
    if (all.some(({ key }) => key === figure.key))
      throw new ShapanError('invalid-request', `"${cityCode}" has a figure ${figure.key} already`)
    if (own.length >= mostOwn)
      throw new ShapanError(
        'invalid-request',
        `"${cityCode}" has ${mostOwn} figures of its own, as many as there may be`,
      )
    if (figure.kind === 'ratio') {
      const sums = sumFigures(all).map(({ key }) => key)
      const missing = [figure.numerator, figure.denominator].filter((key) => !sums.includes(key))
      if (missing.length > 0)
        throw new ShapanError(
          'invalid-request',
          `A ratio is of two sums of the city: ${missing.join(', ')} is none. It has ${sums.join(', ')}`,
        )
    }
    const { next } = await transaction
      .selectFrom('figure')
      .where('city_id', '=', cityId)
      .select(sql<number>`coalesce(max(position), 0) + 1`.as('next'))
      .executeTakeFirstOrThrow()
    const row = { city_id: cityId, figure_key: figure.key, definition: JSON.stringify(figure), position: next }
    await transaction.insertInto('figure').values(row).execute()
  })
}

/** Removes a figure that no data carries and no ratio is of; throws `invalid-request` naming what uses it. */
export async function removeFigure(database: Database, cityCode: string, key: string): Promise<void> {
  await database.kysely.transaction().execute(async (transaction) => {
    const { city_id: cityId } = await findCity(transaction, cityCode)
    await lockCity(transaction, cityId)
    const own = await listOwn(transaction, cityId)
    if (!own.some((figure) => figure.key === key)) {
      const keys = own.map((figure) => figure.key).join(', ')
      throw new ShapanError(
        'invalid-request',
        `"${cityCode}" has no figure ${key} of its own; ${keys === '' ? 'it has none' : `it has ${keys}`}`,
      )
    }
    const carrying = await transaction
      .selectFrom('snapshot')
      .where('city_id', '=', cityId)
      .where(sql<boolean>`${key} = any (figure_keys)`)
      .select('snapshot_id')
      .orderBy('snapshot_id')
      .execute()
    const ratios = own.flatMap((one) =>
      one.kind === 'ratio' && [one.numerator, one.denominator].includes(key) ? [one.key] : [],
    )
    if (carrying.length > 0 || ratios.length > 0) {
      const users = [
        ...carrying.map((row) => `snapshot ${row.snapshot_id}`),
        ...ratios.map((one) => `the ratio ${one}`),
      ]
      throw new ShapanError('invalid-request', `The figure ${key} is used by ${users.join(', ')} and cannot be removed`)
    }
    await transaction.deleteFrom('figure').where('city_id', '=', cityId).where('figure_key', '=', key).execute()
  })
}
