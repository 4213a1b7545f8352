import { hashNumber, mix } from '../order/hash.ts'
import { reorder } from '../order/relabel.ts'
import type { Districts, Rules, SolveOptions } from './options.ts'
import { Refusal } from './refusal.ts'

const NO_PART = 65535

/** The rules about vertices in the numbering the search works in, without what says nothing. */
export interface PlannerRules {
  units: Uint32Array[]
  districtOf: Int32Array | undefined
  districtRule: Districts['rule'] | undefined
  /** one a vertex: the part it must be in, -1 where it is free */
  pins: Int32Array | undefined
  seeds: Uint32Array
  /** a0, b0, a1, b1, … */
  apart: Uint32Array
  /** one a vertex: its part today, -1 for none */
  current: Int32Array | undefined
  locked: number[]
  /** the plan should stay near the current one */
  keepsCurrent: boolean
  budget: number
  factorOf: Float64Array | undefined
  partTargets: readonly number[] | undefined
  composite: readonly number[] | undefined
  positions: Float64Array | undefined
  objective: 'border' | 'dispersion'
  areas: Float64Array | undefined
  outlines: Float64Array | undefined
  /** the vertex's number in the graph given */
  given(v: number): number
}

/** Brings rules into the order of the search: vertex i there is order[i] as given, and place is the inverse. */
export function plannerRules(rules: Rules, order: Uint32Array, place: Uint32Array): PlannerRules {
  const { current, targets, districts, positions } = rules
  const locked = [...new Set(current?.locked ?? [])].sort((a, b) => a - b)
  const placed = (v: number) => place[v]!
  return {
    units: (rules.units ?? []).map((unit) => Uint32Array.from(unit, placed).sort()).sort((a, b) => a[0]! - b[0]!),
    districtOf: districts && Int32Array.from(order, (v) => districts.of[v]!),
    districtRule: districts?.rule,
    pins: readPins(rules, order),
    seeds: Uint32Array.from(new Set((rules.seeds ?? []).map(placed))).sort(),
    apart: readApart(rules, place),
    current: current && Int32Array.from(order, (v) => partToday(current.parts[v]!)),
    locked,
    keepsCurrent: current !== undefined && (locked.length === 0 || current.budget !== undefined),
    budget: current?.budget ?? 1,
    factorOf: targets?.factorOf && reorder(targets.factorOf, order),
    partTargets: targets?.parts,
    composite: rules.composite,
    positions:
      positions && Float64Array.from({ length: positions.length }, (_, i) => positions[2 * order[i >> 1]! + (i & 1)]!),
    objective: rules.objective ?? 'border',
    areas: rules.areas && reorder(rules.areas, order),
    outlines: rules.outlines && reorder(rules.outlines, order),
    given: (v) => order[v]!,
  }
}

/** -1 for a vertex without a part. */
export function partToday(part: number): number {
  return part < 0 || part === NO_PART ? -1 : part
}

function readPins({ pins }: Rules, order: Uint32Array): Int32Array | undefined {
  if (!pins?.length) return undefined
  const byGiven = new Int32Array(order.length).fill(-1)
  for (const [vertex, part] of pins) {
    const other = byGiven[vertex]!
    if (other !== -1 && other !== part) {
      throw new Refusal({ code: 'pins-conflict', vertex, part: other, otherPart: part })
    }
    byGiven[vertex] = part
  }
  return Int32Array.from(order, (v) => byGiven[v]!)
}

function readApart({ apart = [] }: Rules, place: Uint32Array): Uint32Array {
  const pairs = apart.map(([a, b]): [number, number] => {
    const [p, q] = [place[a]!, place[b]!]
    return p < q ? [p, q] : [q, p]
  })
  pairs.sort((p, q) => p[0] - q[0] || p[1] - q[1])
  return Uint32Array.from(pairs.flat())
}

/** One a vertex, in the given order: a hash of what the rules say about it; undefined where they tell none apart. */
export function ruleMarks(graphSize: number, options: SolveOptions): Int32Array | undefined {
  const { rules = {} } = options
  const marks = new Int32Array(graphSize)
  let used = false
  const mark = (v: number, kind: number, value: number) => {
    marks[v] = (marks[v]! + mix(hashNumber(value) ^ mix(kind))) | 0
    used = true
  }
  for (const [v, part] of rules.pins ?? []) mark(v, 1, part)
  for (const v of new Set(rules.seeds ?? [])) mark(v, 2, 0)
  for (const pair of rules.apart ?? []) for (const v of pair) mark(v, 3, 0)
  for (const unit of rules.units ?? []) for (const v of Array.from(unit)) mark(v, 4, unit.length)
  const columns = [
    rules.current?.parts,
    rules.targets?.factorOf,
    rules.districts?.of,
    rules.areas,
    rules.outlines,
    ...(rules.preferred ?? []),
  ]
  for (const [index, column] of columns.entries()) {
    if (column) for (let v = 0; v < graphSize; v++) mark(v, 5 + index, column[v]!)
  }
  if (rules.positions) for (let i = 0; i < rules.positions.length; i++) mark(i >> 1, 10 + (i & 1), rules.positions[i]!)
  return used ? marks : undefined
}
