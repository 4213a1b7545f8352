import { ShapanError } from '../base/errors.ts'
import type { Period } from '../contract/periods.ts'

/** Where an import has its period from. */
export type PeriodBasis = 'stated' | 'column' | 'month-of-import'

const shown = 24

/**
 * The period of an import: the one that was stated, else the one that its file's column names, else `month`, that of the import.
 * `named` counts the rows of each period in the column. Throws `several-periods` and `period-to-come`.
 */
export function importedPeriod(
  name: string,
  stated: Period | undefined,
  named: ReadonlyMap<Period, number>,
  month: Period,
): { readonly period: Period; readonly basis: PeriodBasis } {
  if (stated !== undefined) return { period: stated, basis: 'stated' }
  const [first, second] = named.keys()
  if (first === undefined) return { period: month, basis: 'month-of-import' }
  if (second === undefined) {
    refusePeriodToCome(first, month)
    return { period: first, basis: 'column' }
  }
  const periods = [...named.keys()].toSorted()
  const texts = periods.slice(0, shown).map((one) => `${named.get(one)} of ${one}`)
  const more = periods.length > shown ? ` and ${periods.length - shown} more` : ''
  throw new ShapanError(
    'several-periods',
    `${name} has rows of several periods: ${texts.join(', ')}${more}. A snapshot is of one: say --period ${periods.at(-1)} to take the rows of that one, and import the file again for each other. The city keeps its previous data`,
    { periods },
  )
}

/** `month`: the present one of the city. Throws `period-to-come`. */
export function refusePeriodToCome(period: Period, month: Period): void {
  if (period <= month) return
  throw new ShapanError(
    'period-to-come',
    `The period ${period} is yet to come: in the city's time zone it is ${month}. Say the month that the figures are of with --period`,
    { period },
  )
}
