import { z } from 'zod'
import { plainText } from './plainText.ts'

/** A name that people read. */
export const label = z.string().trim().min(1).max(120).pipe(plainText)

export const language = z.enum(['zh-CN', 'en'])
export type Language = z.infer<typeof language>
