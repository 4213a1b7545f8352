import { softImportance } from '../../divide/base/softImportance.ts'
import type { Graph } from '../../graph/graph.ts'
import { sumOf } from '../../graph/sums.ts'
import type { SolveOptions } from '../ask/options.ts'
import type { PlannerRules } from '../ask/plannerRules.ts'
import type { SolveNote } from '../ask/solveNotes.ts'

/** What is balanced, after the rules have had their say about weights. */
export interface Balanced {
  columns: Float64Array[]
  /** one a column: its place in the graph, from 0; -1 where it is no weight of the graph */
  sources: number[]
  tolerances: number[]
  importance: number[]
}

/**
 * Chooses what is balanced: the weights with a positive total, or their composite, each divided by the vertex's target
 * factor; the number of vertices where nothing has weight. Notes say what was left out.
 */
export function chooseWeights(graph: Graph, options: SolveOptions, rules: PlannerRules, notes: SolveNote[]): Balanced {
  const { tolerances, soft } = options
  const balanced: Balanced = { columns: [], sources: [], tolerances: [], importance: [] }
  const totals = graph.vertexWeights.map(sumOf)
  for (const [c, weights] of graph.vertexWeights.entries()) {
    if (rules.composite?.[c] === 0) continue
    if (totals[c]! > 0) {
      balanced.columns.push(weights)
      balanced.sources.push(c)
      balanced.tolerances.push(tolerances[c]!)
    } else {
      notes.push({ code: 'weight-ignored', weight: c, total: totals[c]! })
    }
  }
  if (rules.composite && balanced.columns.length > 0) {
    const sum = new Float64Array(graph.vertexCount)
    for (const [i, column] of balanced.columns.entries()) {
      const c = balanced.sources[i]!
      const factor = rules.composite[c]! / totals[c]!
      for (let v = 0; v < sum.length; v++) sum[v]! += factor * column[v]!
    }
    balanced.columns = [sum]
    balanced.sources = [-1]
    balanced.tolerances = [tolerances[0]!]
  }
  if (balanced.columns.length === 0) {
    notes.push({ code: 'no-weight' })
    balanced.columns = [new Float64Array(graph.vertexCount).fill(1)]
    balanced.sources = [-1]
    balanced.tolerances = [tolerances[0] ?? 0.05]
  }
  const ofSoft = softImportance(options.compactness ?? 0.5)
  balanced.importance = balanced.sources.map((c) => (balanced.sources.length > 1 && soft?.[c] ? ofSoft : 1))
  const { factorOf } = rules
  if (factorOf) balanced.columns = balanced.columns.map((column) => column.map((weight, v) => weight / factorOf[v]!))
  return balanced
}

/** Which weight of the graph a note is about; nothing where it is none of them. */
export function weightOf({ sources }: Balanced, c: number): { weight?: number } {
  return sources[c] === -1 ? {} : { weight: sources[c]! }
}
