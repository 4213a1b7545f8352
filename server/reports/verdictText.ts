import { isBanded, sumOf, toleranceOf } from '../contract/planTolerances.ts'
import { type Format, formatFor } from './format.ts'
import type { BalanceReport } from './report.ts'
import { type ReportText, reportText } from './text.ts'

/** What a plan's grids are held to, in the forms that sentences need. All are empty where there is nothing to judge by. */
export interface GoalText {
  /** says it of several grids */
  criteria: string
  /** names it */
  short: string
  /** says it of one grid */
  rule: string
}

/** A size band takes the place of the tolerance of customers. */
export function goalText({ weights, tolerances, sizeBand }: BalanceReport, text: ReportText, format: Format): GoalText {
  const byBand = weights.some((key) => isBanded(key, sizeBand)) ? sizeBand : undefined
  const byTolerance = weights.filter((key) => !isBanded(key, sizeBand))
  const percents = byTolerance.map((key) => format.percent(toleranceOf(tolerances, key)))
  const figures = listed(byTolerance.map(format.label), text)
  const tolerance = [...new Set(percents)].length > 1 ? percents.join(' / ') : (percents[0] ?? '')
  const ends = byBand && ([format.integer(byBand.smallest), format.integer(byBand.largest)] as const)
  const joined = (form: 'criteria' | 'goal' | 'rule'): string =>
    [
      ...(ends ? [text[form].band(...ends)] : []),
      ...(byTolerance.length > 0 ? [text[form].tolerance(tolerance, figures)] : []),
    ].join(text.alsoSeparator)
  return { criteria: joined('criteria'), short: joined('goal'), rule: joined('rule') }
}

/** a, b and c */
function listed(names: readonly string[], { listSeparator, and }: ReportText): string {
  const last = names.slice(-2).join(and)
  return [...names.slice(0, -2), last].join(listSeparator)
}

/** Why no grid can be called good or bad, where `text.nothingToJudge` says so: what all grids have of each figure asked for. */
export function sumsText({ asked, grids }: BalanceReport, text: ReportText, format: Format): string {
  const sums = asked.map((key) => {
    const sum = sumOf(grids, key)
    return text.addUp(format.label(key), format.exact(key, sum), format.isPlural(key))
  })
  return sums.join(text.alsoSeparator)
}

/** The verdict in one line of plain English, as the command line says it. */
export function verdictLine(report: BalanceReport): string {
  const { city, grids, weights, within, isBalanced, plan } = report
  const format = formatFor('en', city, report.definitions)
  const sentence =
    weights.length === 0
      ? `nothing to balance: ${sumsText(report, reportText.en, format)}`
      : `${isBalanced ? 'balanced' : 'not balanced'}: ${within} of ${grids.length} grids ${goalText(report, reportText.en, format).criteria}`
  return plan.unassigned.cellCount > 0
    ? `${sentence}; ${format.integer(plan.unassigned.cellCount)} cells belong to no grid`
    : sentence
}
