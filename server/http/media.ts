import { z } from 'zod'
import { problem } from '../contract/common.ts'

export const geojsonType = 'application/geo+json'

/** A 200 of one media type, for a route's `response` schema. */
export function answer(mediaType: string, schema: z.ZodType, description: string) {
  return { description, content: { [mediaType]: { schema } } }
}

/** Bytes and texts whose form the description tells. */
export const binary = z.any().meta({ type: 'string', format: 'binary' })
export const text = z.string()

/** What every route may answer beside its own: problem details, also where the database is away. */
export function problems(...statuses: (400 | 401 | 403 | 404 | 409 | 410 | 421 | 422 | 429 | 503)[]) {
  const schema = { description: 'Problem details', content: { 'application/problem+json': { schema: problem } } }
  return Object.fromEntries([400, ...statuses, 503].map((status) => [status, schema])) as Record<number, typeof schema>
}
