import { z } from 'zod'
import { language } from './common.ts'

export const health = z.object({
  status: z.literal('ok'),
  version: z.string(),
  database: z.enum(['pglite', 'postgres']),
})
export type Health = z.infer<typeof health>

/** What the sandbox must know before it draws anything. */
export const uiConfig = z.object({
  version: z.string(),
  /** a style or tile URL template for the background; null draws none, and nothing leaves the machine */
  basemapUrl: z.url().nullable(),
  languages: z.array(language),
})
export type UiConfig = z.infer<typeof uiConfig>
