import type { Kysely } from 'kysely'
import { decodePatch, type GoneGrid, heirIn, type Patch, type Plan } from '../../partition/index.ts'
import type { Schema } from '../db/schema.ts'

/** The grids a plan had and has not any more, by number, and the highest number ever given out. Plain data. */
export interface Descent {
  readonly gone: readonly (GoneGrid & { readonly number: number })[]
  readonly lastNumber: number
}

/** What the log says of grids that came and went. A plan of a hundred splits and merges: some 100 small rows. */
export async function readDescent(
  db: Kysely<Schema>,
  { cityId, planNumber }: { cityId: number; planNumber: number },
  numbers: readonly number[],
): Promise<Descent> {
  const rows = await db
    .selectFrom('command')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .where('lineage_ids', 'is not', null)
    .select('patch')
    .orderBy('revision')
    .execute()
  return followDescent(
    { gone: [], lastNumber: Math.max(0, ...numbers) },
    rows.map(({ patch }) => decodePatch(patch)),
  )
}

function followDescent({ gone, lastNumber }: Descent, patches: readonly Patch[]): Descent {
  const byNumber = new Map(gone.map((grid) => [grid.number, grid]))
  let last = lastNumber
  for (const patch of patches)
    for (const { number, from, to } of patch.grids) {
      last = Math.max(last, number)
      if (to) byNumber.delete(number)
      else if (from) byNumber.set(number, { number, gridId: from.gridId, heir: heirIn(patch, number) })
    }
  return { gone: [...byNumber.values()], lastNumber: last }
}

export function descentOf({ gone, lastNumber }: Pick<Plan, 'gone' | 'lastNumber'>): Descent {
  return { gone: Array.from(gone, ([number, grid]) => ({ number, ...grid })), lastNumber }
}
