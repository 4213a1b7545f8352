import { expect, it } from 'vitest'
import { cellGraph } from '../../../../partition/index.ts'
import { splitRequest } from '../../../../server/contract/gridSplit.ts'
import { proposeSplit } from '../../../../server/plans/split/proposeSplit.ts'
import { cellsOf, compute, makeCity } from './madeCity.ts'

const city = makeCity()
const plan = compute(city, { grids: 4, tolerance: 0.1, weights: ['customers'] })
const { assignment, grids } = plan
const grid = grids[1]!
const adjacency = cellGraph(city.neighbors, [])
const { cellIds, facts } = city
const propose = (request: object, assignment = plan.assignment) => {
  const input = { assignment, grids, adjacency, cellIds, facts, gridId: grid.gridId }
  return proposeSplit({ ...input, request: splitRequest.parse(request) })
}
const own = cellsOf(plan, grid.number)

it('says of the grid, not of the city, why it cannot be split', () => {
  expect(propose({ into: 3 })).toMatchObject({ ok: true })
  const single = assignment.map((number, cell) => (number === grid.number && cell !== own[0] ? 0 : number))
  expect(propose({ into: 3 }, single)).toEqual({
    ok: false,
    reason: 'solve-failed',
    message: `Grid ${grid.number}, "${grid.name}", cannot be split into 3 parts: it can have at most 1`,
  })
})
