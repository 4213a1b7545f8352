/** To a tenth of a per cent, so that what is advised suffices. */
export function roundUp(fraction: number): number {
  return Math.ceil(fraction * 1000 - 1e-6) / 1000
}
