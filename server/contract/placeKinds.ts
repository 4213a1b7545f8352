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

/** Barriers 屏障: what a partition may take for borders. */
export const barrierKinds = ['river', 'railway', 'expressway'] as const
export const barrierKind = z.enum(barrierKinds)
export type BarrierKind = z.infer<typeof barrierKind>

/** Lists 名单: outlets, own and social, and the sites of key and listed accounts. They count in the cell where they stand. */
export const listKinds = ['outlet', 'account'] as const
export type ListKind = (typeof listKinds)[number]

/** Of all that is kept as a city's geography; a crossing joins what barriers of any kind part. */
export const placeKinds = [...unitKinds, ...barrierKinds, 'crossing', ...listKinds] as const
export const placeKind = z.enum(placeKinds)
export type PlaceKind = z.infer<typeof placeKind>

/** What a file may hold beside customers: links are kept with those that planners state by hand. */
export const importKinds = [...placeKinds, 'link'] as const
export const importKind = z.enum(importKinds)
export type ImportKind = z.infer<typeof importKind>

export function isUnitKind(kind: PlaceKind): kind is UnitKind {
  return unitKinds.some((one) => one === kind)
}

export function isListKind(kind: ImportKind): kind is ListKind {
  return listKinds.some((one) => one === kind)
}

/** As many as a city may have of all kinds together: each is looked at in every partition that keeps its kind whole. */
export const mostPlaces = 100_000

/** `estate,park`: the kinds of a query. */
export const unitKindList = z
  .string()
  .max(200)
  .transform((text) => text.split(','))
  .pipe(z.array(unitKind).min(1))
