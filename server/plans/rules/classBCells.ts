import type { Grid } from '../../../partition/index.ts'
import type { PlanRefusal } from '../../contract/planNotes.ts'
import type { ClassB } from '../../contract/things.ts'
import type { ThingFinder } from './namedThings.ts'

interface ClassedCity {
  readonly districts: readonly { readonly code: string }[]
  readonly districtOfCell: Int32Array
  /** the plan to stay near */
  readonly from?: { readonly assignment: Uint16Array; readonly grids: readonly Grid[] } | undefined
}

/** A plan's class B cells: 1 a cell that is. */
export interface ClassBCells {
  readonly isB: Uint8Array
  /** one a cell: what a grid there aims at, as a share of the usual */
  readonly factorOf: Float64Array
  readonly rule: ClassB
}

/**
 * Which cells are class B: those of the districts and units that the rule names, else those of the class B grids of the plan to stay near.
 * Refuses where there are none, or nothing else. O(cells).
 */
export function classBCells(
  rule: ClassB,
  { districts, districtOfCell, from }: ClassedCity,
  find: ThingFinder,
): ClassBCells | { readonly refusal: PlanRefusal } {
  const isB = new Uint8Array(districtOfCell.length)
  for (const { kind, code } of rule.areas ?? []) {
    if (kind !== 'district') {
      const { name, cells } = find.unit({ kind, code })
      if (cells.length === 0) return { refusal: { code: 'thing-without-cell', thing: name } }
      for (const cell of cells) isB[cell] = 1
      continue
    }
    const district = districts.findIndex((one) => one.code === code)
    districtOfCell.forEach((own, cell) => {
      if (own === district && district >= 0) isB[cell] = 1
    })
  }
  if (!rule.areas) {
    const numbers = new Set(from?.grids.flatMap(({ number, areaClass }) => (areaClass === 'B' ? [number] : [])))
    from?.assignment.forEach((grid, cell) => {
      if (numbers.has(grid)) isB[cell] = 1
    })
  }
  if (!isB.includes(1)) return { refusal: { code: 'class-b-nowhere' } }
  return { isB, factorOf: Float64Array.from(isB, (is) => (is ? rule.share : 1)), rule }
}
