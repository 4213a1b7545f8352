import type { UnitKind } from '../../contract/placeKinds.ts'
import type { TouchedCells } from './touchedCells.ts'

export interface UnitCells<Kind extends string = UnitKind | 'subdistrict'> extends TouchedCells {
  readonly kind: Kind
  readonly code: string
  readonly name: string
}

export interface HeldCells {
  /** by unit: the cells it holds, ascending */
  readonly cells: number[][]
  /** by unit: how many of the cells it touches another holds */
  readonly lost: number[]
  /** cells of which the first two or more cover the same share; the first by kind and code holds each */
  readonly ties: { readonly cell: number; readonly holder: number; readonly other: number }[]
}

/**
 * Which unit holds each cell: the one that covers most of it; of equal ones, and of points, the first by kind and code, whatever the order
 * here. O(cells touched).
 */
export function holdCells(units: readonly UnitCells[]): HeldCells {
  const order = units.map((_, unit) => unit).sort((a, b) => compareUnits(units[a]!, units[b]!))
  const holders = new Map<number, { unit: number; share: number; tiedWith: number }>()
  for (const unit of order) {
    const { cells, shares } = units[unit]!
    for (const [place, cell] of cells.entries()) {
      const share = shares[place]!
      const held = holders.get(cell)
      if (!held || share > held.share) holders.set(cell, { unit, share, tiedWith: -1 })
      else if (share === held.share && held.tiedWith < 0) held.tiedWith = unit
    }
  }
  const cells: number[][] = units.map(() => [])
  const ties: { cell: number; holder: number; other: number }[] = []
  for (const cell of [...holders.keys()].sort((a, b) => a - b)) {
    const { unit, tiedWith } = holders.get(cell)!
    cells[unit]!.push(cell)
    if (tiedWith >= 0) ties.push({ cell, holder: unit, other: tiedWith })
  }
  return { cells, lost: units.map((unit, place) => unit.cells.length - cells[place]!.length), ties }
}

export function compareUnits(a: Pick<UnitCells, 'kind' | 'code'>, b: Pick<UnitCells, 'kind' | 'code'>): number {
  if (a.kind !== b.kind) return a.kind < b.kind ? -1 : 1
  if (a.code === b.code) return 0
  return a.code < b.code ? -1 : 1
}
