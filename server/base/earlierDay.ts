/** Of two days, of which null never comes. */
export function earlierDay(a: string | null, b: string | null): string | null {
  return a === null || (b !== null && b < a) ? b : a
}
