/** Hundredths as a decimal number, exact to the hundredth: -3829693 is -38296.93. */
export function formatCents(cents: number | bigint): string {
  const sign = cents < 0 ? '-' : ''
  const digits = String(cents).replace('-', '').padStart(3, '0')
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
