import fc from 'fast-check'
import { greatCircleDistance } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { cellGraph, components, joinIslands, type Link, spanningLinks } from '../../../../partition/index.ts'
import { hexagons } from './builders.ts'

/** A mainland (x < 10), an islet of two cells at x 13..14 and a big island at x ≥ 18, ten rows high. */
function archipelago() {
  return hexagons(30, 10, (x, y) => x < 10 || x >= 18 || ((x === 13 || x === 14) && y === 5))
}

interface Choice {
  tolerances?: number[]
  links?: Link[]
  refused?: Link[]
}

function linked(weightOf: (lng: number) => number, parts: number, choice: Choice = {}) {
  const { neighbors, centers } = archipelago()
  const weights = [Float64Array.from({ length: centers.length / 2 }, (_, i) => weightOf(centers[2 * i]!))]
  const { small, balancing } = joinIslands({ neighbors, centers, weights, parts, ...choice })
  const links = [...(choice.links ?? []), ...small, ...balancing]
  return { small, balancing, centers, left: components(cellGraph(neighbors, weights, links)).count }
}

describe('joinIslands', () => {
  it('leaves islands alone that weigh half a grid or more', () => {
    const { small, balancing, left } = linked(() => 1, 200)
    expect([small, balancing]).toEqual([[], []])
    expect(left).toBe(3)
  })

  it('joins an islet to the nearest cell of a bigger component by the shortest link', () => {
    const { small, centers, left } = linked(() => 1, 20)
    expect(small).toHaveLength(1)
    expect(left).toBe(2)
    const { a, b, islandCell } = small[0]!
    // The gap to the mainland is three cells (x 9 to 13), to the big island three (x 14 to 18): the same length.
    expect(Math.abs(centers[2 * a]! - centers[2 * b]!)).toBeLessThan(0.0401)
    expect(centers[2 * islandCell + 1]).toBeCloseTo(30 + 5 * 0.0087)
  })

  it('joins islands without any weight, so that one component is left', () => {
    expect(linked((lng) => (lng < 120.12 ? 1 : 0), 10).left).toBe(1)
  })

  it('joins by the number of cells where nothing has weight', () => {
    const { small, left } = linked(() => 0, 20)
    expect(small).toHaveLength(1)
    expect(left).toBe(2)
  })

  it('has nothing to do for one component or none', () => {
    const { neighbors, centers } = hexagons(3, 3)
    const none = { small: [], balancing: [] }
    expect(joinIslands({ neighbors, centers, weights: [new Float64Array(9)], parts: 4, tolerances: [0] })).toEqual(none)
    const empty = { neighbors: new Int32Array(0), centers: new Float64Array(0) }
    expect(joinIslands({ ...empty, weights: [], parts: 4 })).toEqual(none)
  })

  it('joins large pieces only where no whole number of grids is within the tolerance', () => {
    // 100 cells, 2 and 120: of 222, with six grids 2.76 and 3.24 of them
    expect(linked(() => 1, 6, { tolerances: [0.1] })).toMatchObject({ balancing: [], left: 2 })
    const { balancing, left } = linked(() => 1, 6, { tolerances: [0.05] })
    expect(balancing).toHaveLength(1)
    expect(left).toBe(1)
    expect(linked(() => 1, 6)).toMatchObject({ balancing: [], left: 2 })
  })

  it('joins large pieces whose numbers of grids do not add up', () => {
    // Rounded up from the geometric mean: at 5.51 and 6.49 grids two pieces would have 13 of 12.
    const whole = (share: number) => Math.floor(share) + (share * share > Math.floor(share) * Math.ceil(share) ? 1 : 0)
    const joined: number[] = []
    for (let parts = 3; parts <= 40; parts++) {
      const { left, small } = linked(() => 1, parts, { tolerances: [0.5] })
      if (left === 3) continue
      const { labels } = components(cellGraph(archipelago().neighbors, [], small))
      const first = labels.filter((label) => label === 0).length
      const sum = [first, 222 - first].reduce((all, cells) => all + whole((cells * parts) / 222), 0)
      expect([parts, left]).toEqual([parts, sum === parts ? 2 : 1])
      if (left === 1) joined.push(parts)
    }
    expect(joined.length).toBeGreaterThan(0)
  })

  it('counts what the planner has linked as one, and keeps apart what is refused', () => {
    const first = linked(() => 1, 6, { tolerances: [0.05] })
    const [link] = first.small
    expect(linked(() => 1, 6, { links: [link!] })).toMatchObject({ small: [], left: 2 })
    const other = linked(() => 1, 6, { refused: [link!] })
    expect(other.small).toHaveLength(1)
    expect(other.small[0]).not.toEqual(link)
    expect(linked(() => 1, 6, { tolerances: [0.05], refused: [...first.small, ...other.small] }).left).toBe(2)
  })
})

function distanceKm(centers: Float64Array, p: number, q: number): number {
  const place = (cell: number): [number, number] => [centers[2 * cell + 1]!, centers[2 * cell]!]
  return greatCircleDistance(place(p), place(q), 'km')
}

/** Land where the pattern says so, on a board of 14 × 8; regions are halves. */
const board = fc
  .array(fc.boolean(), { minLength: 112, maxLength: 112 })
  .map((isLand) => hexagons(14, 8, (x, y) => isLand[14 * y + x]!))

describe('spanningLinks', () => {
  const piecesOf = ({ neighbors }: { neighbors: Int32Array }, links: Link[] = []) =>
    components(cellGraph(neighbors, [], links))

  it('join everything by one link less than there are pieces, each where its two pieces come nearest', () => {
    fc.assert(
      fc.property(board, (city) => {
        const links = spanningLinks(city)
        const { count, labels } = piecesOf(city)
        expect(links).toHaveLength(Math.max(0, count - 1))
        if (count > 0) expect(piecesOf(city, links).count).toBe(1)
        for (const { a, b, distanceKm: length } of links) {
          expect(a).toBeLessThan(b)
          for (let p = 0; p < labels.length; p++)
            for (let q = 0; q < labels.length; q++)
              if (labels[p] === labels[a] && labels[q] === labels[b])
                expect(distanceKm(city.centers, p, q)).toBeGreaterThan(length * (1 - 1e-6))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('are the shortest that leave whatever some of them have joined', () => {
    fc.assert(
      fc.property(board, fc.array(fc.nat(), { maxLength: 6 }), (city, picks) => {
        const links = spanningLinks(city)
        const used = links.filter((_, i) => picks.includes(i))
        const { labels, count } = piecesOf(city, used)
        const leaving = (label: number) => links.filter(({ a, b }) => (labels[a] === label) !== (labels[b] === label))
        for (let label = 0; count > 1 && label < count; label++) {
          const shortest = Math.min(...leaving(label).map((link) => link.distanceKm))
          for (let p = 0; p < labels.length; p++)
            for (let q = 0; q < labels.length; q++)
              if (labels[p] === label && labels[q] !== label)
                expect(distanceKm(city.centers, p, q)).toBeGreaterThan(shortest * (1 - 1e-6))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('are those that are missing beside what is linked, none across what is refused, and none between regions', () => {
    fc.assert(
      fc.property(board, fc.array(fc.nat(), { maxLength: 6 }), (city, picks) => {
        const all = spanningLinks(city)
        const some = all.filter((_, i) => picks.includes(i))
        expect(spanningLinks({ ...city, links: some })).toEqual(all.filter((link) => !some.includes(link)))
        const { labels } = piecesOf(city)
        const pair = ({ a, b }: Link) => [labels[a]!, labels[b]!].sort((p, q) => p - q).join()
        const others = spanningLinks({ ...city, refused: some }).map(pair)
        for (const link of some) expect(others).not.toContain(pair(link))

        const regionOf = Int32Array.from({ length: labels.length }, (_, cell) =>
          city.centers[2 * cell]! < 120.08 ? 0 : 1,
        )
        for (const { a, b } of spanningLinks({ ...city, regionOf })) expect(regionOf[a]).toBe(regionOf[b])
      }),
      { numRuns: 30 },
    )
  })
})
