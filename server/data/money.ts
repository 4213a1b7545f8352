/** Beyond this, sums over millions of rows could leave the integers JavaScript holds exactly. */
const maxValue = 1e14

/**
 * Parses a decimal amount to a whole number of the last of so many decimals, exactly: digits are moved, never multiplied as floating
 * point. Further decimals round half away from zero. Null when the text is no plain decimal number, NaN when it is too large.
 */
export function parseScaled(text: string, decimals: number): number | null {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (!match) return null
  let whole = match[2] ?? ''
  let fraction = match[3] ?? ''
  if (whole === '' && fraction === '') return null
  const exponent = Number(match[4] ?? 0)
  if (exponent > 0) {
    const moved = fraction.padEnd(exponent, '0')
    whole += moved.slice(0, exponent)
    fraction = moved.slice(exponent)
  } else if (exponent < 0) {
    const moved = whole.padStart(-exponent, '0')
    fraction = moved.slice(moved.length + exponent) + fraction
    whole = moved.slice(0, moved.length + exponent)
  }
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0')
  const value = Number(whole + kept) + ((fraction[decimals] ?? '0') >= '5' ? 1 : 0)
  if (value > maxValue) return Number.NaN
  return match[1] === '-' ? 0 - value : value
}
