import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Version } from '../../../../server/contract/versions.ts'
import { addDays, dateOfDay } from '../../../../web/model/civilDays.ts'
import { byDivision, timelineBar, timelineScale } from '../../../../web/model/timelineScale.ts'

const version = (number: number, from: string, more: Partial<Version> = {}): Version =>
  ({ number, id: `x@${number}`, from, until: null, phase: 'in-force', division: 'all', ...more }) as Version

describe('the picture of versions in time', () => {
  it('holds every start and today, in order, with a few ticks that are firsts of months', () => {
    const somewhere = fc.integer({ min: 0, max: 30_000 }).map(dateOfDay)
    fc.assert(
      fc.property(fc.array(somewhere, { maxLength: 30 }), somewhere, (starts, today) => {
        const scale = timelineScale(
          starts.map((from) => ({ from })),
          today,
        )
        const places = [...starts, today].toSorted().map(scale.at)
        expect(places.every((at) => at > 0 && at < 1)).toBe(true)
        expect(places).toEqual(places.toSorted((a, b) => a - b))
        expect(scale.ticks.length).toBeLessThanOrEqual(13)
        for (const { date, at, isYear } of scale.ticks) {
          expect([date.slice(8), at > 0 && at < 1, isYear]).toEqual(['01', true, date.slice(5, 7) === '01'])
        }
      }),
    )
  })

  it('is readable with one version of today', () => {
    const scale = timelineScale([{ from: '2026-07-01' }], '2026-07-01')
    expect(scale.ticks.length).toBeGreaterThan(0)
    expect(timelineBar(version(1, '2026-07-01'), scale)).toMatchObject({ to: 1, isOpen: true })
  })

  it('has bars that touch and never overlap; a void version is a mark', () => {
    const starts = ['2026-01-01', '2026-03-15', '2026-04-01']
    const scale = timelineScale(
      starts.map((from) => ({ from })),
      '2026-02-01',
    )
    const bars = starts.map((from, i) => timelineBar(version(i, from, { until: starts[i + 1] ?? null }), scale))
    for (const [i, bar] of bars.entries()) if (bars[i + 1]) expect(bar.to).toBe(bars[i + 1]!.from)
    const gone = timelineBar(version(9, '2026-03-01', { phase: 'void' }), scale)
    expect(gone.to).toBe(gone.from)
  })

  it('has a list for each division, the newest start first', () => {
    const versions = [
      version(1, '2026-01-01'),
      version(2, '2026-06-01', { division: 'business' }),
      version(3, '2026-03-01'),
      version(4, addDays('2026-03-01', 0), { phase: 'void' }),
    ]
    const found = byDivision(versions, ['business', 'all', 'empty'])
    expect(found.map(([division, own]) => [division, own.map(({ number }) => number)])).toEqual([
      ['business', [2]],
      ['all', [4, 3, 1]],
    ])
  })
})
