import type { Graph, SolveOptions, SolveResult } from '../../../../partition/index.ts'

type Solved = Extract<SolveResult, { ok: true }>

/** Recounts what a plan promises from the graph and the rules alone, and lists what does not hold. */
export function brokenRules(graph: Graph, options: SolveOptions, plan: Solved): string[] {
  const { rules = {} } = options
  const { parts, partCount } = plan
  const broken: string[] = []
  const say = (isBroken: boolean, what: string) => {
    if (isBroken) broken.push(what)
  }
  const hasNote = (pattern: RegExp) => plan.notes.some(({ code }) => pattern.test(code))
  const locked = new Set(rules.current?.locked ?? [])
  const members = Array.from({ length: partCount }, () => [] as number[])
  for (const [v, part] of parts.entries()) {
    if (part >= partCount) say(true, `vertex ${v} is in part ${part} of ${partCount}`)
    else members[part]!.push(v)
  }
  const neighbours = allowedNeighbours(graph, options, locked)
  for (const [part, own] of members.entries()) {
    say(own.length === 0, `part ${part} is empty`)
    if (own.length > 0) say(reachedIn(own[0]!, parts, neighbours) !== own.length, `part ${part} is in pieces`)
  }
  for (const [v, part] of rules.pins ?? []) say(parts[v] !== part, `pin of ${v} to ${part}`)
  for (const unit of rules.units ?? []) {
    say(new Set(Array.from(unit, (v) => parts[v])).size !== 1, `unit of ${unit[0]} is split`)
  }
  const seeds = [...new Set(rules.seeds ?? [])]
  say(new Set(seeds.map((v) => parts[v])).size !== seeds.length, 'two seeds share a part')
  for (const [a, b] of rules.apart ?? []) {
    say(parts[a] === parts[b] && !hasNote(/apart/), `${a} and ${b} share a part without a note`)
  }
  const { current, districts } = rules
  for (const [v, part] of parts.entries()) {
    const today = current?.parts[v]
    if (today !== undefined && locked.has(today)) say(part !== today, `${v} left locked part ${today}`)
    else say(locked.has(part), `${v} joined locked part ${part}`)
  }
  if (districts?.rule === 'never') {
    for (const [part, own] of members.entries()) {
      if (locked.has(part)) continue
      say(new Set(own.map((v) => districts.of[v])).size > 1, `part ${part} crosses districts`)
    }
  }
  checkBounds(graph, options, plan, hasNote, say)
  checkMovement(graph, options, plan, say)
  return broken
}

function allowedNeighbours(graph: Graph, { rules = {} }: SolveOptions, locked: ReadonlySet<number>): Set<number>[] {
  const neighbours = Array.from(
    { length: graph.vertexCount },
    (_, v) => new Set(graph.neighbors.subarray(graph.offsets[v], graph.offsets[v + 1])),
  )
  for (const [a, b] of rules.barriers ?? []) {
    neighbours[a]!.delete(b)
    neighbours[b]!.delete(a)
  }
  for (const [a, b] of rules.links ?? []) {
    neighbours[a]!.add(b)
    neighbours[b]!.add(a)
  }
  if (rules.districts?.rule === 'never') {
    const { of } = rules.districts
    for (const [v, row] of neighbours.entries()) {
      if (locked.has(rules.current?.parts[v] ?? -1)) continue
      for (const u of row) if (of[u] !== of[v]) row.delete(u)
    }
  }
  return neighbours
}

function reachedIn(start: number, parts: Uint16Array, neighbours: readonly Set<number>[]): number {
  const seen = new Set([start])
  for (const v of seen) for (const u of neighbours[v]!) if (parts[u] === parts[start]) seen.add(u)
  return seen.size
}

type Say = (isBroken: boolean, what: string) => void

function checkBounds(
  graph: Graph,
  { rules = {}, parts: asked, tolerances }: SolveOptions,
  plan: Solved,
  hasNote: (pattern: RegExp) => boolean,
  say: Say,
): void {
  if (typeof asked === 'number') say(plan.partCount !== asked, `${plan.partCount} parts instead of ${asked}`)
  const factorOf = rules.targets?.factorOf
  const total = (weights: Float64Array) => weights.reduce((sum, weight) => sum + weight, 0)
  let columns = graph.vertexWeights.filter((weights) => total(weights) > 0)
  if (rules.composite && columns.length > 0) {
    const sum = new Float64Array(graph.vertexCount)
    for (const [c, weights] of graph.vertexWeights.entries()) {
      if (total(weights) > 0)
        for (const v of weights.keys()) sum[v]! += (rules.composite[c]! * weights[v]!) / total(weights)
    }
    columns = total(sum) > 0 ? [sum] : []
  }
  if (columns.length === 0) columns = [new Float64Array(graph.vertexCount).fill(1)]
  let within = true
  columns.forEach((weights, c) => {
    const working = weights.map((weight, v) => weight / (factorOf?.[v] ?? 1))
    const sums = new Float64Array(plan.partCount)
    for (const [v, part] of plan.parts.entries()) sums[part]! += working[v]!
    const shares = rules.targets?.parts ?? new Array<number>(plan.partCount).fill(1)
    const all = shares.reduce((a, b) => a + b, 0)
    let worst = 0
    for (const [part, sum] of sums.entries()) {
      const target = (total(working) * shares[part]!) / all
      worst = Math.max(worst, Math.abs(sum / target - 1))
      const [low, high] =
        typeof asked === 'object' && c === 0
          ? [asked.smallest, asked.largest]
          : [target * (1 - tolerances[c]!), target * (1 + tolerances[c]!)]
      if (sum < low - 1e-6 * target || sum > high + 1e-6 * target) within = false
    }
    say(
      Math.abs(worst - plan.deviations[c]!) > 1e-6,
      `deviation ${plan.deviations[c]} of weight ${c}, counted ${worst}`,
    )
  })
  say(plan.withinTolerance !== within, `withinTolerance is ${plan.withinTolerance}`)
  say(!within && !hasNote(/toleranc|too-small|too-heavy|not-met-together/), 'bounds are missed without a note')
}

function checkMovement(graph: Graph, { rules = {} }: SolveOptions, plan: Solved, say: Say): void {
  const { current } = rules
  if (!current || plan.movedShare === undefined) return
  let [costs] = graph.vertexWeights
  if (!costs?.some((weight) => weight > 0)) costs = new Float64Array(graph.vertexCount).fill(1)
  let moved = 0
  let total = 0
  for (const [v, part] of plan.parts.entries()) {
    total += costs[v]!
    const today = current.parts[v]!
    if (today >= 0 && today !== 65535 && plan.origins![part] !== today) moved += costs[v]!
  }
  say(moved / total > (current.budget ?? 1) + 1e-9, `${moved / total} moved of ${current.budget}`)
  say(Math.abs(moved / total - plan.movedShare) > 1e-9, `movedShare ${plan.movedShare}, counted ${moved / total}`)
}
