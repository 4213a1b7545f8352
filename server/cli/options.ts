import { InvalidArgumentError } from 'commander'
import type { z } from 'zod'
import * as common from '../contract/common.ts'
import { type WeightKey, weightKey } from '../contract/plans.ts'

/** A fraction from `5%`, `5 %` or `0.05`. */
export function parseTolerance(text: string): number {
  const match = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*$/.exec(text)
  // through decimal text: 5 / 100 must be the number 0.05 whichever way it was written
  const value = match ? Number(match[2] ? `${match[1]}e-2` : match[1]) : Number.NaN
  if (!(value > 0 && value <= 1))
    throw new InvalidArgumentError('a tolerance looks like 5% or 0.05, above 0 and up to 100%.')
  return value
}

/** Parser of a whole number from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`a whole number from ${min} to ${max} is expected.`)
    return value
  }
}

/** `customers,revenue` → the keys, most important first, each once. */
export function parseWeights(text: string): WeightKey[] {
  const keys = text.split(',').map((key) => weightKey.safeParse(key.trim()))
  const weights = keys.flatMap((key) => (key.success ? [key.data] : []))
  if (weights.length < keys.length || new Set(weights).size < weights.length) {
    throw new InvalidArgumentError(`a list of ${weightKey.options.join(', ')}, each once, is expected.`)
  }
  return weights
}

export const parseCrs = bySchema(common.crs, 'one of wgs84, gcj02, bd09 is expected.')
export const parseCityCode = bySchema(
  common.cityCode,
  'a city code is a lower-case letter, then lower-case letters, digits and hyphens, at most 40.',
)
export const parsePlanId = bySchema(common.planId, 'a plan is named by its city and number, for example taipei-3.')
export const parseLanguage = bySchema(common.language, 'one of zh-CN, en is expected.')

function bySchema<T>(schema: z.ZodType<T>, message: string): (text: string) => T {
  return (text) => {
    const parsed = schema.safeParse(text)
    if (!parsed.success) throw new InvalidArgumentError(message)
    return parsed.data
  }
}
