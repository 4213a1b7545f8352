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

/** Whether the server asks for a token, and whether this browser has shown it. */
export const session = z.object({ loginRequired: z.boolean(), signedIn: z.boolean() })

export const logIn = z.object({ token: z.string().min(1).max(500) })
