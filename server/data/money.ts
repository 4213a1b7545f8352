/** Beyond this, sums over millions of rows could leave the integers JavaScript holds exactly. */
const maxCents = 1e14

/**
 * Parses a decimal amount to integer hundredths, exactly: digits are moved, never multiplied as floating point. More than two decimals
 * round half away from zero. Null when the text is no plain decimal number, NaN when it is too large.
 */
export function parseCents(text: string): number | null {
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
  const cents = Number(whole + fraction.slice(0, 2).padEnd(2, '0')) + ((fraction[2] ?? '0') >= '5' ? 1 : 0)
  if (cents > maxCents) return Number.NaN
  return match[1] === '-' ? 0 - cents : cents
}
