import { z } from 'zod'
import { cityCode } from './common.ts'
import { placeKind } from './placeKinds.ts'

const count = z.int().nonnegative()

/** What an import of places came to. */
export const importedPlaces = z.object({
  city: cityCode,
  kind: placeKind,
  sourceName: z.string(),
  columnMap: z.record(z.string(), z.string()).describe('by what they mean: the columns or properties that were read'),
  rowsRead: count,
  rowsRejected: count,
  loaded: count,
  removed: count.describe('of this kind, that were there before and are no more'),
  cells: count.nullable().describe('cells that units hold'),
  pairs: count.nullable().describe('neighbours that barriers part, or crossings join'),
  reachM: z.number().nullable(),
  rejects: z
    .array(z.object({ line: z.int(), column: z.string(), value: z.string(), code: z.string(), reason: z.string() }))
    .describe('the first of them'),
  warnings: z.array(z.looseObject({ code: z.string(), text: z.string() })),
})
