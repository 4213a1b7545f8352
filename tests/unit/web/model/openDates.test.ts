import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, dateOfDay, dayOf, isCivilDate, monthAfter } from '../../../../web/model/civilDays.ts'
import { dateFault, type OpenDates, proposedDate, usualDates } from '../../../../web/model/openDates.ts'

const open: OpenDates = {
  today: '2026-02-10',
  earliest: '2026-02-11',
  latest: '2028-02-10',
  isFirst: false,
  taken: [],
}
const someDay = fc.integer({ min: dayOf('1999-01-01'), max: dayOf('2090-12-31') })

describe('civil dates', () => {
  it('are days in a row', () => {
    fc.assert(fc.property(someDay, (day) => dayOf(dateOfDay(day)) === day && isCivilDate(dateOfDay(day))))
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29')
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28')
  })

  it('are refused where the calendar has none such, or only a part is there', () => {
    for (const text of ['2026-02-30', '2026-13-01', '2026-2-1', '', '20260201', '2026-02-01T00:00'])
      expect([text, isCivilDate(text)]).toEqual([text, false])
  })

  it('know the first of the months around them', () => {
    expect([monthAfter('2026-12-31', 1), monthAfter('2026-01-15', 0), monthAfter('2026-01-15', -1)]).toEqual([
      '2027-01-01',
      '2026-01-01',
      '2025-12-01',
    ])
  })
})

describe('the dates a plan may take effect on', () => {
  it('begin tomorrow and end at the horizon', () => {
    expect(dateFault('2026-02-10', open)).toBe('begun')
    expect(dateFault('2026-02-11', open)).toBe(null)
    expect(dateFault('2028-02-10', open)).toBe(null)
    expect(dateFault('2028-02-11', open)).toBe('too-far')
    expect(dateFault('2026-02-3', open)).toBe('no-date')
  })

  it('are any up to the horizon for the first version', () => {
    expect(dateFault('1999-01-01', { ...open, isFirst: true })).toBe(null)
    expect(proposedDate({ ...open, isFirst: true })).toBe('2026-02-10')
  })

  it('are proposed where no version begins yet', () => {
    expect(proposedDate(open)).toBe('2026-02-11')
    const taken = ['2026-02-11', '2026-02-12', '2026-02-14'].map((from, i) => ({ id: `x@${i + 1}`, from }))
    expect(proposedDate({ ...open, taken })).toBe('2026-02-13')
  })

  it('that are often meant are all open, each once, whatever the day', () => {
    expect(usualDates(open)).toEqual([
      { name: 'tomorrow', date: '2026-02-11' },
      { name: 'month', date: '2026-03-01' },
      { name: 'quarter', date: '2026-04-01' },
    ])
    expect(usualDates({ ...open, isFirst: true })[0]).toEqual({ name: 'today', date: '2026-02-10' })
    fc.assert(
      fc.property(someDay, fc.boolean(), (day, isFirst) => {
        const today = dateOfDay(day)
        const dates = { ...open, today, earliest: addDays(today, 1), latest: addDays(today, 730), isFirst }
        const found = usualDates(dates).map(({ date }) => date)
        expect(found.every((date) => dateFault(date, dates) === null)).toBe(true)
        expect(new Set(found).size).toBe(found.length)
        expect(found).toEqual(found.toSorted())
      }),
    )
  })
})
