import type { VersionPhase } from '../contract/versions.ts'

/** What the order of versions goes by; dates are YYYY-MM-DD, changes grow by one with each thing that happens in a city. */
export interface Start {
  readonly number: number
  readonly from: string
  readonly change: number
  readonly voidChange: number | null
}

/** Those that were live at a change, by their starts. Of one division; O(n log n). */
export function liveAt<T extends Start>(versions: readonly T[], known = Number.MAX_SAFE_INTEGER): T[] {
  return versions
    .filter(({ change, voidChange }) => change <= known && (voidChange === null || voidChange > known))
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0))
}

/** The one in force on a date: the live one with the greatest start on it or before it. */
export function inForceOn<T extends Start>(live: readonly T[], date: string): T | undefined {
  return live.findLast(({ from }) => from <= date)
}

/** The first live one that begins after a date. */
export function nextAfter<T extends Start>(live: readonly T[], date: string): T | undefined {
  return live.find(({ from }) => from > date)
}

/** Where a version stands on a day, among those that are live. */
export function phaseOf(version: Start, live: readonly Start[], today: string): VersionPhase {
  if (!live.some(({ number }) => number === version.number)) return 'void'
  if (version.from > today) return 'scheduled'
  return inForceOn(live, today)?.number === version.number ? 'in-force' : 'ended'
}
