import type { Version } from '../../server/contract/versions.ts'
import { dateOfDay, dayOf, monthAfter } from './civilDays.ts'

/** Where days stand on the picture of a city's versions, as shares of its width. */
export interface TimelineScale {
  readonly start: string
  readonly end: string
  /** 0 to 1 */
  at(date: string): number
  /** firsts of months, a few of them */
  readonly ticks: readonly { readonly date: string; readonly at: number; readonly isYear: boolean }[]
}

/** A version's stretch, as shares of the picture's width; `isOpen` where no end is known. */
export interface TimelineBar {
  readonly from: number
  readonly to: number
  readonly isOpen: boolean
}

const mostTicks = 12
/** Beyond it the word of a tick has no room. */
const lastTick = 0.93
/** Months between two ticks. */
const steps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600]
/** Days beside the first and the last thing to be seen; a picture of one day would be all of it. */
const leastMargin = 15

/** A scale that holds every start and today, with room at both ends. */
export function timelineScale(versions: readonly Pick<Version, 'from'>[], today: string): TimelineScale {
  const days = [today, ...versions.map(({ from }) => from)].map(dayOf)
  const [first, last] = [Math.min(...days), Math.max(...days)]
  const margin = Math.max(leastMargin, Math.round((last - first) * 0.08))
  const [start, end] = [first - margin, last + 2 * margin]
  const at = (date: string): number => (dayOf(date) - start) / (end - start)
  const months = (end - start) / 30.4
  const step = steps.find((one) => months / one <= mostTicks) ?? steps.at(-1)!
  const ticks: { date: string; at: number; isYear: boolean }[] = []
  const [year, month] = dateOfDay(start).split('-').map(Number) as [number, number]
  // From a month that the step divides, so that quarters are quarters.
  const before = (year * 12 + month - 1) % step
  for (let date = monthAfter(dateOfDay(start), step - before); dayOf(date) < end; date = monthAfter(date, step))
    if (at(date) < lastTick) ticks.push({ date, at: at(date), isYear: date.slice(5, 7) === '01' })
  return { start: dateOfDay(start), end: dateOfDay(end), at, ticks }
}

/** From its start to the next one's; a void one is a mark on the day it would have begun. */
export function timelineBar(
  { from, until, phase }: Pick<Version, 'from' | 'until' | 'phase'>,
  scale: TimelineScale,
): TimelineBar {
  const start = scale.at(from)
  if (phase === 'void') return { from: start, to: start, isOpen: false }
  return { from: start, to: until === null ? 1 : scale.at(until), isOpen: until === null }
}

/** Versions by division, in the order given, the newest start first; of the same start the newest number. */
export function byDivision(
  versions: readonly Version[],
  divisions: readonly string[],
): [division: string, Version[]][] {
  const found = Map.groupBy(versions, ({ division }) => division)
  return divisions.flatMap((division): [string, Version[]][] => {
    const own = found.get(division)
    if (!own) return []
    return [[division, own.toSorted((a, b) => b.from.localeCompare(a.from) || b.number - a.number)]]
  })
}
