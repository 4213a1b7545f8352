import type { z } from 'zod'
import type { Problem } from '../contract/common.ts'
import { invalidJson, invalidRequest } from './requestFaults.ts'

export type ParsedBody<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem }

/**
 * A JSON body held against the contract, or against the one of several that `schemaOf` picks for it. For bodies that threads read: the
 * others are read and checked by Fastify.
 */
export function parseBody<T extends z.ZodType>(
  schemaOf: (json: unknown) => T,
  bytes: Uint8Array,
): ParsedBody<z.output<T>> {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return { ok: false, problem: invalidJson() }
  }
  const parsed = schemaOf(json).safeParse(json)
  if (parsed.success) return { ok: true, value: parsed.data }
  const faults = parsed.error.issues.map(({ path, message }) => ({ keys: path.map(String), message }))
  return { ok: false, problem: invalidRequest('body', json, faults) }
}
