import { contract } from '../../graph/contract.ts'
import { reach } from '../../graph/flood.ts'
import type { Graph } from '../../graph/graph.ts'
import { createGroups } from '../../graph/groups.ts'
import { subgraph } from '../../graph/subgraph.ts'
import type { PlannerRules } from '../ask/plannerRules.ts'
import { Refusal } from '../ask/refusal.ts'

/**
 * What there is to divide once units have become vertices and locked parts were taken out. Its vertices keep the order
 * of their first members. Arrays are one a vertex of it unless said otherwise.
 */
export interface ReducedGraph {
  /** vertexWeights are what is balanced */
  graph: Graph
  /** one a vertex of the whole graph: its reduced vertex, -1 in locked parts */
  reducedOf: Int32Array
  /** the first member */
  firstOf: Uint32Array
  sizes: Uint32Array
  pins: Int32Array | undefined
  seeds: Uint32Array
  apart: Uint32Array
  current: Int32Array | undefined
  /** what it costs to move it from its current part */
  moveCosts: Float64Array
  /** what must move because units that are split today become whole */
  unitMoves: number
  areas: Float64Array | undefined
  outlines: Float64Array | undefined
  positions: Float64Array | undefined
}

/** `graph` has the rules' edges, `balanced` its new weights; `costs` is the price of moving each vertex. */
export function reduceGraph(
  graph: Graph,
  balanced: readonly Float64Array[],
  costs: Float64Array,
  rules: PlannerRules,
): ReducedGraph {
  const { vertexCount } = graph
  const isLocked = lockedVertices(rules, vertexCount)
  const { groupOf, count } = groupUnits(graph, rules, isLocked)
  const whole: Graph = { ...graph, vertexWeights: balanced }
  const contracted = count === vertexCount ? whole : contract(whole, groupOf, count)
  const reducedOf = new Int32Array(vertexCount)
  const kept: number[] = []
  const firstMember = new Int32Array(count).fill(-1)
  for (let v = 0; v < vertexCount; v++) {
    const group = groupOf[v]!
    if (firstMember[group] === -1) {
      firstMember[group] = v
      if (!isLocked?.[v]) kept.push(group)
    }
  }
  const groups = Uint32Array.from(kept)
  const reducedOfGroup = new Int32Array(count).fill(-1)
  for (let w = 0; w < groups.length; w++) reducedOfGroup[groups[w]!] = w
  for (let v = 0; v < vertexCount; v++) reducedOf[v] = reducedOfGroup[groupOf[v]!]!
  const sizes = new Uint32Array(groups.length)
  for (const w of reducedOf) if (w !== -1) sizes[w]!++
  const firstOf = Uint32Array.from(groups, (group) => firstMember[group]!)
  const isWhole = groups.length === vertexCount
  return {
    graph: groups.length === count ? contracted : subgraph(contracted, groups, new Int32Array(count)),
    reducedOf,
    firstOf,
    sizes,
    pins: collectPins(rules, reducedOf, groups.length),
    seeds: collectSeeds(rules, reducedOf),
    apart: collectApart(rules, reducedOf),
    ...collectCurrent(rules, reducedOf, groups.length, costs),
    areas:
      isWhole && !rules.areas
        ? undefined
        : addUp(rules.areas ?? new Float64Array(vertexCount).fill(1), reducedOf, groups.length),
    outlines: rules.outlines && addUp(rules.outlines, reducedOf, groups.length),
    positions: rules.positions && averagePositions(rules.positions, reducedOf, sizes),
  }
}

function lockedVertices({ locked, current }: PlannerRules, vertexCount: number): Uint8Array | undefined {
  if (locked.length === 0 || !current) return undefined
  const isLockedPart = new Set(locked)
  const isLocked = new Uint8Array(vertexCount)
  for (let v = 0; v < vertexCount; v++) if (isLockedPart.has(current[v]!)) isLocked[v] = 1
  return isLocked
}

function groupUnits(graph: Graph, rules: PlannerRules, isLocked: Uint8Array | undefined) {
  const { vertexCount } = graph
  const groups = createGroups(vertexCount)
  for (const unit of rules.units) for (const v of unit) groups.join(unit[0]!, v)
  const members = new Map<number, number[]>()
  for (const unit of rules.units) {
    for (const v of unit) {
      const leader = groups.leader(v)
      const list = members.get(leader)
      if (list) list.push(v)
      else members.set(leader, [v])
    }
  }
  for (const list of members.values()) checkUnit(graph, [...new Set(list)], rules, isLocked)
  const groupOf = new Uint32Array(vertexCount)
  let count = 0
  for (let v = 0; v < vertexCount; v++) {
    const leader = members.size > 0 ? groups.leader(v) : v
    groupOf[v] = leader === v ? count++ : groupOf[leader]!
  }
  return { groupOf, count }
}

function checkUnit(graph: Graph, unit: number[], rules: PlannerRules, isLocked: Uint8Array | undefined): void {
  const first = unit[0]!
  const details = (other: number) => ({
    vertices: unit.length,
    vertex: rules.given(first),
    otherVertex: rules.given(other),
  })
  const { districtOf, current } = rules
  if (isLocked) {
    const other = unit.find(
      (v) => isLocked[v] !== isLocked[first] || (isLocked[v] === 1 && current![v] !== current![first]),
    )
    if (other !== undefined) {
      throw new Refusal({ code: 'unit-in-locked', ...details(other) })
    }
    if (isLocked[first]) return
  }
  if (districtOf && rules.districtRule === 'never') {
    const other = unit.find((v) => districtOf[v] !== districtOf[first])
    if (other !== undefined) {
      throw new Refusal({
        code: 'unit-crosses-districts',
        ...details(other),
        district: districtOf[first]!,
        otherDistrict: districtOf[other]!,
      })
    }
  }
  const inside = new Set(unit)
  const reached = reach(graph, first, (v) => inside.has(v))
  const other = unit.find((v) => !reached.has(v))
  if (other !== undefined) throw new Refusal({ code: 'unit-not-connected', ...details(other) })
}

function collectPins(rules: PlannerRules, reducedOf: Int32Array, count: number): Int32Array | undefined {
  const { pins, locked, current } = rules
  if (!pins) return undefined
  const isLockedPart = new Set(locked)
  const result = new Int32Array(count).fill(-1)
  const pinnedBy = new Int32Array(count)
  for (let v = 0; v < pins.length; v++) {
    const part = pins[v]!
    if (part === -1) continue
    const w = reducedOf[v]!
    if (w === -1 ? current![v] !== part : isLockedPart.has(part)) {
      throw new Refusal({
        code: 'pin-in-locked',
        vertex: rules.given(v),
        part,
        ...(w === -1 && { holder: current![v]! }),
      })
    }
    if (w === -1) continue
    if (result[w] !== -1 && result[w] !== part) {
      throw new Refusal({
        code: 'pins-conflict',
        vertex: rules.given(v),
        part,
        otherVertex: rules.given(pinnedBy[w]!),
        otherPart: result[w]!,
      })
    }
    result[w] = part
    pinnedBy[w] = v
  }
  return result.some((part) => part !== -1) ? result : undefined
}

function collectSeeds(rules: PlannerRules, reducedOf: Int32Array): Uint32Array {
  // Seeds in one locked part or in one unit can have no part of their own each.
  const holder = new Map<string, number>()
  const seeds: number[] = []
  for (const v of rules.seeds) {
    const w = reducedOf[v]!
    const key = w === -1 ? `part ${rules.current![v]}` : `unit ${w}`
    const other = holder.get(key)
    if (other !== undefined) {
      throw new Refusal({
        code: 'seeds-conflict',
        vertex: rules.given(v),
        otherVertex: rules.given(other),
        where: w === -1 ? 'locked' : 'unit',
      })
    }
    holder.set(key, v)
    if (w !== -1) seeds.push(w)
  }
  return Uint32Array.from(seeds).sort()
}

function collectApart(rules: PlannerRules, reducedOf: Int32Array): Uint32Array {
  const { apart, pins, current } = rules
  const pairs: number[] = []
  for (let i = 0; i < apart.length; i += 2) {
    const [a, b] = [apart[i]!, apart[i + 1]!]
    const [p, q] = [reducedOf[a]!, reducedOf[b]!]
    const areOneUnit = p !== -1 && p === q
    const areLockedTogether = p === -1 && q === -1 && current![a] === current![b]
    const arePinnedTogether = pins !== undefined && pins[a] !== -1 && pins[a] === pins[b]
    if (areOneUnit || areLockedTogether || arePinnedTogether) {
      throw new Refusal({
        code: 'apart-conflict',
        vertex: rules.given(a),
        otherVertex: rules.given(b),
        where: areOneUnit ? 'unit' : areLockedTogether ? 'locked' : 'pins',
      })
    }
    if (p !== -1 && q !== -1) pairs.push(Math.min(p, q), Math.max(p, q))
  }
  return Uint32Array.from(pairs)
}

function collectCurrent(rules: PlannerRules, reducedOf: Int32Array, count: number, costs: Float64Array) {
  const moveCosts = new Float64Array(count)
  if (!rules.keepsCurrent || !rules.current) return { current: undefined, moveCosts, unitMoves: 0 }
  const current = new Int32Array(count).fill(-1)
  const shares = new Map<number, Map<number, number>>()
  let unitMoves = 0
  for (let v = 0; v < reducedOf.length; v++) {
    const w = reducedOf[v]!
    const part = rules.current[v]!
    if (w === -1 || part === -1) continue
    const cost = Math.max(0, costs[v]!)
    if (current[w] === -1) current[w] = part
    if (current[w] !== part || shares.has(w)) {
      const share = shares.get(w) ?? new Map([[current[w]!, moveCosts[w]!]])
      shares.set(w, share.set(part, (share.get(part) ?? 0) + cost))
    }
    moveCosts[w]! += cost
  }
  // A unit split today goes to the part that holds most of it; what lies elsewhere moves.
  for (const [w, share] of shares) {
    const [part, most] = [...share].reduce((best, one) =>
      one[1] > best[1] || (one[1] === best[1] && one[0] < best[0]) ? one : best,
    )
    unitMoves += moveCosts[w]! - most
    current[w] = part
    moveCosts[w] = most
  }
  return { current, moveCosts, unitMoves }
}

function addUp(values: Float64Array, reducedOf: Int32Array, count: number): Float64Array {
  const sums = new Float64Array(count)
  for (let v = 0; v < reducedOf.length; v++) if (reducedOf[v] !== -1) sums[reducedOf[v]!]! += values[v]!
  return sums
}

function averagePositions(positions: Float64Array, reducedOf: Int32Array, sizes: Uint32Array): Float64Array {
  const result = new Float64Array(2 * sizes.length)
  for (let v = 0; v < reducedOf.length; v++) {
    const w = reducedOf[v]!
    if (w === -1) continue
    result[2 * w]! += positions[2 * v]! / sizes[w]!
    result[2 * w + 1]! += positions[2 * v + 1]! / sizes[w]!
  }
  return result
}
