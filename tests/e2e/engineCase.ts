import { gridDisk, latLngToCell } from 'h3-js'
import {
  buildLattice,
  cellGraph,
  neighborTable,
  type SolveOptions,
  type SolveResult,
  solve,
} from '../../partition/index.ts'

/**
 * Plans of a city of 2,107 cells, from cell ids on, by every search the engine has. The bytes of all plans, and what else
 * is told of them: the same wherever it runs.
 */
export function planEngineCity(): { cells: number; plans: { name: string; parts: number[]; told: string }[] } {
  const hexes = gridDisk(latLngToCell(30.27, 120.15, 9), 26)
  const cellIds = BigUint64Array.from(hexes, (hex) => BigInt(`0x${hex}`)).sort()
  const neighbors = neighborTable(buildLattice(cellIds))
  const count = cellIds.length
  const customers = Float64Array.from({ length: count }, (_, v) => (v * 7919 + Math.floor(v / 11)) % 97)
  const revenue = Float64Array.from({ length: count }, (_, v) => (v * 104729 + Math.floor(v / 7)) % 1009)
  const graph = cellGraph(neighbors, [customers, revenue])
  const positions = Float64Array.from({ length: 2 * count }, (_, i) => (i * 2654435761) % 1013)
  const base = { parts: 20, tolerances: [0.05, 0.2], seed: 7 } as const
  const plans: { name: string; parts: number[]; told: string }[] = []
  const add = (name: string, options: SolveOptions): SolveResult => {
    const plan = solve(graph, options)
    if (!plan.ok) throw new Error(`${name}: ${plan.refusal.code}`)
    const { parts, ...told } = plan
    plans.push({ name, parts: Array.from(parts), told: JSON.stringify(told) })
    return plan
  }
  const today = add('balanced', { ...base, rules: { ids: cellIds } })
  add('without ids', { ...base, preset: 'fast' })
  add('compact', { ...base, compactness: 0.9, rules: { ids: cellIds } })
  add('with rules', {
    ...base,
    preset: 'fast',
    rules: {
      ids: cellIds,
      units: [[0, ...graph.neighbors.subarray(0, 2)]],
      seeds: [100, 500, 900],
      apart: [[5, 6]],
      pins: [[50, 3]],
    },
  })
  if (today.ok) {
    const current = { parts: today.parts.map((part, v) => (v % 50 === 0 ? 0 : part)), budget: 0.2 }
    add('near the plan of today', { ...base, rules: { ids: cellIds, current } })
  }
  add('of least dispersion', { ...base, preset: 'fast', rules: { ids: cellIds, positions, objective: 'dispersion' } })
  return { cells: count, plans }
}
