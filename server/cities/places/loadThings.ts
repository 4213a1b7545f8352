import { type Kysely, sql } from 'kysely'
import { ShapanError } from '../../base/errors.ts'
import type { PartitionRequest } from '../../contract/partitionRequest.ts'
import type { Thing, UnitPlace } from '../../contract/things.ts'
import type { Schema } from '../../db/schema.ts'
import { unitCellsText } from './store.ts'

export interface CityOfThings {
  readonly cityId: number
  readonly code: string
  readonly cellCount: number
  readonly districts: readonly { readonly code: string; readonly name: string }[]
}

type Named = Pick<PartitionRequest, 'pins' | 'apart' | 'classB'>

/** Throws `invalid-request` where rules name a unit, a district or a cell that the city does not have. */
export async function refuseUnknownThings(db: Kysely<Schema>, city: CityOfThings, rules: Named): Promise<void> {
  refuseStrangeCells(city, thingsOf(rules))
  refuseUnknownDistricts(city, rules)
  const units = unitsOf(rules)
  if (units.length > 0) await refuseUnknownUnits(db, city, units)
}

/**
 * The units that rules name, as they lie among all of their kinds: text that is read in the thread; none where no unit is named. Throws as
 * `refuseUnknownThings` does.
 */
export async function loadThings(db: Kysely<Schema>, city: CityOfThings, rules: Named): Promise<string | undefined> {
  await refuseUnknownThings(db, city, rules)
  const units = unitsOf(rules)
  if (units.length === 0) return undefined
  return await unitCellsText(db, city.cityId, [...new Set(units.map(({ kind }) => kind))].sort())
}

function thingsOf({ pins = [], apart = [] }: Named): Thing[] {
  return [...pins, ...apart.flat()]
}

function unitsOf(rules: Named): UnitPlace[] {
  const areas = rules.classB?.areas ?? []
  return [
    ...thingsOf(rules).flatMap((thing) => ('place' in thing ? [thing.place] : [])),
    ...areas.flatMap(({ kind, code }) => (kind === 'district' ? [] : [{ kind, code }])),
  ]
}

function refuseStrangeCells({ code, cellCount }: CityOfThings, things: readonly Thing[]): void {
  const runs = things.flatMap((thing) => ('cells' in thing ? thing.cells : []))
  const strange = runs.find(([start, length]) => start + length > cellCount)
  if (strange)
    throw new ShapanError(
      'invalid-request',
      `A rule names cell ${Math.max(strange[0], cellCount)}, and the cells of "${code}" are 0 to ${cellCount - 1}`,
    )
}

function refuseUnknownDistricts({ code: city, districts }: CityOfThings, { classB }: Named): void {
  const unknown = (classB?.areas ?? []).find(
    ({ kind, code }) => kind === 'district' && !districts.some((one) => one.code === code),
  )
  if (unknown)
    throw new ShapanError(
      'invalid-request',
      `"${city}" has no district "${unknown.code}" to be class B; its districts are ${districts.map(({ code, name }) => `${code} ${name}`).join(', ')}`,
    )
}

const shownCodes = 5

async function refuseUnknownUnits(
  db: Kysely<Schema>,
  { cityId, code: city }: CityOfThings,
  units: readonly UnitPlace[],
): Promise<void> {
  const { rows } = await sql<UnitPlace>`
    select kind, code from unnest(${units.map(({ kind }) => kind)}::text[], ${units.map(({ code }) => code)}::text[])
                           with ordinality as named (kind, code, place)
    where not exists (select from city_place p
                      where p.city_id = ${cityId} and p.kind = named.kind and p.place_code = named.code)
    order by place limit 1`.execute(db)
  const [unknown] = rows
  if (!unknown) return
  const there = await db
    .selectFrom('city_place')
    .where('city_id', '=', cityId)
    .where('kind', '=', unknown.kind)
    .select(['place_code', 'name'])
    .orderBy('place_code')
    .limit(shownCodes)
    .execute()
  const known = there.map(({ place_code, name }) => `${place_code} (${name})`)
  throw new ShapanError(
    'invalid-request',
    `"${city}" has no ${unknown.kind} with the code "${unknown.code}", which a rule names; ${known.length > 0 ? `it has such as ${known.join(', ')}` : `it has none of the kind: import them by shapan import ${city} <file> --kind ${unknown.kind} --crs <crs>`}`,
    { kind: unknown.kind, code: unknown.code },
  )
}
