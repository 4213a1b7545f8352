import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SeenIds } from '../../../../server/data/seenIds.ts'

test('never misses an id that stands in several rows', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 60 }), (ids) => {
      const seen = new SeenIds()
      for (const id of ids) seen.add(id)
      const doubled = ids.filter((id, i) => ids.indexOf(id) < i)
      expect(seen.suspects()).toEqual(expect.arrayContaining(doubled))
    }),
    { numRuns: 30 },
  )
})

test('suspects next to nobody among many different ids, however alike', () => {
  const seen = new SeenIds()
  for (let i = 0; i < 200_000; i++) seen.add(`C${i}`)
  expect(seen.suspects()!.length).toBeLessThan(3)
  seen.add('C77')
  expect(seen.suspects()).toContain('C77')
})

test('names none where nearly all are doubled', () => {
  const seen = new SeenIds()
  for (let i = 0; i < 60_000; i++) seen.add(`C${i % 30_000}`)
  expect(seen.suspects()).toBeNull()
})
