import type { Graph } from './graph/graph.ts'
import type { Rules, SolveOptions, SolveResult, VertexPair } from './rules/ask/options.ts'
import { solve } from './solve.ts'

type Solved = Extract<SolveResult, { ok: true }>

export type NestedResult =
  | {
      ok: true
      main: Solved
      /** numbered main part by main part, where its rules name no parts */
      sub: Solved
      /** one a sub-part: the main part it lies in */
      mainOf: Uint16Array
    }
  | { ok: false; level: 'main' | 'sub'; result: Extract<SolveResult, { ok: false }> }

/**
 * Divides into main parts and these into sub-parts: each main part gets a whole number of sub-parts by weight, and the
 * number of sub-parts in all is that of `subOptions`. Ids, barriers and links hold on both levels where the sub-options
 * have none; units of sub-parts are kept whole by main parts too. Notes of `sub` tell of main parts whose weight makes
 * no whole number of sub-parts within tolerance. Progress runs from 0 to 1 over both.
 */
export function solveNested(graph: Graph, mainOptions: SolveOptions, subOptions: SolveOptions): NestedResult {
  const mainRules = mainOptions.rules ?? {}
  const subRules = subOptions.rules ?? {}
  const main = solve(graph, {
    ...mainOptions,
    rules: { ...mainRules, units: [...(mainRules.units ?? []), ...(subRules.units ?? [])] },
    onProgress: ({ stage, fraction }) => mainOptions.onProgress?.({ stage, fraction: fraction / 2 }),
  })
  if (!main.ok) return { ok: false, level: 'main', result: main }
  const sub = solve(graph, {
    ...subOptions,
    rules: withinParts(graph, main.parts, {
      ...pick(mainRules),
      ...subRules,
    }),
    onProgress: ({ stage, fraction }) => subOptions.onProgress?.({ stage, fraction: 0.5 + fraction / 2 }),
  })
  if (!sub.ok) return { ok: false, level: 'sub', result: sub }
  const mainOf = new Uint16Array(sub.partCount)
  for (const [v, part] of sub.parts.entries()) mainOf[part] = main.parts[v]!
  const { pins, current, targets } = subRules
  if (!pins && !current && !targets?.parts) numberByMain(sub, mainOf)
  return { ok: true, main, sub, mainOf }
}

function pick({ ids, barriers, links }: Rules): Rules {
  return { ...(ids && { ids }), ...(barriers && { barriers }), ...(links && { links }) }
}

/** The rules with a barrier between any two main parts, and no link from one to another. */
function withinParts({ vertexCount, offsets, neighbors }: Graph, main: Uint16Array, rules: Rules): Rules {
  const barriers: VertexPair[] = [...(rules.barriers ?? [])]
  for (let v = 0; v < vertexCount; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      if (u > v && main[u] !== main[v]) barriers.push([v, u])
    }
  }
  return { ...rules, barriers, links: (rules.links ?? []).filter(([a, b]) => main[a] === main[b]) }
}

function numberByMain(sub: Solved, mainOf: Uint16Array): void {
  const order = [...mainOf.keys()].sort((a, b) => mainOf[a]! - mainOf[b]! || a - b)
  const newOf = new Uint16Array(order.length)
  for (const [number, part] of order.entries()) newOf[part] = number
  mainOf.sort()
  for (let v = 0; v < sub.parts.length; v++) sub.parts[v] = newOf[sub.parts[v]!]!
}
