/** Words of the engine and of the code, none of which a planner knows. */
const engineWords =
  /\b(vertex|vertices|weight \d+|first weight|weighs|parts?(?! of)|the graph|subgraph|METIS|revenueCents|cents|[a-z]+(?:Deviation|OverAverage)|isWithin)\b/gi

/** A number that is none, and a place where one is missing. */
const noNumbers =
  /NaN|\bundefined\b|\bnull\b|Infinity|\[object|±\s*(?=[%/,.。，;；:：)）]|$|of|以)|(?<![\d.\d])\s%|\b0 of 0\b|(?<![a-z] )\bof grids\b|\(\)|""|：。|: \./g

const number = String.raw`([+\-−]?)(?:[A-Z]{0,3}[$¥])?(\d[\d,]*(?:\.\d+)?)`
const ranges = new RegExp(String.raw`(?<![\d-])${number}\s?(%?)\s?(?:to|–|至|到)\s?${number}\s?(%?)(?![\d-])`, 'g')

const amountOf = (sign: string, digits: string): number =>
  (sign === '-' || sign === '−' ? -1 : 1) * Number(digits.replaceAll(',', ''))

/**
 * What is wrong with text that planners read: words of the engine, numbers that are none or are missing, ranges whose end is below their
 * beginning, and hundredths of money (`cents`, exact amounts that must not stand there) where money is meant.
 */
export function findWordFaults(text: string, cents: readonly number[] = []): string[] {
  const around = (at: number) => text.slice(Math.max(0, at - 40), at + 60).replaceAll('\n', ' ')
  const faults = [engineWords, noNumbers].flatMap((pattern) =>
    [...text.matchAll(pattern)].map((match) => `"${match[0]}" in "${around(match.index)}"`),
  )
  for (const match of text.matchAll(ranges)) {
    const [, fromSign = '', from = '', , toSign = '', to = ''] = match
    if (amountOf(fromSign, from) > amountOf(toSign, to)) faults.push(`range "${match[0]}" in "${around(match.index)}"`)
  }
  for (const amount of cents) {
    const digits = String(Math.abs(amount))
    // Of few digits it may be any other number as well.
    if (digits.length < 5) continue
    const grouped = Math.abs(amount).toLocaleString('en-US')
    for (const written of [digits, grouped]) {
      const at = text.search(new RegExp(`(?<![\\d.,])${written}(?![\\d,.]*\\d)`))
      if (at !== -1) faults.push(`hundredths "${written}" in "${around(at)}"`)
    }
  }
  return faults
}
