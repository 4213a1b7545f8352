/**
 * Figures of every grid kept up to date while cells move, as under a brush.
 *
 *   values[f][cellIndex]   figure f of a cell, a whole number
 *   sums[f][number]        figure f of a grid, 0 being the unassigned cells
 *
 * Values are whole numbers whose absolute sum stays under 2^53, which the constructor holds callers to. So every sum on
 * the way is exact, the order of moves leaves no trace, and the figures equal a recount bit for bit. Fractions (areas)
 * would drift: give them in a small enough unit, such as square metres rounded once a cell.
 */
import { PlanError } from '../plan/error.ts'
import type { Patch } from '../plan/patch.ts'
import type { CellFigures } from './base/cellFigures.ts'

export class IncrementalFigures {
  readonly #keys: readonly string[]
  readonly #values: readonly Float64Array[]
  readonly #sums: readonly Float64Array[]
  readonly #cellCounts = new Uint32Array(65536)

  /** Counts once, O(cells · figures). Keeps the value arrays, which must not change; does not keep the assignment. */
  constructor({ keys, values }: CellFigures, assignment: Uint16Array) {
    this.#keys = keys
    this.#values = keys.map((key, f) => checkedValues(key, values[f]!, assignment.length))
    this.#sums = this.#values.map((own) => {
      const sums = new Float64Array(65536)
      for (let c = 0; c < assignment.length; c++) sums[assignment[c]!]! += own[c]!
      return sums
    })
    for (const grid of assignment) this.#cellCounts[grid]!++
  }

  /** Moves one cell from grid `from`, which must hold it, to grid `to`; 0 is unassigned. O(figures). */
  moveCell(cellIndex: number, from: number, to: number): void {
    this.#cellCounts[from]!--
    this.#cellCounts[to]!++
    for (let f = 0; f < this.#values.length; f++) {
      const value = this.#values[f]![cellIndex]!
      this.#sums[f]![from]! -= value
      this.#sums[f]![to]! += value
    }
  }

  /** Moves every cell of a patch. O(changed cells · figures). */
  applyPatch(patch: Patch): void {
    for (const { start, length, from, to } of patch.runs)
      for (let c = start; c < start + length; c++) this.moveCell(c, from, to)
  }

  /** One figure of a grid; of the unassigned cells for 0. */
  sumOf(key: string, grid: number): number {
    return this.sumAt(this.#keys.indexOf(key), grid)
  }

  /** The same by the figure's place among the keys, for who asks for all of them. */
  sumAt(place: number, grid: number): number {
    return this.#sums[place]![grid]!
  }

  cellCountOf(grid: number): number {
    return this.#cellCounts[grid]!
  }
}

function checkedValues(key: string, values: Float64Array, cellCount: number): Float64Array {
  if (values.length !== cellCount)
    throw new PlanError('length-mismatch', `${key} has ${values.length} values for ${cellCount} cells`)
  let absolute = 0
  for (let c = 0; c < cellCount; c++) {
    if (!Number.isSafeInteger(values[c]))
      throw new PlanError('bad-figures', `${key} of cell ${c} is ${values[c]}, a whole number expected`)
    absolute += Math.abs(values[c]!)
  }
  if (absolute > Number.MAX_SAFE_INTEGER)
    throw new PlanError('bad-figures', `${key} adds up to ${absolute}, above 2^53`)
  return values
}
