import { cellGraph, type Graph, type Rules, type SolveOptions } from '../../../../partition/index.ts'
import { seededRandom } from '../builders.ts'
import { hexagons } from '../graph/builders.ts'

/** A patch of hexagons with holes, and rules about it drawn at random: most cases can be met, some cannot. */
export function randomCase(seed: number): { graph: Graph; options: SolveOptions } {
  const random = seededRandom(seed)
  const draw = (bound: number) => Math.floor(random() * bound)
  const chance = (share: number) => random() < share
  const [width, height] = [3 + draw(12), 3 + draw(12)]
  const holes = chance(0.5) ? 0 : 0.2 * random()
  const cells: [number, number][] = []
  const { neighbors } = hexagons(width, height, (x, y) => {
    const isLand = x + y === 0 || random() >= holes
    if (isLand) cells.push([x, y])
    return isLand
  })
  const count = cells.length
  const empty = [0, 0.5][draw(2)]!
  const weights = Array.from({ length: 1 + draw(2) }, () =>
    Float64Array.from({ length: count }, () => (chance(empty) ? 0 : 1 + draw(50))),
  )
  const graph = cellGraph(neighbors, weights)
  const some = (most: number) => Array.from({ length: draw(most + 1) }, () => draw(count))
  const pair = (): [number, number] => {
    const a = draw(count)
    return [a, (a + 1 + draw(count - 1)) % count]
  }
  const edge = (): [number, number] => {
    const v = draw(count)
    const row = graph.neighbors.subarray(graph.offsets[v], graph.offsets[v + 1])
    return row.length > 0 ? [v, row[draw(row.length)]!] : pair()
  }
  const parts = 1 + draw(Math.min(8, count))
  const ball = (size: number) => {
    const own = new Set([draw(count)])
    for (const v of own) {
      for (const u of graph.neighbors.subarray(graph.offsets[v], graph.offsets[v + 1])) if (own.size < size) own.add(u)
    }
    return [...own]
  }
  const list = <T>(share: number, most: number, make: () => T): T[] =>
    chance(share) ? Array.from({ length: 1 + draw(most) }, make) : []
  const plan = () => {
    const today = Int32Array.from(cells, ([x]) => Math.min(parts - 1, Math.floor((x * parts) / width)))
    for (const v of some(4)) today[v] = chance(0.5) ? -1 : draw(parts + 1)
    return today
  }
  const total = weights[0]!.reduce((a, b) => a + b, 0)
  const rules: Rules = {
    barriers: list(0.3, 6, edge),
    links: list(0.3, 3, pair),
    units: list(0.3, 3, () => ball(2 + draw(4))),
    pins: list(0.3, 5, (): [number, number] => [draw(count), draw(parts)]),
    seeds: chance(0.2) ? some(parts) : [],
    apart: list(0.3, 3, pair),
    ...(chance(0.3) && {
      districts: {
        of: Int32Array.from(cells, ([x]) => (x < width / 2 ? 0 : 1)),
        rule: chance(0.5) ? ('never' as const) : ('avoid' as const),
      },
    }),
    ...(chance(0.4) && {
      current: {
        parts: plan(),
        ...(chance(0.4) && { locked: [draw(parts)] }),
        ...(chance(0.5) && { budget: random() }),
      },
    }),
    ...(chance(0.2) && { targets: { factorOf: Float64Array.from(cells, ([, y]) => (y < height / 2 ? 1 : 0.6)) } }),
    ...(chance(0.2) && { composite: weights.map(() => 1 + draw(3)) }),
  }
  const isBand =
    chance(0.15) && total > 0 && !rules.composite && !rules.pins!.length && !rules.current && !rules.targets
  return {
    graph,
    options: {
      parts: isBand ? { smallest: (0.7 * total) / parts, largest: (1.4 * total) / parts } : parts,
      tolerances: weights.map(() => 0.1 + 0.3 * random()),
      seed: draw(1000),
      preset: 'fast',
      rules,
    },
  }
}
