import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFlowNetwork } from '../../../../../partition/divide/movement/minimumCostFlow.ts'

interface Arc {
  from: number
  to: number
  capacity: number
  cost: number
}

const NODES = 6
const arcs = fc.array(
  fc.record({
    from: fc.nat(NODES - 1),
    to: fc.nat(NODES - 1),
    capacity: fc.nat(4),
    cost: fc.nat(3),
  }),
  { maxLength: 14 },
)

/** The least cost of a flow of each size, by Bellman–Ford and one unit at a time. */
function leastCosts(list: readonly Arc[], source: number, sink: number): number[] {
  const residual = list.flatMap(({ from, to, capacity, cost }) => [
    { from, to, room: capacity, cost },
    { from: to, to: from, room: 0, cost: -cost },
  ])
  const costs = [0]
  for (;;) {
    const distances = new Array<number>(NODES).fill(Infinity)
    const via = new Array<number>(NODES).fill(-1)
    distances[source] = 0
    for (let round = 0; round < NODES; round++) {
      for (const [index, arc] of residual.entries()) {
        const distance = distances[arc.from]! + arc.cost
        if (arc.room === 0 || distance >= distances[arc.to]!) continue
        distances[arc.to] = distance
        via[arc.to] = index
      }
    }
    if (distances[sink] === Infinity) return costs
    for (let node = sink; node !== source; node = residual[via[node]!]!.from) {
      residual[via[node]!]!.room--
      residual[via[node]! ^ 1]!.room++
    }
    costs.push(costs.at(-1)! + distances[sink]!)
  }
}

describe('createFlowNetwork', () => {
  it('finds the least cost of the greatest flow, keeping capacities and what enters each node', () => {
    fc.assert(
      fc.property(arcs, (list) => {
        const network = createFlowNetwork(NODES)
        const numbers = list.map(({ from, to, capacity, cost }) => network.addArc(from, to, capacity, cost))
        network.run(0, NODES - 1, Infinity)
        const net = new Array<number>(NODES).fill(0)
        let cost = 0
        for (const [index, arc] of list.entries()) {
          const flow = network.flowOf(numbers[index]!)
          expect(flow).toBeGreaterThanOrEqual(0)
          expect(flow).toBeLessThanOrEqual(arc.capacity)
          net[arc.from]! -= flow
          net[arc.to]! += flow
          cost += flow * arc.cost
        }
        const expected = leastCosts(list, 0, NODES - 1)
        expect(net.slice(1, -1)).toEqual([0, 0, 0, 0])
        expect(net[NODES - 1]).toBe(expected.length - 1)
        expect(cost).toBe(expected.at(-1))
      }),
      { numRuns: 500 },
    )
  })

  it('stops where the next path costs as much as the limit', () => {
    const network = createFlowNetwork(3)
    const worthIt = network.addArc(0, 1, 2, -3)
    const notWorthIt = network.addArc(0, 1, 5, 0)
    const out = network.addArc(1, 2, Infinity, 1)
    network.run(0, 2, 0)
    expect([worthIt, notWorthIt, out].map(network.flowOf)).toEqual([2, 0, 2])
  })

  it('takes fractions and unlimited arcs', () => {
    const network = createFlowNetwork(4)
    const direct = network.addArc(0, 3, 0.25, 5)
    const first = network.addArc(0, 1, 0.1, 1)
    const second = network.addArc(1, 3, Infinity, 1)
    network.run(0, 3, Infinity)
    expect([direct, first, second].map(network.flowOf)).toEqual([0.25, 0.1, 0.1])
  })
})
