import { Cancelled, type Control, createControl } from './divide/base/control.ts'
import type { Graph } from './graph/graph.ts'
import { checkOptions } from './rules/ask/checkOptions.ts'
import { withDistricts, withLinksAndBarriers } from './rules/ask/edges.ts'
import { checkLocked } from './rules/ask/locked.ts'
import type { SolveOptions, SolveResult } from './rules/ask/options.ts'
import { ruleMarks } from './rules/ask/plannerRules.ts'
import { Refusal } from './rules/ask/refusal.ts'
import { canonicalOrder } from './rules/order/canonicalOrder.ts'
import { idOrder } from './rules/order/idOrder.ts'
import { invert, relabel } from './rules/order/relabel.ts'
import { planInOrder } from './rules/planInOrder.ts'

/**
 * Divides a graph into connected, non-empty parts whose weights lie within the tolerances of their targets, with a small
 * cut, under a planner's rules. Weights come most important first: where not all can be met, the first is met and the
 * others come as near as possible; `withinTolerance` tells, and notes say why and what would do. Weights with a total of
 * zero or less cannot be balanced: they are ignored with a note, and with none left the parts get equal numbers of
 * vertices. Each component gets a whole number of parts by its first weight.
 *
 * Rules always hold in a plan; where they leave none, the answer is `ok: false` with a refusal. Two may be bent where
 * no way was found, and a note says so: tolerances, and pairs that should not share a part.
 *
 * The same graph, options and seed give the same bytes on every machine, in whatever order vertices and rules come: by
 * `rules.ids`, else by what tells vertices apart. Throws RangeError for options that make no sense.
 */
export function solve(graph: Graph, options: SolveOptions): SolveResult {
  checkOptions(graph, options)
  const control = createControl(options.onProgress, options.isCancelled, options.shouldStop)
  try {
    return run(graph, options, control)
  } catch (error) {
    if (error instanceof Cancelled) {
      return { ok: false, refusal: { code: 'cancelled' } }
    }
    if (!(error instanceof Refusal)) throw error
    return { ok: false, refusal: error.refusal }
  }
}

function run(graph: Graph, options: SolveOptions, control: Control): SolveResult {
  control.report('prepare', 0)
  const { rules = {} } = options
  const joined = withLinksAndBarriers(graph, rules.links, rules.barriers)
  checkLocked(joined, rules.current)
  const ruled = (rules.preferred ?? []).reduce<Graph>(
    (sofar, of) => withDistricts(sofar, { of, rule: 'avoid' }),
    withDistricts(joined, rules.districts),
  )
  const order = rules.ids
    ? idOrder(rules.ids, graph.vertexCount)
    : canonicalOrder(ruled, ruleMarks(graph.vertexCount, options))
  const inPlace = Uint32Array.from({ length: graph.vertexCount }, (_, v) => v)
  const place = order ? invert(order) : inPlace
  const ordered = order ? relabel(ruled, order, place) : ruled
  const original = ruled === graph ? ordered : order ? relabel(graph, order, place) : graph
  return planInOrder({ graph: ordered, original, order: order ?? inPlace, place }, options, control)
}
