import { z } from 'zod'
import { cellIndex } from './common.ts'
import { position } from './geojson.ts'
import { barrierKinds, unitKind } from './placeKinds.ts'

const rings = z.array(z.array(position))
const shape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(rings) }),
  z.object({ type: z.literal('Point'), coordinates: position }),
])

/** Consecutive cells: the first one and how many. */
export const cellRun = z.tuple([cellIndex, z.int().positive()])

/** A unit with its footprint or anchor point; `id` is its kind and code. */
const unitFeature = z.object({
  type: z.literal('Feature'),
  id: z.string(),
  geometry: shape,
  properties: z.object({
    kind: unitKind,
    code: z.string(),
    name: z.string(),
    households: z.int().nonnegative().nullable(),
    /** customers of ours by its households, 0 to 1 */
    penetration: z.number().nullable(),
    /** those it holds most of, among the kinds that were asked for; a partition that keeps these whole goes by the same */
    cells: z.array(cellRun),
    /** of the cells it touches, how many another unit holds more of, or as much */
    lost: z.int().nonnegative(),
    sourceName: z.string(),
    importedAt: z.iso.datetime({ offset: true }),
  }),
})
export const unitCollection = z.object({ type: z.literal('FeatureCollection'), features: z.array(unitFeature) })
export type UnitCollection = z.infer<typeof unitCollection>

/** A unit that is whole in a plan as it was made, as `plan_rules` keeps it. */
export const keptUnit = z.object({
  kind: unitKind,
  code: z.string(),
  name: z.string(),
  cells: z.array(cellRun).min(1),
})
export type KeptUnit = z.infer<typeof keptUnit>

const line = z.array(position)
const barrierShape = z.discriminatedUnion('type', [
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(rings) }),
  z.object({ type: z.literal('MultiLineString'), coordinates: z.array(line) }),
  z.object({ type: z.literal('Point'), coordinates: position }),
])

/** A barrier or a crossing; `id` is its kind and code. */
const barrierFeature = z.object({
  type: z.literal('Feature'),
  id: z.string(),
  geometry: z.union([
    barrierShape,
    z.object({ type: z.literal('GeometryCollection'), geometries: z.array(barrierShape) }),
  ]),
  properties: z.object({
    kind: z.enum([...barrierKinds, 'crossing']),
    code: z.string(),
    name: z.string(),
    /** of a crossing: how far it reaches, in metres */
    reachM: z.number().nullable(),
    /** of a barrier the neighbouring cells it parts, of a crossing those it joins again: a0, b0, a1, b1, … */
    pairs: z.array(cellIndex),
    sourceName: z.string(),
    importedAt: z.iso.datetime({ offset: true }),
  }),
})
export const barrierCollection = z.object({ type: z.literal('FeatureCollection'), features: z.array(barrierFeature) })
export type BarrierCollection = z.infer<typeof barrierCollection>
