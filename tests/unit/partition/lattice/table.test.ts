import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildTable, cellAt } from '../../../../partition/lattice/table.ts'

const axis = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -20_000_000, max: 20_000_000 }))

test('dense or hashed, a table finds each entry and nothing else', () => {
  const kinds = new Set<string>()
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(axis, axis), { minLength: 1, maxLength: 60, selector: String }),
      fc.array(fc.tuple(axis, axis), { maxLength: 20 }),
      (pairs, others) => {
        const table = buildTable(
          Int32Array.from(pairs, ([i]) => i),
          Int32Array.from(pairs, ([, j]) => j),
          Int32Array.from(pairs.keys()),
          pairs.length,
        )
        kinds.add(table.kind)
        const expected = new Map(pairs.map((pair, n) => [String(pair), n]))
        for (const [i, j] of [...pairs, ...others]) expect(cellAt(table, i, j)).toBe(expected.get(`${i},${j}`) ?? -1)
      },
    ),
  )
  expect([...kinds].sort()).toEqual(['dense', 'hashed'])
})
