import type { FigureDefinition } from './figures.ts'

/** Hundredths as a decimal number, exact to the hundredth: -3829693 is -38296.93. */
export function formatCents(cents: number | bigint): string {
  return formatScaled(cents, 2)
}

/** A whole number of the last of so many decimals as a decimal number, exact. */
export function formatScaled(value: number | bigint, decimals: number): string {
  if (decimals === 0) return String(value)
  const sign = value < 0 ? '-' : ''
  const digits = String(value)
    .replace('-', '')
    .padStart(decimals + 1, '0')
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`
}

/** A figure's sum for people; what is neither a count nor money carries its unit. */
export function formatSum(
  { unit, decimals }: Pick<FigureDefinition, 'unit' | 'decimals'>,
  value: number,
  { integer, money }: { integer(value: number): string; money(cents: number): string },
): string {
  if (unit === 'money') return money(value)
  const text = decimals === 0 ? integer(value) : formatScaled(Math.round(value), decimals)
  return unit === 'count' ? text : `${text} ${unit}`
}
