import { byKey, isBetween } from '../../partition/index.ts'
import type { FigureKey } from '../contract/figures.ts'
import { figure, isBanded, type Judgement, limitsOf, sumOf } from '../contract/planTolerances.ts'
import { touchingGrids } from './neighbours.ts'
import type { Outline, ReportGrid } from './reportGrid.ts'

/** A transfer that helps: from a grid that has too much to a neighbour that has less. */
export interface Advice {
  from: ReportGrid
  to: ReportGrid
  /** a sum of the figure; whole */
  amount: number
  key: FigureKey
}

const mostAdvice = 5

/** What grids should have of one figure. */
interface Range {
  readonly average: number
  readonly smallest: number
  readonly target: number
  readonly largest: number
}

/**
 * Up to five transfers, each on the state that those before it leave: for the grid furthest beyond its tolerance, the touching grid
 * that can help most. A grid gives only what it has above the average, and takes no more than keeps it within the tolerance, in all of
 * its transfers together; one that gives never takes. A transfer carries the other figures along in proportion, so that one move is
 * not advised twice, once by each. Locked grids neither give nor take.
 */
export function adviseTransfers(
  grids: readonly ReportGrid[],
  judgement: Judgement,
  outlines: ReadonlyMap<number, Outline>,
  linkedGrids: readonly (readonly [number, number])[] = [],
): Advice[] {
  if (grids.every((grid) => grid.isWithin)) return []
  const touching = touchingGrids(outlines, linkedGrids)
  const state = new Map(grids.map((grid) => [grid, { figures: grid.figures }]))
  const ranges = judgement.weights.flatMap((key) => {
    const range = rangeOf(grids, key, judgement)
    return range.target > 0 ? [{ key, range }] : []
  })
  const sides = new Map<ReportGrid, 'gives' | 'takes'>()

  const amountOf = (grid: ReportGrid, key: FigureKey) => figure(state.get(grid) ?? grid, key)
  const surplus = (grid: ReportGrid, key: FigureKey, { target }: Range) =>
    grid.locked || sides.get(grid) === 'takes' ? 0 : amountOf(grid, key) - target
  const room = (grid: ReportGrid, key: FigureKey, limit: number) =>
    grid.locked || sides.get(grid) === 'gives' ? 0 : limit - amountOf(grid, key)

  /** The best transfer for a grid that is out of a figure's range. */
  function help(grid: ReportGrid, key: FigureKey, range: Range): Advice | undefined {
    const neighbours = grids.filter((other) => touching.get(grid.number)?.has(other.number))
    const isOver = amountOf(grid, key) > range.target
    const capacity = (other: ReportGrid) => (isOver ? room(other, key, range.largest) : surplus(other, key, range))
    const [partner] = neighbours.sort((a, b) => capacity(b) - capacity(a) || a.number - b.number)
    if (!partner) return undefined
    const need = isOver ? surplus(grid, key, range) : room(grid, key, range.target)
    // What fits but for the last bits of a product, fits.
    const most = Math.round(Math.min(need, capacity(partner)))
    const amount = isBetween(most, 0, Math.min(need, capacity(partner)), range.average) ? most : most - 1
    const [from, to] = isOver ? [grid, partner] : [partner, grid]
    return amount > 0 ? { from, to, amount, key } : undefined
  }

  function apply({ from, to, amount, key }: Advice): void {
    const share = amount / amountOf(from, key)
    const moved = byKey(Object.keys(from.figures), (other) =>
      other === key ? amount : Math.max(0, share * amountOf(from, other)),
    )
    for (const [grid, sign, side] of [
      [from, -1, 'gives'],
      [to, 1, 'takes'],
    ] as const) {
      const figures = byKey(Object.keys(moved), (other) => amountOf(grid, other) + sign * moved[other]!)
      state.set(grid, { figures })
      sides.set(grid, side)
    }
  }

  function next(): Advice | undefined {
    const beyond = ranges.flatMap(({ key, range }) =>
      grids.flatMap((grid) => {
        const value = amountOf(grid, key)
        const isMet = isBetween(value, range.smallest, range.largest, range.average)
        return isMet ? [] : [{ grid, key, range, far: Math.abs(value / range.target - 1) }]
      }),
    )
    beyond.sort((a, b) => b.far - a.far || a.grid.number - b.grid.number)
    for (const { grid, key, range } of beyond) {
      const advice = help(grid, key, range)
      if (advice) return advice
    }
    return undefined
  }

  const advice: Advice[] = []
  for (let found = next(); found && advice.length < mostAdvice; found = next()) {
    advice.push(found)
    apply(found)
  }
  return advice
}

/** A size band takes the place of the tolerance; where it leaves the average out, its nearer end is the target. */
function rangeOf(grids: readonly ReportGrid[], key: FigureKey, judgement: Judgement): Range {
  const average = sumOf(grids, key) / grids.length
  const { sizeBand } = judgement
  if (isBanded(key, sizeBand))
    return { ...sizeBand, average, target: Math.min(Math.max(average, sizeBand.smallest), sizeBand.largest) }
  const [least, most] = limitsOf(key, judgement, average)
  return { average, smallest: average * (1 + least), target: average, largest: average * (1 + most) }
}
