import { z } from 'zod'

/** Keep-whole units 整体单元: what a planner may ask not to be cut apart. */
export const unitKinds = [
  'estate',
  'building',
  'park',
  'campus',
  'cluster-market',
  'village',
  'technical-area',
] as const
export const unitKind = z.enum(unitKinds)
export type UnitKind = z.infer<typeof unitKind>

/** Of all that is kept as a city's geography. */
export const placeKinds = [...unitKinds, 'river', 'railway', 'expressway', 'crossing'] as const
export type PlaceKind = (typeof placeKinds)[number]

/** As many as a city may have of all kinds together: each is looked at in every partition that keeps its kind whole. */
export const mostPlaces = 100_000

/** `estate,park`: the kinds of a query. */
export const unitKindList = z
  .string()
  .max(200)
  .transform((text) => text.split(','))
  .pipe(z.array(unitKind).min(1))
