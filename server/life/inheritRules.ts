import { cellsOfUnit } from '../cities/places/cellsOfUnit.ts'
import type { PartitionRequest } from '../contract/partitionRequest.ts'
import { ruleNames } from '../contract/ruleNames.ts'
import type { PlanRules } from '../plans/store.ts'

export interface Inherited {
  readonly parameters: PartitionRequest | null
  readonly rules: PlanRules | undefined
}

/**
 * What a plan that is made of another's cells goes on being judged by: what was asked for, the units that are whole in it, and the pairs that its barriers
 * part, by which its links were made. Other rules were of how the first one was made, and a brush may have broken them since.
 */
export function inheritRules(
  parameters: PartitionRequest | null,
  rules: PlanRules | undefined,
  assignment: Uint16Array,
): Inherited {
  const isWhole = (cells: PlanRules['units'][number]['cells']) =>
    new Set(cellsOfUnit(cells).map((cell) => assignment[cell])).size === 1
  const units = rules?.units.filter(({ cells }) => isWhole(cells)) ?? []
  const barriers = rules?.barriers ?? []
  const dropped = new Set<string>(ruleNames.filter((name) => name !== 'keepWhole' || units.length === 0))
  const entries = Object.entries(parameters ?? {}).filter(([name]) => !dropped.has(name))
  return {
    parameters: parameters && (Object.fromEntries(entries) as PartitionRequest),
    rules:
      units.length + barriers.length > 0
        ? { units, barriers, centres: null, ownGrids: null, leftAccounts: null }
        : undefined,
  }
}
