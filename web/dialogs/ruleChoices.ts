/**
 * The rules of a partition as the dialog has them: what is chosen, what is wrong with it, and what of it a request carries. A rule that the
 * city has nothing for is never asked for.
 */
import type { PartitionInput } from '../../server/contract/partitionRequest.ts'
import type { BarrierKind, UnitKind } from '../../server/contract/placeKinds.ts'

export type DistrictRule = NonNullable<PartitionInput['districts']>

export interface RuleChoices {
  districts: DistrictRule
  /** kinds of units of which none is cut apart */
  keepWhole: readonly UnitKind[]
  /** kinds of barriers that no grid crosses but at a crossing */
  barriers: readonly BarrierKind[]
}

type Rules = Pick<PartitionInput, 'districts' | 'keepWhole' | 'barriers'>

/** As the open plan was made, so that a second run differs only where the planner says so. */
export function initialRules(past: Rules | null | undefined): RuleChoices {
  return {
    districts: past?.districts ?? 'ignore',
    keepWhole: past?.keepWhole ?? [],
    barriers: past?.barriers ?? [],
  }
}

/** The rules of a request; none that is off. */
export function rulesOf({ districts, keepWhole, barriers }: RuleChoices): Rules {
  return {
    districts,
    ...(keepWhole.length > 0 && { keepWhole: [...keepWhole] }),
    ...(barriers.length > 0 && { barriers: [...barriers] }),
  }
}
