import type { CustomerHistory } from '../../server/contract/ownership.ts'

export type HistoryPeriod = CustomerHistory['periods'][number]

/** The periods of a customer, the newest first, and whether each is the one of a date. */
export function newestPeriods(
  periods: readonly HistoryPeriod[],
  date: string,
): { readonly period: HistoryPeriod; readonly isAsked: boolean }[] {
  return periods
    .map((period) => ({ period, isAsked: period.from <= date && (period.until === null || date < period.until) }))
    .toReversed()
}
