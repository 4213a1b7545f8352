import type { Random } from './random.ts'

const TABLE_BITS = 12

/** An exponentially distributed number of mean 1, from the table below. */
export function exponential(random: Random): number {
  return exponentials[random.next() >>> (32 - TABLE_BITS)]!
}

/** Natural logarithm of x in (0, 1], by doubling into [0.5, 1] and the atanh series; within 1e-14. */
export function logarithm(x: number): number {
  let mantissa = x
  let doublings = 0
  while (mantissa < 0.5) {
    mantissa *= 2
    doublings++
  }
  return seriesLog(mantissa) + doublings * seriesLog(0.5)
}

function seriesLog(x: number): number {
  const z = (x - 1) / (x + 1)
  let power = z
  let sum = 0
  for (let n = 1; n < 40; n += 2) {
    sum += power / n
    power *= z * z
  }
  return 2 * sum
}

/**
 * 4,096 numbers such that one drawn at random is exponentially distributed with mean 1: −ln at even steps of (0, 1).
 * Own logarithm, since the last bit of Math.log may differ between machines and with it the whole run.
 */
export const exponentials = Float64Array.from(
  { length: 1 << TABLE_BITS },
  (_, i) => -logarithm((i + 0.5) / (1 << TABLE_BITS)),
)
