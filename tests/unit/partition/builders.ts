/** Small cities for tests, made by h3-js alone, so that no code under test helps to build what it is tested against. */
import { gridDisk, latLngToCell } from 'h3-js'
import type { CellFigures } from '../../../partition/metrics/base/cellFigures.ts'
import type { Grid } from '../../../partition/plan/grid.ts'
import { newPlan } from '../../../partition/plan/plan.ts'

export interface TestCity {
  readonly cellIds: BigUint64Array
  /** six a cell, -1 where the neighbour is outside the city */
  readonly neighbors: Int32Array
  readonly adjacency: { offsets: Uint32Array; neighbors: Uint32Array }
}

/** A generator of numbers in [0, 1) that gives the same sequence for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A round city: the disk of `radius` cells about a place; 3r(r + 1) + 1 cells. */
export function buildCity({ lat = 29.34, lng = 104.77, resolution = 8, radius = 5 } = {}): TestCity {
  return cityOfCells(gridDisk(latLngToCell(lat, lng, resolution), radius))
}

/** A city of any cells, as H3 strings. */
export function cityOfCells(hexes: readonly string[]): TestCity {
  const cellIds = BigUint64Array.from(hexes.map((hex) => BigInt(`0x${hex}`))).sort()
  const indexOf = new Map([...cellIds].map((id, index) => [id.toString(16), index]))
  const neighbors = new Int32Array(cellIds.length * 6).fill(-1)
  const offsets = new Uint32Array(cellIds.length + 1)
  const rows: number[] = []
  cellIds.forEach((id, cell) => {
    const hex = id.toString(16)
    gridDisk(hex, 1)
      .filter((other) => other !== hex && indexOf.has(other))
      .forEach((other, k) => {
        neighbors[cell * 6 + k] = indexOf.get(other)!
        rows.push(indexOf.get(other)!)
      })
    offsets[cell + 1] = rows.length
  })
  return { cellIds, neighbors, adjacency: { offsets, neighbors: Uint32Array.from(rows) } }
}

/** Grids 1..gridCount, each connected and not empty, grown cell by cell from random seeds over a connected city. */
export function growGrids({ adjacency }: TestCity, gridCount: number, seed = 1): Uint16Array {
  const cellCount = adjacency.offsets.length - 1
  if (gridCount > cellCount) throw new RangeError(`${gridCount} grids need more than ${cellCount} cells`)
  const random = seededRandom(seed)
  const assignment = new Uint16Array(cellCount)
  const frontier: [cell: number, grid: number][] = []
  const own = (cell: number, grid: number) => {
    assignment[cell] = grid
    for (let e = adjacency.offsets[cell]!; e < adjacency.offsets[cell + 1]!; e++)
      frontier.push([adjacency.neighbors[e]!, grid])
  }
  for (let grid = 1; grid <= gridCount; grid++) {
    let cell = Math.floor(random() * cellCount)
    while (assignment[cell] !== 0) cell = (cell + 1) % cellCount
    own(cell, grid)
  }
  while (frontier.length > 0) {
    const pick = Math.floor(random() * frontier.length)
    const [cell, grid] = frontier[pick]!
    frontier[pick] = frontier.at(-1)!
    frontier.pop()
    if (assignment[cell] === 0) own(cell, grid)
  }
  return assignment
}

/** Whole numbers 0..max a cell, about a third of them zero: customers, or money in hundredths. */
export function randomFacts(cellCount: number, max: number, seed = 1): Float64Array {
  const random = seededRandom(seed)
  return Float64Array.from({ length: cellCount }, () => (random() < 0.33 ? 0 : Math.floor(random() * (max + 1))))
}

/** The record of a grid, with an id made of its number. */
export function gridOf(number: number, fields: Partial<Grid> = {}): Grid {
  return {
    number,
    gridId: gridIdOf(number),
    code: `5103${`${number}`.padStart(2, '0')}`,
    name: `G${number}`,
    colour: '#8aa6f2',
    locked: false,
    areaClass: null,
    parentId: null,
    pins: [],
    ...fields,
  }
}

export function gridIdOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`
}

/** A plan of grids 1..gridCount, the listed ones locked. */
export function planOf(city: TestCity, assignment: Uint16Array, gridCount: number, locked: readonly number[] = []) {
  const numbers = Array.from({ length: gridCount }, (_, i) => i + 1)
  const grids = numbers.map((number) => gridOf(number, { locked: locked.includes(number) }))
  return newPlan(assignment, grids, city.adjacency)
}

/** The neighbours of a cell inside the city. */
export function neighborsOf({ adjacency }: TestCity, cell: number): number[] {
  return [...adjacency.neighbors.subarray(adjacency.offsets[cell]!, adjacency.offsets[cell + 1]!)]
}

/** One array a figure, by the record's keys. */
export const cellFigures = (of: Readonly<Record<string, Float64Array>>): CellFigures => ({
  keys: Object.keys(of),
  values: Object.values(of),
})
