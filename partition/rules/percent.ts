export function percent(fraction: number): string {
  return `${Math.round(fraction * 1000) / 10} %`
}

/** Rounded up, so that what is said suffices. */
export function percentUp(fraction: number): string {
  return `${Math.ceil(fraction * 1000 - 1e-6) / 10} %`
}
