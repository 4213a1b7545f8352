import {
  type Adjacency,
  type CellFigures,
  type DivideGridResult,
  divideGrid,
  newPlan,
  runsOf,
  type SolveRefusal,
  splitBySeeds,
  valuesOf,
} from '../../../partition/index.ts'
import type { SplitProposal, SplitRequest } from '../../contract/gridSplit.ts'
import type { GridRow } from '../store.ts'

export interface SplitInput {
  readonly assignment: Uint16Array
  readonly grids: readonly GridRow[]
  readonly adjacency: Adjacency
  readonly cellIds: BigUint64Array
  readonly facts: CellFigures
  readonly gridId: string
  readonly request: SplitRequest
}

export type SplitAnswer =
  | { readonly ok: true; readonly proposal: SplitProposal }
  | {
      readonly ok: false
      readonly reason: 'unknown-cell' | 'solve-failed'
      readonly message: string
      readonly cells?: number[]
    }

/** The parts a grid may be split into, for a `split` command; nothing is changed. The grid must be there. */
export function proposeSplit({ assignment, adjacency, gridId, request, ...input }: SplitInput): SplitAnswer {
  const plan = newPlan(assignment, input.grids, adjacency)
  const grid = input.grids.find((one) => one.gridId === gridId)!
  const asProposal = (shares: readonly (readonly number[])[], withinTolerance: boolean | null): SplitAnswer => ({
    ok: true,
    proposal: {
      gridId,
      withinTolerance,
      parts: shares.slice(1).map((cells) => ({ cells: runsOf(cells).map((run) => ({ ...run, seen: gridId })) })),
    },
  })
  if ('seeds' in request) {
    const strangers = request.seeds.filter((cell) => assignment[cell] !== grid.number)
    if (strangers.length === 0) return asProposal(splitBySeeds(plan, grid.number, request.seeds), null)
    const message = `The seeds ${strangers.slice(0, 3).join(', ')} are not cells of grid ${grid.number}, "${grid.name}"`
    return { ok: false, reason: 'unknown-cell', message, cells: strangers }
  }
  const weights = request.weights.map((key) => valuesOf(input.facts, key))
  const { into: parts, seed, tolerance } = request
  const options = { parts, seed, tolerances: weights.map(() => tolerance), preset: 'fast' } as const
  const result: DivideGridResult = divideGrid(plan, grid.number, weights, input.cellIds, options)
  if (result.ok) return asProposal(result.shares, result.withinTolerance)
  return {
    ok: false,
    reason: 'solve-failed',
    message: reasonOf(result.refusal, `Grid ${grid.number}, "${grid.name}",`),
  }
}

/** A grid's share of the refusals of `solve`: what is said of a city is not true of it. */
function reasonOf(refusal: SolveRefusal, what: string): string {
  switch (refusal.code) {
    case 'too-few-vertices':
      return `${what} cannot be split into ${refusal.parts} parts: it can have at most ${refusal.vertices}`
    case 'too-many-components':
      return `${what} lies in ${refusal.components} separate pieces: ask for at least ${refusal.least} parts`
    case 'pins-not-connected':
      return `${what} has pinned cells that do not hang together, and they must stay in one part: unpin some of them`
    default:
      return `${what} cannot be split like that: try other parts, or seeds`
  }
}
