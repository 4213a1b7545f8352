import type { WeightKey } from '../../server/contract/weightKey.ts'
import type { Format } from '../i18n/format.ts'
import type { Messages } from '../i18n/zh-CN.ts'
import type { Entry, PartitionForm, PartitionScope, Problem } from './partitionForm.ts'

/** What is wrong with a field and what would be right. */
export function problemText({ partition: { problem: say } }: Messages, format: Format, problem: Problem): string {
  const number = (value: number): string => (Number.isInteger(value) ? format.integer(value) : String(value))
  switch (problem.kind) {
    case 'range':
      return say.range({ min: number(problem.min), max: number(problem.max) })
    case 'too-many-grids':
      return say.tooManyGrids({ max: number(problem.max) })
    case 'whole':
      return say.whole
    case 'band-reversed':
      return say.bandReversed({ smallest: number(problem.smallest) })
    case 'no-customers':
      return say.noCustomers
    case 'above-total':
      return say.aboveTotal({ total: number(problem.total) })
    case 'band-misses':
      return say.bandMisses({
        fewer: number(problem.fewer),
        fewerAverage: format.integer(problem.fewerAverage),
        more: number(problem.more),
        moreAverage: format.integer(problem.moreAverage),
      })
    case 'band-too-small':
      return say.bandTooSmall({ cells: number(problem.cells), least: number(problem.least) })
    case 'unsaved':
      return say.unsaved({ strokes: number(problem.strokes) })
  }
}

/** An amount of a weight as a number: customers, or money of the city's currency. */
export const amountText = (format: Format, weight: WeightKey, amount: number): string =>
  weight === 'customers' ? format.integer(amount) : format.moneyCompact(amount)

export const totalOf = ({ customers, revenueCents }: PartitionScope, weight: WeightKey): number =>
  weight === 'customers' ? customers : revenueCents

/** The sizes that a tolerance in per cent leaves a grid; without a number of grids, what a tolerance is. */
export function toleranceText(
  { partition: t }: Messages,
  format: Format,
  scope: PartitionScope,
  choice: { weight: WeightKey; grids: number | undefined; tolerance: Entry },
): string {
  const { weight, grids, tolerance } = choice
  if (grids === undefined || typeof tolerance !== 'number' || totalOf(scope, weight) <= 0) return t.toleranceHintBare
  const average = totalOf(scope, weight) / grids
  return t.toleranceHint[weight]({
    smallest: amountText(format, weight, Math.max(0, average * (1 - tolerance / 100))),
    largest: amountText(format, weight, average * (1 + tolerance / 100)),
  })
}

/** The settings of the fold that decide most, in a few words for its head. */
export function settingsText({ partition: t }: Messages, { districts, preset, compactness }: PartitionForm): string[] {
  return [
    ...(districts === 'ignore' ? [] : [t.districtsOf[districts]]),
    ...(compactness < 50 ? [t.balanceFirst] : compactness > 50 ? [t.shapeFirst] : []),
    ...(preset === 'balanced' ? [] : [t.presetOf[preset]]),
  ]
}
