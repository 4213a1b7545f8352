import { z } from 'zod'

/** Administrative areas 行政区, the largest first: each level lies in the one before it. */
export const areaLevels = ['district', 'subdistrict', 'community'] as const
export const areaLevel = z.enum(areaLevels)
export type AreaLevel = z.infer<typeof areaLevel>

export function isAreaLevel(kind: string): kind is AreaLevel {
  return areaLevels.some((level) => level === kind)
}
