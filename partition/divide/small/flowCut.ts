import type { Control } from '../base/control.ts'
import type { Network } from './network.ts'

const SOURCE = 1
const SINK = 2
const EPSILON = 1e-9

/** What the violation of a cut costs, in edge weight, where the source's (or else the sink's) side holds `sums`. */
export type Price = (sums: Float64Array, isSource: boolean) => number

/**
 * Balanced minimum cuts between two sets of terminals, by the FlowCutter scheme (Hamann, Strasser, "Graph bisection with
 * Pareto optimization", 2018; Gottesbüren et al. use it to refine): a maximum flow gives the two cuts nearest to the
 * terminals. While neither is balanced, the lighter side is made a terminal whole, with one vertex beyond its cut
 * (piercing), and the flow grows on. Cuts come out in the order of their weight, so the first that fits is the lightest
 * this sequence has.
 *
 * A side reached from connected terminals is connected, and so is the rest: a piece of the rest without a terminal
 * could change sides and make the minimum cut smaller.
 *
 * Returns 1 for each vertex on the sources' side of the best cut by weight + price, or undefined if none is below
 * `limit`. O(arcs · edges in the cut) in all for unit weights.
 */
export function flowCut(network: Network, limit: number, price: Price, control: Control): Uint8Array | undefined {
  const { count, offsets, heads, twins, capacities, terminal, depth, load, weights, weightCount } = network
  const flow = new Float64Array(heads.length)
  const sides = [createSide(SOURCE), createSide(SINK)] as const
  let value = 0
  let best = limit
  let bestSide: Uint8Array | undefined

  function createSide(kind: number) {
    return {
      kind,
      reached: new Uint8Array(count),
      queue: new Uint32Array(count),
      queued: 0,
      head: 0,
      assimilated: 0,
      load: 0,
      sums: new Float64Array(weightCount),
      from: new Int32Array(count),
      frontier: [] as number[],
      isFrontier: new Uint8Array(count),
    }
  }
  type Side = ReturnType<typeof createSide>

  const reach = (side: Side, v: number) => {
    side.reached[v] = 1
    side.load += load[v]!
    for (let c = 0; c < weightCount; c++) side.sums[c]! += weights[v * weightCount + c]!
    side.queue[side.queued++] = v
  }
  const restart = (side: Side) => {
    side.reached.fill(0)
    side.queued = 0
    side.head = 0
    side.load = 0
    side.sums.fill(0)
    for (let v = 0; v < count; v++) {
      if (terminal[v] !== side.kind) continue
      side.from[v] = -1
      reach(side, v)
    }
    side.assimilated = side.queued
  }
  /** Goes on with the search; the terminal of the other kind it meets, or -1 when all within reach is found. */
  const grow = (side: Side): number => {
    const isSource = side.kind === SOURCE
    while (side.head < side.queued) {
      const v = side.queue[side.head++]!
      for (let a = offsets[v]!; a < offsets[v + 1]!; a++) {
        const u = heads[a]!
        if (side.reached[u]) continue
        const free = isSource ? capacities[a]! - flow[a]! : capacities[a]! + flow[a]!
        if (free <= EPSILON) continue
        side.from[u] = a
        if (terminal[u] !== 0 && terminal[u] !== side.kind) return u
        reach(side, u)
      }
    }
    return -1
  }
  const augment = (side: Side, end: number) => {
    const sign = side.kind === SOURCE ? 1 : -1
    let least = Infinity
    for (let v = end; side.from[v] !== -1; v = heads[twins[side.from[v]!]!]!) {
      least = Math.min(least, capacities[side.from[v]!]! - sign * flow[side.from[v]!]!)
    }
    for (let v = end; side.from[v] !== -1; v = heads[twins[side.from[v]!]!]!) {
      const a = side.from[v]!
      flow[a]! += sign * least
      flow[twins[a]!]! -= sign * least
    }
    value += least
  }
  const level = new Int32Array(count)
  const cursor = new Uint32Array(count)
  const path = new Uint32Array(count)
  /** Layers up to the nearest sinks; false if none is within reach. */
  const layer = (queue: Uint32Array): boolean => {
    level.fill(-1)
    let tail = 0
    for (let v = 0; v < count; v++) {
      if (terminal[v] !== SOURCE) continue
      level[v] = 0
      queue[tail++] = v
    }
    let last = Infinity
    for (let head = 0; head < tail && level[queue[head]!]! < last; head++) {
      const v = queue[head]!
      for (let a = offsets[v]!; a < offsets[v + 1]!; a++) {
        const u = heads[a]!
        if (level[u] !== -1 || capacities[a]! - flow[a]! <= EPSILON) continue
        level[u] = level[v]! + 1
        if (terminal[u] === SINK) last = level[u]!
        else queue[tail++] = u
      }
    }
    return last < Infinity
  }
  /** Dinic's step, for the many paths of the beginning: all shortest augmenting paths at once. False if there is none. */
  const addBlockingFlow = (): boolean => {
    if (!layer(source.queue)) return false
    cursor.set(offsets.subarray(0, count))
    for (let start = 0; start < count; start++) {
      if (terminal[start] !== SOURCE) continue
      let length = 0
      let v = start
      for (;;) {
        if (terminal[v] === SINK) {
          let least = Infinity
          for (let i = 0; i < length; i++) least = Math.min(least, capacities[path[i]!]! - flow[path[i]!]!)
          let cutAt = length
          for (let i = length - 1; i >= 0; i--) {
            const a = path[i]!
            flow[a]! += least
            flow[twins[a]!]! -= least
            if (capacities[a]! - flow[a]! <= EPSILON) cutAt = i
          }
          value += least
          if (value >= best - EPSILON) return true
          length = cutAt
          v = heads[twins[path[cutAt]!]!]!
          continue
        }
        let a = cursor[v]!
        while (a < offsets[v + 1]! && !(level[heads[a]!] === level[v]! + 1 && capacities[a]! - flow[a]! > EPSILON)) a++
        cursor[v] = a
        if (a < offsets[v + 1]!) {
          path[length++] = a
          v = heads[a]!
          continue
        }
        if (length === 0) break
        v = heads[twins[path[--length]!]!]!
        cursor[v]!++
      }
    }
    return true
  }
  const consider = (side: Side) => {
    if (value >= best) return
    const worth = value + price(side.sums, side.kind === SOURCE)
    if (worth >= best - EPSILON) return
    best = worth
    bestSide = Uint8Array.from(side.reached, (reached) => (reached === (side.kind === SOURCE ? 1 : 0) ? 1 : 0))
  }
  const assimilate = (side: Side, v: number) => {
    terminal[v] = side.kind
    for (let a = offsets[v]!; a < offsets[v + 1]!; a++) {
      const u = heads[a]!
      if (side.isFrontier[u]) continue
      side.isFrontier[u] = 1
      side.frontier.push(u)
    }
  }
  /** The vertex beyond the cut to go on from: one the other side does not reach if there is any, else an augmenting one. */
  const choosePiercing = (side: Side, other: Side): number => {
    const { frontier } = side
    const sign = side.kind === SOURCE ? 1 : -1
    let chosen = -1
    let kept = 0
    for (let i = 0; i < frontier.length; i++) {
      const v = frontier[i]!
      if (terminal[v] !== 0) continue
      frontier[kept++] = v
      if (chosen === -1) {
        chosen = v
        continue
      }
      const advantage = other.reached[chosen]! - other.reached[v]!
      if (advantage > 0 || (advantage === 0 && sign * depth[v]! > sign * depth[chosen]!)) chosen = v
    }
    frontier.length = kept
    return chosen
  }

  const [source, sink] = sides
  for (const side of sides) {
    for (let v = 0; v < count; v++) if (terminal[v] === side.kind) assimilate(side, v)
  }
  while (value < best - EPSILON && addBlockingFlow()) {}
  for (const side of sides) restart(side)
  for (let step = 0; ; step++) {
    if ((step & 63) === 0) {
      control.poll()
      if (control.isStopped()) return bestSide
    }
    for (let end = grow(source); end !== -1; end = grow(source)) {
      augment(source, end)
      if (value >= best - EPSILON) return bestSide
      restart(source)
      sink.queued = -1
    }
    if (sink.queued === -1) restart(sink)
    grow(sink)
    consider(source)
    consider(sink)
    if (value >= best - EPSILON) return bestSide
    const side = source.load <= sink.load ? source : sink
    const other = side === source ? sink : source
    while (side.assimilated < side.queued) {
      const v = side.queue[side.assimilated++]!
      if (terminal[v] !== side.kind) assimilate(side, v)
    }
    const pierced = choosePiercing(side, other)
    if (pierced === -1) return bestSide
    assimilate(side, pierced)
    side.from[pierced] = -1
    if (other.reached[pierced]) {
      // A path to the other side has opened, and all that is within reach may change.
      restart(source)
      sink.queued = -1
    } else reach(side, pierced)
  }
}
