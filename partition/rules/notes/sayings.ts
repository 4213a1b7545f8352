export function percent(fraction: number): string {
  return `${Math.round(fraction * 1000) / 10} %`
}

/** Rounded up, so that what is said suffices. */
export function percentUp(fraction: number): string {
  return `${Math.ceil(fraction * 1000 - 1e-6) / 10} %`
}

/** To a tenth of a per cent, as `percentUp` says it. */
export function roundUp(fraction: number): number {
  return Math.ceil(fraction * 1000 - 1e-6) / 1000
}

/** As alternatives: a, b or c. */
export function orOf(items: readonly string[]): string {
  return items.length === 1 ? items[0]! : `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`
}
