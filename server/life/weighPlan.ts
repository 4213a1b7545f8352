import { verify } from '../../partition/index.ts'
import { cellsOfUnit } from '../cities/places/cellsOfUnit.ts'
import type { Blocker, ImpactWarning } from '../contract/impact.ts'
import { territories } from '../contract/mainGrids.ts'
import type { KeptUnit } from '../contract/places.ts'
import { isGridWithin, judgedWeights, planTolerances } from '../contract/planTolerances.ts'
import { planDetail } from '../plans/planDetail.ts'
import { type NumberedState, sameState } from '../plans/sameState.ts'

export interface WeighInput {
  readonly plan: NumberedState
  /** what it was made to keep whole */
  readonly units: readonly KeptUnit[]
}

export interface Weighed {
  readonly blockers: readonly Blocker[]
  readonly warnings: readonly ImpactWarning[]
}

const shownCells = 20

/** What of a plan by itself stands in the way of its taking effect, and what should be known before. The same recount as `verify`'s. */
export function weighPlan({ plan, units }: WeighInput): Weighed {
  const state = sameState(plan)
  const { violations } = verify({
    cellIds: state.city.lattice.cellIds,
    assignment: state.assignment,
    gridNumbers: state.grids.map(({ number }) => number),
    records: state.grids,
    links: state.links,
  })
  const nameOf = new Map(state.grids.map(({ number, code, name }) => [number, { number, code, name }]))
  const gap = violations.find(({ code }) => code === 'gap')
  const inPieces = violations.filter(({ code }) => code === 'disconnected')
  const empty = violations.filter(({ code }) => code === 'empty-grid')
  const gridsOf = (found: typeof violations) =>
    found.flatMap(({ grid }) => (grid === undefined ? [] : (nameOf.get(grid) ?? [])))
  const blockers: Blocker[] = []
  if (gap) {
    const unassigned = state.assignment.filter((grid) => grid === 0).length
    blockers.push({
      code: 'gap',
      count: unassigned,
      grids: [],
      cells: (gap.cells ?? []).slice(0, shownCells),
      message: `${unassigned} cells are in no grid: paint them into one`,
    })
  }
  for (const [code, found, what] of [
    ['broken-grid', inPieces, 'lies in pieces: join them'],
    ['empty-grid', empty, 'has no cell: delete it, or give it some'],
  ] as const) {
    if (found.length === 0) continue
    const grids = gridsOf(found)
    const message = `${grids.map(({ name }) => name).join(', ')} ${what}`
    const cells = found.flatMap((one) => one.cells ?? []).slice(0, shownCells)
    blockers.push({ code, count: found.length, grids, cells, message })
  }
  return { blockers, warnings: [...outside(state), ...split(state.assignment, units)] }
}

function outside(state: ReturnType<typeof sameState>): ImpactWarning[] {
  const detail = planDetail(state)
  const grids = territories(detail.grids, ({ cellCount }) => cellCount > 0)
  const judgement = {
    weights: judgedWeights(detail.parameters?.weights, grids),
    tolerances: planTolerances(detail),
    sizeBand: detail.parameters?.sizeBand,
  }
  const count = grids.filter((grid) => !isGridWithin(grid, judgement)).length
  return count === 0
    ? []
    : [
        {
          code: 'tolerance',
          count,
          message: `${count} of ${grids.length} grids are outside what the plan was asked for`,
        },
      ]
}

function split(assignment: Uint16Array, units: readonly KeptUnit[]): ImpactWarning[] {
  const cut = units.filter(({ cells }) => new Set(cellsOfUnit(cells).map((cell) => assignment[cell])).size > 1)
  if (cut.length === 0) return []
  const names = cut.slice(0, 3).map(({ name }) => name)
  return [
    {
      code: 'unit-split',
      count: cut.length,
      message: `Units cut apart: ${names.join(', ')}${cut.length > 3 ? ` and ${cut.length - 3} more` : ''}`,
    },
  ]
}
