import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readUrlState, writeUrlState } from '../../../../web/session/urlState.ts'

describe('urlState', () => {
  it('reads back what it wrote, the view to a metre', () => {
    fc.assert(
      fc.property(
        fc.record({
          lng: fc.double({ min: -180, max: 180, noNaN: true }),
          lat: fc.double({ min: -85, max: 85, noNaN: true }),
          zoom: fc.double({ min: 0, max: 22, noNaN: true }),
        }),
        (view) => {
          const [search, hash] = writeUrlState({ city: 'town', plan: 'town-1', view }).split('#')
          const read = readUrlState(search!, `#${hash}`)
          expect(read).toMatchObject({ city: 'town', plan: 'town-1' })
          expect(read.view!.lng).toBeCloseTo(view.lng, 4)
          expect(read.view!.lat).toBeCloseTo(view.lat, 4)
          expect(read.view!.zoom).toBeCloseTo(view.zoom, 1)
        },
      ),
    )
  })

  it('leaves out what is missing or malformed', () => {
    expect(readUrlState('', '')).toEqual({})
    expect(readUrlState('?city=town', '#11/abc/120')).toEqual({ city: 'town' })
    expect(readUrlState('', '#11/99/120')).toEqual({})
  })
})
