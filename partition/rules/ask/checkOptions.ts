import type { Graph } from '../../graph/graph.ts'
import type { SolveOptions } from './options.ts'
import { partToday } from './plannerRules.ts'

const MAX_PARTS = 65535

/** Throws RangeError for options that make no sense whatever the graph's shape; names the value and the place. */
export function checkOptions(graph: Graph, options: SolveOptions): void {
  checkParts(options)
  const { tolerances, soft, seed, compactness = 0.5 } = options
  const weightCount = graph.vertexWeights.length
  if (tolerances.length !== weightCount) {
    throw new RangeError(`${tolerances.length} tolerances for ${weightCount} weights`)
  }
  for (const tolerance of tolerances) {
    if (!(tolerance > 0 && Number.isFinite(tolerance))) {
      throw new RangeError(`tolerance ${tolerance} is not a positive fraction`)
    }
  }
  if (soft && soft.length !== weightCount) throw new RangeError(`${soft.length} soft flags for ${weightCount} weights`)
  if (!Number.isSafeInteger(seed) || seed < 0) throw new RangeError(`seed ${seed} is not a whole number from 0`)
  if (!(compactness >= 0 && compactness <= 1)) throw new RangeError(`compactness ${compactness} is not within 0..1`)
  for (const [c, weights] of graph.vertexWeights.entries()) {
    const bad = weights.findIndex((weight) => !Number.isFinite(weight))
    if (bad !== -1) throw new RangeError(`weight ${c} of vertex ${bad} is ${weights[bad]}`)
  }
  if (options.rules) checkRules(graph, options)
}

function checkParts({ parts, rules }: SolveOptions): void {
  if (typeof parts === 'object') {
    if (!(parts.smallest > 0 && parts.largest >= parts.smallest && Number.isFinite(parts.largest))) {
      throw new RangeError(`the size band ${parts.smallest}..${parts.largest} is not a range of positive sizes`)
    }
    if (rules?.targets?.parts) throw new RangeError('targets of parts need an exact number of parts, not a size band')
  } else if (!Number.isInteger(parts) || parts < 1 || parts > MAX_PARTS) {
    throw new RangeError(`parts is ${parts}; it must be a whole number from 1 to ${MAX_PARTS}`)
  }
}

function checkRules(graph: Graph, { parts, rules = {} }: SolveOptions): void {
  const { vertexCount } = graph
  const vertex = (v: number, what: string) => {
    if (!Number.isInteger(v) || v < 0 || v >= vertexCount) {
      throw new RangeError(`${what} names vertex ${v}; there are ${vertexCount} vertices`)
    }
  }
  const column = (values: ArrayLike<number> | undefined, what: string, width = 1) => {
    if (values && values.length !== width * vertexCount) {
      throw new RangeError(`${what} has ${values.length} entries, ${width * vertexCount} expected`)
    }
  }
  const part = (p: number, what: string) => {
    const most = typeof parts === 'number' ? parts : MAX_PARTS
    if (!Number.isInteger(p) || p < 0 || p >= most) {
      throw new RangeError(`${what} names part ${p}; there are parts 0..${most - 1}`)
    }
  }
  const pairs = { barrier: rules.barriers, link: rules.links, 'an apart pair': rules.apart }
  for (const [what, list] of Object.entries(pairs)) {
    for (const [a, b] of list ?? []) {
      vertex(a, what)
      vertex(b, what)
      if (a === b) throw new RangeError(`${what} joins vertex ${a} to itself`)
    }
  }
  for (const unit of rules.units ?? []) {
    if (unit.length === 0) throw new RangeError('a unit has no vertices')
    for (const v of Array.from(unit)) vertex(v, 'a unit')
  }
  for (const [v, p] of rules.pins ?? []) {
    vertex(v, 'a pin')
    part(p, 'a pin')
  }
  for (const v of rules.seeds ?? []) vertex(v, 'a seed')
  for (const p of rules.current?.locked ?? []) part(p, 'the list of locked parts')
  column(rules.districts?.of, 'districts.of')
  for (const labels of rules.preferred ?? []) column(labels, 'preferred')
  column(rules.current?.parts, 'current.parts')
  for (let v = 0; rules.current && v < vertexCount; v++) {
    const today = partToday(rules.current.parts[v]!)
    if (!Number.isInteger(today) || today >= MAX_PARTS) throw new RangeError(`vertex ${v} is in part ${today} today`)
  }
  const budget = rules.current?.budget ?? 1
  if (!(budget >= 0 && budget <= 1)) throw new RangeError(`budget ${budget} is not a share within 0..1`)
  column(rules.targets?.factorOf, 'targets.factorOf')
  checkPositive(rules.targets?.factorOf, 'the target factor of vertex')
  if (rules.targets?.parts && rules.targets.parts.length !== parts) {
    throw new RangeError(`${rules.targets.parts.length} targets for ${parts} parts`)
  }
  checkPositive(rules.targets?.parts, 'the target of part')
  if (rules.composite && rules.composite.length !== graph.vertexWeights.length) {
    throw new RangeError(`${rules.composite.length} coefficients for ${graph.vertexWeights.length} weights`)
  }
  const bad = rules.composite?.find((coefficient) => !(coefficient >= 0 && Number.isFinite(coefficient)))
  if (bad !== undefined) throw new RangeError(`coefficient ${bad} is not a number from 0`)
  column(rules.areas, 'areas')
  column(rules.outlines, 'outlines')
  column(rules.positions, 'positions', 2)
  if (rules.objective === 'dispersion' && !rules.positions) throw new RangeError('dispersion needs positions')
}

function checkPositive(values: ArrayLike<number> | undefined, what: string): void {
  for (let i = 0; values && i < values.length; i++) {
    if (!(values[i]! > 0 && Number.isFinite(values[i]))) {
      throw new RangeError(`${what} ${i} is ${values[i]}; it must be a positive number`)
    }
  }
}
