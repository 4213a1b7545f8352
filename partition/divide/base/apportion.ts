/**
 * Gives each component a whole number of parts by weight, at least one and at most its number of vertices.
 * Hill's method: the next part goes where weight² / (parts · (parts + 1)) is greatest, which leaves no pair of components
 * whose average parts would differ less, as a ratio, with one part handed over. Equal claims go to the lower number.
 * `least` is what each must get, 1 unless given. The caller guarantees sum of least ≤ parts ≤ vertices.
 * O(parts · components).
 */
export function apportion(
  weights: readonly number[],
  sizes: readonly number[],
  parts: number,
  least: readonly number[] = weights.map(() => 1),
): number[] {
  const counts = least.slice()
  for (let given = least.reduce((sum, count) => sum + count, 0); given < parts; given++) {
    let best = -1
    let bestClaim = -1
    for (let i = 0; i < weights.length; i++) {
      if (counts[i]! >= sizes[i]!) continue
      const weight = Math.max(0, weights[i]!)
      const claim = (weight * weight) / (counts[i]! * (counts[i]! + 1))
      if (claim > bestClaim) {
        best = i
        bestClaim = claim
      }
    }
    counts[best]!++
  }
  return counts
}
