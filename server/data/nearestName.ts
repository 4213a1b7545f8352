/** Names of columns, compared as people would. */

/** A name without case, spaces, brackets, hyphens and underscores. */
export function normaliseName(name: string): string {
  return name.toLowerCase().replaceAll(/[\s_\-()（）[\]【】,]/g, '')
}

/** The candidate nearest by edit distance, or containing the text; null when none is near. Numbers are near to nothing. */
export function nearestName(text: string, candidates: readonly string[]): string | null {
  const wanted = normaliseName(text)
  let best: string | null = null
  let bestDistance = Math.min(wanted.length, Math.max(1, Math.floor(wanted.length / 2)) + 1)
  for (const candidate of candidates) {
    const name = normaliseName(candidate)
    if (/^[\d.+-]*$/.test(name)) continue
    const distance = isPart(wanted, name) || isPart(name, wanted) ? 1 : editDistance(wanted, name)
    if (distance < bestDistance) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Two Chinese characters are a word, two letters are not. */
function isPart(part: string, whole: string): boolean {
  return part.length >= (/\p{Script=Han}/u.test(part) ? 2 : 3) && whole.includes(part)
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const substituted = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(substituted, (previous[j] as number) + 1, (row[j - 1] as number) + 1))
    }
    previous = row
  }
  return previous[b.length] as number
}
