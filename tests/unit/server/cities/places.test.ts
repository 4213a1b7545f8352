import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareUnits, holdCells, type UnitCells } from '../../../../server/cities/places/holdCells.ts'
import { unitKinds } from '../../../../server/contract/placeKinds.ts'
import { orient } from '../../../../server/coordinates/orient.ts'

const units = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...unitKinds.slice(0, 3)), fc.integer({ min: 0, max: 9 })), {
    selector: ([kind, code]) => `${kind} ${code}`,
    maxLength: 12,
  })
  .chain((keys) =>
    fc.tuple(
      ...keys.map(([kind, code]) =>
        fc
          .uniqueArray(fc.tuple(fc.nat(15), fc.integer({ min: 0, max: 4 })), {
            selector: ([cell]) => cell,
            maxLength: 8,
          })
          .map((touched): UnitCells => {
            const sorted = touched.sort(([a], [b]) => a - b)
            const [cells, shares] = [sorted.map(([cell]) => cell), sorted.map(([, share]) => share)]
            return { kind, code: String(code), name: `${kind}${code}`, cells, shares }
          }),
      ),
    ),
  )

describe('cells of units', () => {
  test('are held each by the unit that covers most of it, the first of equal ones, whatever the order', () => {
    fc.assert(
      fc.property(units, fc.infiniteStream(fc.nat()), (list, random) => {
        const held = holdCells(list)
        const holderOf = new Map(held.cells.flatMap((cells, unit) => cells.map((cell) => [cell, unit] as const)))
        expect(held.cells.flat()).toHaveLength(holderOf.size)
        for (let cell = 0; cell < 16; cell++) {
          const touching = list
            .flatMap((unit, at) => {
              const place = unit.cells.indexOf(cell)
              return place < 0 ? [] : [{ at, share: unit.shares[place]! }]
            })
            .sort((p, q) => q.share - p.share || compareUnits(list[p.at]!, list[q.at]!))
          expect(holderOf.get(cell)).toBe(touching[0]?.at)
          const isTied = touching.length > 1 && touching[0]!.share === touching[1]!.share
          expect(held.ties.some((tie) => tie.cell === cell)).toBe(isTied)
        }
        for (const [unit, { cells }] of list.entries())
          expect(held.lost[unit]).toBe(cells.length - held.cells[unit]!.length)
        const order = list.map((unit) => ({ unit, turn: random.next().value })).sort((p, q) => p.turn - q.turn)
        const again = holdCells(order.map(({ unit }) => unit))
        for (const [place, { unit }] of order.entries())
          expect(again.cells[place]).toEqual(held.cells[list.indexOf(unit)])
      }),
    )
  })
})

describe('the side of a line', () => {
  test('is exact where rounding leaves a doubt', () => {
    // Points of a line that doubles hit exactly, and their next neighbours.
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 40 }),
        (a, b, power) => {
          const step = 2 ** -power
          const [x, y] = [121 + a * step, 31 + b * step]
          const [ax, ay, bx, by] = [x - 3 * step, y - 2 * step, x + 3 * step, y + 2 * step]
          expect(orient(ax, ay, bx, by, x, y)).toBe(0)
          const above = y * (1 + 2 ** -52)
          expect(Math.sign(orient(ax, ay, bx, by, x, above))).toBe(1)
          expect(Math.sign(orient(bx, by, ax, ay, x, above))).toBe(-1)
        },
      ),
    )
  })

  test('is the same from each of its three points, and turns with two exchanged', () => {
    // Smaller ones than 1e-50 of a degree would be lost in their products.
    const degree = fc.double({ min: -180, max: 180, noNaN: true }).map((value) => (Math.abs(value) < 1e-50 ? 0 : value))
    fc.assert(
      fc.property(fc.array(degree, { minLength: 6, maxLength: 6 }), ([ax, ay, bx, by, cx, cy]) => {
        const sign = (...at: number[]) => Math.sign(orient(...(at as [number, number, number, number, number, number])))
        const one = sign(ax!, ay!, bx!, by!, cx!, cy!)
        expect(sign(bx!, by!, cx!, cy!, ax!, ay!)).toBe(one)
        expect(sign(cx!, cy!, ax!, ay!, bx!, by!)).toBe(one)
        expect(sign(bx!, by!, ax!, ay!, cx!, cy!)).toBe(0 - one)
      }),
    )
  })
})
