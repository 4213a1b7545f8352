import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cellGraph, components } from '../../../../partition/index.ts'
import { cellsOfUnit } from '../../../../server/cities/places/cellsOfUnit.ts'
import type { UnitCells } from '../../../../server/cities/places/holdCells.ts'
import { cutNeighbors, type PartingPlace } from '../../../../server/plans/cutNeighbors.ts'
import { keepUnits } from '../../../../server/plans/keepUnits.ts'

const [width, height] = [8, 6]
const cellCount = width * height

/** A raster of cells of which each has four neighbours. */
const neighbors = Int32Array.from({ length: 6 * cellCount }, (_, i) => {
  const [cell, slot] = [Math.floor(i / 6), i % 6]
  const [x, y] = [cell % width, Math.floor(cell / width)]
  if (slot === 0) return x > 0 ? cell - 1 : -1
  if (slot === 1) return x + 1 < width ? cell + 1 : -1
  if (slot === 2) return y > 0 ? cell - width : -1
  if (slot === 3) return y + 1 < height ? cell + width : -1
  return -1
})
const pairs = Array.from(neighbors, (other, i): [number, number] => [Math.floor(i / 6), other]).filter(
  ([a, b]) => b > a,
)

const somePairs = fc
  .uniqueArray(fc.nat(pairs.length - 1), { maxLength: 30 })
  .map((list) => list.flatMap((at) => pairs[at]!))
const parting = fc.array(fc.record({ kind: fc.constantFrom('river', 'railway', 'crossing'), cells: somePairs }), {
  maxLength: 5,
}) as fc.Arbitrary<PartingPlace[]>
const unitList = fc
  .array(
    fc.oneof(
      fc.uniqueArray(fc.nat(cellCount - 1), { minLength: 1, maxLength: 6 }),
      // along a row, where most are whole
      fc
        .tuple(fc.nat(cellCount - 6), fc.integer({ min: 1, max: 5 }))
        .map(([first, length]) => Array.from({ length }, (_, i) => first + i)),
    ),
    { maxLength: 8 },
  )
  .map((lists) =>
    lists.map(
      (cells, at): UnitCells => ({
        ...{ kind: 'estate' as const, code: String(at), name: `E${at}`, cells: cells.sort((a, b) => a - b) },
        shares: cells.map((_, place) => ((at * 7 + place * 3) % 5) + 1),
      }),
    ),
  )

describe('barriers', () => {
  test('part what one of them parts and no crossing joins, whatever their order', () => {
    fc.assert(
      fc.property(parting, (places) => {
        const cut = cutNeighbors(neighbors, places)
        const has = (wanted: boolean, a: number, b: number) =>
          places.some(
            ({ kind, cells }) =>
              (kind === 'crossing') === wanted &&
              cells.some((cell, i) => i % 2 === 0 && cell === a && cells[i + 1] === b),
          )
        let opened = 0
        const parted = pairs.filter(([a, b]) => {
          if (has(false, a, b) && has(true, a, b)) opened++
          return has(false, a, b) && !has(true, a, b)
        })
        expect(new Set(cut.pairs.flatMap((a, i) => (i % 2 === 0 ? [`${a}-${cut.pairs[i + 1]}`] : [])))).toEqual(
          new Set(parted.map(([a, b]) => `${a}-${b}`)),
        )
        expect(cut.opened).toBe(opened)
        const left = Array.from(cut.neighbors).filter((other) => other >= 0).length
        expect(left).toBe(2 * (pairs.length - parted.length))
        expect(cutNeighbors(neighbors, places.toReversed())).toEqual(cut)
      }),
    )
  })
})

describe('units', () => {
  test('become groups that are connected and apart, and those that cannot be whole are told', () => {
    const limit = fc.record({
      places: parting,
      hasDistricts: fc.boolean(),
      lockedFrom: fc.option(fc.nat(cellCount)),
      pins: fc.array(fc.tuple(fc.nat(cellCount - 1), fc.nat(2)), { maxLength: 5 }),
    })
    const reasons = new Set<string>()
    fc.assert(
      fc.property(unitList, limit, (units, { places, hasDistricts, lockedFrom, pins }) => {
        const open = cellGraph(neighbors, [])
        const graph = cellGraph(cutNeighbors(neighbors, places).neighbors, [])
        const districtOf = Int32Array.from({ length: cellCount }, (_, cell) => (cell % width < 4 ? 0 : 1))
        const lockedIn = Int32Array.from({ length: cellCount }, (_, cell) => (cell >= lockedFrom! ? 1 : -1))
        const { groups, kept, note } = keepUnits(units, {
          ...{ graph, open, pinnedTo: new Map(pins) },
          ...(hasDistricts && { districtOf }),
          ...(lockedFrom !== null && { lockedIn }),
        })
        expect(new Set(groups.flat()).size).toBe(groups.flat().length)
        for (const cells of groups) {
          const own = new Set(cells)
          const inside = Int32Array.from(neighbors, (other, i) => {
            const cell = Math.floor(i / 6)
            const isEdge = graph.neighbors.subarray(graph.offsets[cell], graph.offsets[cell + 1]).includes(other)
            return other >= 0 && isEdge && own.has(cell) && own.has(other) ? other : -1
          })
          const { labels } = components(cellGraph(inside, []))
          expect(new Set(cells.map((cell) => labels[cell])).size).toBe(1)
          if (hasDistricts) expect(new Set(cells.map((cell) => districtOf[cell])).size).toBe(1)
          if (lockedFrom !== null) expect(new Set(cells.map((cell) => lockedIn[cell])).size).toBe(1)
          const to = new Map(pins)
          expect(new Set(cells.flatMap((cell) => to.get(cell) ?? [])).size).toBeLessThan(2)
        }
        // Each unit that is whole is one group, or one cell.
        for (const { cells } of kept) {
          const own = cellsOfUnit(cells)
          expect(own.length === 1 || groups.some((group) => group.join() === own.join())).toBe(true)
        }
        expect(note.whole).toBe(kept.length)
        expect(note.units + (note.withoutCell ?? 0)).toBe(units.length)
        expect(note.units - note.whole).toBe(note.notKept.length + (note.more ?? 0))
        for (const { reason } of note.notKept) reasons.add(reason)
      }),
      { numRuns: 300 },
    )
    expect(reasons.size).toBeGreaterThan(2)
  })
})
