import type { FigureKey } from '../../server/contract/figures.ts'
import type { FigureText } from '../i18n/figureText.ts'
import type { Format } from '../i18n/format.ts'
import type { Messages } from '../i18n/zh-CN.ts'
import type { Entry } from './entries.ts'
import type { PartitionForm, PartitionScope, Problem } from './partitionForm.ts'
import type { RuleChoices } from './ruleChoices.ts'

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
    case 'class-b-nowhere':
      return say.classBNowhere
    case 'main-grids-by-count':
      return say.mainGridsByCount
    case 'main-grids-own':
      return say.mainGridsOwn
    case 'unsaved':
      return say.unsaved({ strokes: number(problem.strokes) })
  }
}

export const totalOf = ({ totals }: PartitionScope, weight: FigureKey): number => totals[weight] ?? 0

/** The sizes that a tolerance in per cent leaves a grid; without a number of grids, what a tolerance is. */
export function toleranceText(
  { partition: t }: Messages,
  figures: FigureText,
  scope: PartitionScope,
  choice: { weight: FigureKey; grids: number | undefined; tolerance: Entry },
): string {
  const { weight, grids, tolerance } = choice
  if (grids === undefined || typeof tolerance !== 'number' || totalOf(scope, weight) <= 0) return t.toleranceHintBare
  const average = totalOf(scope, weight) / grids
  return t.toleranceHint({
    smallest: figures.short(weight, Math.max(0, average * (1 - tolerance / 100))),
    largest: figures.short(weight, average * (1 + tolerance / 100)),
    things: figures.isPlural(weight) ? figures.label(weight) : '',
  })
}

/** What is balanced, the most important first. */
export function weightsText({ partition: t }: Messages, figures: FigureText, weights: readonly FigureKey[]): string {
  const [first = '', ...others] = weights
  const title = figures.title(first)
  return others.length === 0 ? t.weightOnly({ figure: title }) : [title, ...others.map(figures.label)].join(t.andThen)
}

/** The settings of the fold that decide most, in a few words for its head. */
export function settingsText({ partition: t }: Messages, { preset, compactness }: PartitionForm): string[] {
  return [
    ...(compactness < 50 ? [t.balanceFirst] : compactness > 50 ? [t.shapeFirst] : []),
    ...(preset === 'balanced' ? [] : [t.presetOf[preset]]),
  ]
}

/** The rules that are on, in a few words for the head of their fold. */
export function rulesText({ partition: t, layers, listSeparator }: Messages, rules: RuleChoices): string[] {
  const kinds = (chosen: readonly (keyof typeof layers.kind)[]) =>
    chosen.map((kind) => layers.kind[kind]).join(listSeparator)
  const { keepWhole, barriers, districts, subdistricts, mainGrids } = rules
  return [
    ...(keepWhole.length > 0 ? [t.rules.wholeNote({ kinds: kinds(keepWhole) })] : []),
    ...(barriers.length > 0 ? [t.rules.barriersNote({ kinds: kinds(barriers) })] : []),
    ...(districts === 'ignore' ? [] : [`${t.districts} ${t.districtsOf[districts]}`]),
    ...(subdistricts === 'ignore' ? [] : [`${t.rules.subdistricts} ${t.rules.subdistrictsOf[subdistricts]}`]),
    ...(rules.outletCentres ? [t.rules.outletCentres] : []),
    ...(rules.ownGrids ? [t.rules.ownGrids] : []),
    ...(rules.listedLeave ? [t.rules.listedLeave] : []),
    ...(rules.classB ? [t.rules.classB] : []),
    ...(mainGrids === 'none' ? [] : [`${t.rules.mainGrids} ${t.rules.mainGridsOf[mainGrids]}`]),
  ]
}
