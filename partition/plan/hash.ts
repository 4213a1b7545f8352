/**
 * A hash of a plan's whole state, the same wherever it is computed: an XOR over all cells of cell × owner and over all records. So a
 * patch changes it by what it changes, in any order, and two copies of a plan that differ tell so at the next log entry. 32 bits,
 * against faults and not against forgers.
 */
import { type Grid, gridText } from './grid.ts'
import type { Patch } from './patch.ts'
import type { Plan } from './plan.ts'

/** 0..2^32 - 1. O(cells). */
export function hashPlan({ assignment, grids }: Pick<Plan, 'assignment' | 'grids'>): number {
  let hash = 0
  for (let cell = 0; cell < assignment.length; cell++) hash ^= hashCell(cell, assignment[cell]!)
  for (const grid of grids.values()) hash ^= hashGrid(grid)
  return hash >>> 0
}

/** The hash after a patch, from the one before it. O(changed cells). */
export function hashAfter(hash: number, { runs, grids }: Patch): number {
  let after = hash
  for (const { start, length, from, to } of runs)
    for (let cell = start; cell < start + length; cell++) after ^= hashCell(cell, from) ^ hashCell(cell, to)
  for (const { from, to } of grids) after ^= (from ? hashGrid(from) : 0) ^ (to ? hashGrid(to) : 0)
  return after >>> 0
}

function hashCell(cell: number, owner: number): number {
  return scramble(Math.imul(cell + 1, 0x9e3779b1) ^ Math.imul(owner + 1, 0x85ebca77))
}

function hashGrid(grid: Grid): number {
  let hash = 0x811c9dc5
  for (const unit of gridText(grid)) hash = Math.imul(hash ^ unit.codePointAt(0)!, 0x01000193)
  return scramble(hash)
}

/** Every bit of the result depends on every bit of the value (lowbias32). */
function scramble(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b)
  return hash ^ (hash >>> 16)
}
