// What missing the bounds of a soft weight counts for against a hard one, at the balanced end of the compactness dial,
// in its middle and at its compact end.
const IMPORTANCE = { balanced: 0.5, even: 0.05, compact: 0.005 }

/** The importance of a soft weight where hard ones have 1, by the compactness dial. */
export function softImportance(compactness: number): number {
  const { balanced, even, compact } = IMPORTANCE
  return compactness < 0.5
    ? even + (1 - 2 * compactness) * (balanced - even)
    : even + (2 * compactness - 1) * (compact - even)
}
