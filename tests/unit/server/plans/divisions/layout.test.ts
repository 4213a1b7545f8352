import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Layout, ownerOf, touchedDivisions } from '../../../../../server/plans/divisions/layout.ts'

const keys = ['a', 'b', 'c', 'd']
const segments = ['s', 't', 'u', 'v', 'w']

const layouts: fc.Arbitrary<Layout> = fc
  .record({
    isDefault: fc.constantFrom(...keys),
    of: fc.dictionary(fc.constantFrom(...segments), fc.constantFrom(...keys)),
  })
  .map(({ isDefault, of }) => ({
    divisions: keys.map((key) => ({ key, name: key, isDefault: key === isDefault })),
    named: new Map(Object.entries(of)),
  }))

/** A division's segments out of all that there may be; null is none, `other` one that nobody has named. */
const held = (layout: Layout, key: string) =>
  [null, ...segments, 'other'].filter((segment) => ownerOf(layout, segment) === key)

test('each segment is of one division, and touched are those that hold others than before', () => {
  fc.assert(
    fc.property(layouts, layouts, (before, after) => {
      const all = keys.flatMap((key) => held(after, key))
      expect(all).toHaveLength(segments.length + 2)
      const changed = keys.filter((key) => `${held(before, key)}` !== `${held(after, key)}`)
      expect([...touchedDivisions(before, after)].toSorted()).toEqual(changed)
    }),
  )
})
