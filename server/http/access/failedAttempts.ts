/**
 * Counts wrong tokens by address. After `allowed` within a minute an address is not listened to until the minute has passed, not
 * even with the right token, or guessing would only be slower to answer. Sessions that exist go on.
 */
export interface FailedAttempts {
  /** seconds the address has to wait, 0 when it may try */
  waitOf(address: string): number
  add(address: string): void
}

const allowed = 10
const windowMs = 60_000
// An attacker with many addresses must not fill the memory: the oldest are forgotten.
const keptAddresses = 10_000

export function createFailedAttempts(now: () => number): FailedAttempts {
  const counts = new Map<string, { count: number; until: number }>()
  return {
    waitOf(address) {
      const entry = counts.get(address)
      if (!entry || entry.count < allowed) return 0
      return Math.max(0, Math.ceil((entry.until - now()) / 1000))
    },
    add(address) {
      const known = counts.get(address)
      const entry = known && known.until > now() ? known : { count: 0, until: now() + windowMs }
      entry.count++
      counts.delete(address)
      counts.set(address, entry)
      const [oldest] = counts.keys()
      if (counts.size > keptAddresses && oldest !== undefined) counts.delete(oldest)
    },
  }
}
