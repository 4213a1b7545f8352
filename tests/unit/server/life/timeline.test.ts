import fc from 'fast-check'
import { expect, it } from 'vitest'
import { addDays, dateAt, startOf } from '../../../../server/base/civilDates.ts'
import { inForceOn, liveAt, nextAfter, phaseOf, type Start } from '../../../../server/life/timeline.ts'

it('begins a date at its first instant, in zones without and with two midnights', () => {
  const at = (date: string, zone: string) => startOf(date, zone).toISOString()
  expect(at('2026-01-01', 'Asia/Shanghai')).toBe('2025-12-31T16:00:00.000Z')
  expect(at('2026-11-01', 'America/Havana')).toBe('2026-11-01T04:00:00.000Z')
  expect(at('2026-09-06', 'America/Santiago')).toBe('2026-09-06T04:00:00.000Z')
  expect(at('2026-04-04', 'America/Santiago')).toBe('2026-04-04T03:00:00.000Z')
  expect(at('2026-04-05', 'America/Santiago')).toBe('2026-04-05T04:00:00.000Z')
})

it('knows the date of the instant before and of the instant itself, in any zone', () => {
  const zones = ['Asia/Shanghai', 'America/Havana', 'America/Santiago', 'Pacific/Apia', 'Australia/Lord_Howe', 'UTC']
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 5000 }), (zone, days) => {
      const date = addDays('2020-01-01', days)
      const start = startOf(date, zone)
      expect(dateAt(start, zone) >= date).toBe(true)
      expect(dateAt(new Date(start.getTime() - 1), zone) < date).toBe(true)
    }),
  )
})

const day = (index: number) => addDays('2026-01-01', index)
const days = 60

interface Act {
  readonly kind: 'add' | 'void'
  readonly day: number
  readonly pick: number
}

const acts = fc.array(
  fc.record({
    kind: fc.constantFrom<Act['kind']>('add', 'add', 'add', 'void'),
    day: fc.integer({ min: 0, max: days - 1 }),
    pick: fc.nat(),
  }),
  { maxLength: 60 },
)

it('answers of any day, at any known change, as an array of days does', () => {
  fc.assert(
    fc.property(acts, (list) => {
      const versions: { number: number; from: string; change: number; voidChange: number | null }[] = []
      const starts: (number | null)[] = Array(days).fill(null)
      const pictures: (number | null)[][] = []
      let change = 0
      const picture = () => {
        let now: number | null = null
        return starts.map((start) => (now = start ?? now))
      }
      pictures.push(picture())
      for (const { kind, day: index, pick } of list) {
        change++
        const live = liveAt(versions)
        if (kind === 'void' && live.length > 0) {
          const gone = live[pick % live.length]!
          versions.find(({ number }) => number === gone.number)!.voidChange = change
          starts[starts.indexOf(gone.number)] = null
        } else {
          const there = versions.find(({ from, voidChange }) => from === day(index) && voidChange === null)
          if (there) there.voidChange = change
          versions.push({ number: versions.length + 1, from: day(index), change, voidChange: null })
          starts[index] = versions.length
        }
        pictures.push(picture())
      }
      for (const [known, expected] of pictures.entries()) {
        const live = liveAt(versions, known)
        expect(starts.map((_, index) => inForceOn(live, day(index))?.number ?? null)).toEqual(expected)
      }
    }),
  )
})

it('gives each live version one phase, ends where the next begins, and leaves no day between', () => {
  const start = (number: number, from: string, voidChange: number | null = null): Start => ({
    number,
    from,
    change: number,
    voidChange,
  })
  const versions = [start(1, '2026-01-01'), start(2, '2026-04-01', 9), start(3, '2026-05-01'), start(4, '2026-07-01')]
  const live = liveAt(versions)
  expect(versions.map((version) => phaseOf(version, live, '2026-06-01'))).toEqual([
    'ended',
    'void',
    'in-force',
    'scheduled',
  ])
  expect(nextAfter(live, '2026-01-01')?.from).toBe('2026-05-01')
  expect(nextAfter(live, '2026-07-01')).toBeUndefined()
})
