import type { Kysely } from 'kysely'
import type { PartitionAsk } from '../../contract/partitionRequest.ts'
import { ruleNames } from '../../contract/ruleNames.ts'
import type { Schema } from '../../db/schema.ts'
import { readCityRules } from './store.ts'

/**
 * A request with the rules that it goes by: its own, and the city's where it says nothing of one. One that is null is off. It no longer
 * goes by the city's, so that the same plan can be made again whatever becomes of them.
 */
export async function withCityRules(
  db: Kysely<Schema>,
  cityId: number,
  request: PartitionAsk,
): Promise<Record<string, unknown>> {
  const { rules } = request.cityRules === false ? { rules: {} } : await readCityRules(db, cityId)
  const own = Object.entries(request).filter(([, value]) => value !== null && value !== undefined)
  const isSaid = new Set<string>(ruleNames.filter((name) => request[name] !== undefined))
  const ofCity = Object.entries(rules).filter(([name]) => !isSaid.has(name))
  return { ...Object.fromEntries([...own, ...ofCity]), cityRules: false }
}
