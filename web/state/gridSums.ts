/**
 * What each grid holds, as sums by grid number (0 is the unassigned pool). A cell that changes hands moves its figures from
 * one grid to the other, so a stroke costs its own cells and the sums always equal a recount: every value is an integer
 * but the area, which is only shown.
 */
export interface GridSums {
  customers: Float64Array
  revenueCents: Float64Array
  areaKm2: Float64Array
  cellCount: Float64Array
}

/** What the sums are taken of; arrays by cellIndex. */
export interface CellFigures {
  customers: Float64Array
  revenueCents: Float64Array
  areasKm2: Float64Array
}

/** The figures of one grid, or of cells under way from one to another. */
export interface Sum {
  customers: number
  revenueCents: number
  areaKm2: number
  cellCount: number
}

export const emptySum: Sum = { customers: 0, revenueCents: 0, areaKm2: 0, cellCount: 0 }

export function sumGrids(cells: CellFigures, assignment: Uint16Array): GridSums {
  const size = 65536
  const sums: GridSums = {
    customers: new Float64Array(size),
    revenueCents: new Float64Array(size),
    areaKm2: new Float64Array(size),
    cellCount: new Float64Array(size),
  }
  for (let cell = 0; cell < assignment.length; cell++) addCell(sums, cells, cell, assignment[cell]!, 1)
  return sums
}

export function moveCell(sums: GridSums, cells: CellFigures, cell: number, from: number, to: number): void {
  addCell(sums, cells, cell, from, -1)
  addCell(sums, cells, cell, to, 1)
}

function addCell(sums: GridSums, cells: CellFigures, cell: number, grid: number, sign: 1 | -1): void {
  sums.customers[grid]! += sign * cells.customers[cell]!
  sums.revenueCents[grid]! += sign * cells.revenueCents[cell]!
  sums.areaKm2[grid]! += sign * cells.areasKm2[cell]!
  sums.cellCount[grid]! += sign
}

export function sumOf(sums: GridSums, grid: number): Sum {
  return {
    customers: sums.customers[grid]!,
    revenueCents: sums.revenueCents[grid]!,
    areaKm2: sums.areaKm2[grid]!,
    cellCount: sums.cellCount[grid]!,
  }
}

export function addSums(a: Sum, b: Sum, sign: 1 | -1 = 1): Sum {
  return {
    customers: a.customers + sign * b.customers,
    revenueCents: a.revenueCents + sign * b.revenueCents,
    areaKm2: a.areaKm2 + sign * b.areaKm2,
    cellCount: a.cellCount + sign * b.cellCount,
  }
}
