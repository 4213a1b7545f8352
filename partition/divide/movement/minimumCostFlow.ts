/**
 * Minimum-cost flow by the primal–dual method (Ford and Fulkerson; Ahuja, Magnanti, Orlin, ch. 9): find the cheapest
 * distances from the source in the residual network, push as much as fits along shortest paths alone, repeat. As many
 * rounds as there are different path costs, so it suits small whole costs. Arc a and its reverse a ^ 1 lie side by side.
 */
export interface FlowNetwork {
  /** Adds an arc and returns its number; `cost` is a small whole number, `capacity` ≥ 0, Infinity allowed. */
  addArc(from: number, to: number, capacity: number, cost: number): number
  /**
   * Pushes flow from source to sink as long as the cheapest path left costs less than `costLimit`: with limit 0 the flow
   * of least cost of any size. The network must have no cycle of negative cost. O(path costs · nodes · arcs) at worst.
   */
  run(source: number, sink: number, costLimit: number): void
  /** What flows through an arc. */
  flowOf(arc: number): number
}

export function createFlowNetwork(nodeCount: number): FlowNetwork {
  const heads: number[] = []
  const residuals: number[] = []
  const costs: number[] = []
  const arcsOf: number[][] = Array.from({ length: nodeCount }, () => [])
  const distances = new Float64Array(nodeCount)
  const isQueued = new Uint8Array(nodeCount)
  const cursors = new Uint32Array(nodeCount)
  const isOnPath = new Uint8Array(nodeCount)
  // Below this an arc is full: sums of fractions leave crumbs, and each would cost a round.
  let crumb = 0

  const addArc = (from: number, to: number, capacity: number, cost: number): number => {
    const arc = heads.length
    heads.push(to, from)
    residuals.push(capacity, 0)
    costs.push(cost, -cost)
    arcsOf[from]!.push(arc)
    arcsOf[to]!.push(arc + 1)
    return arc
  }

  const findDistances = (source: number) => {
    distances.fill(Infinity)
    distances[source] = 0
    const queue = [source]
    for (let at = 0; at < queue.length; at++) {
      const node = queue[at]!
      isQueued[node] = 0
      for (const arc of arcsOf[node]!) {
        const next = heads[arc]!
        const distance = distances[node]! + costs[arc]!
        if (residuals[arc]! <= crumb || distance >= distances[next]!) continue
        distances[next] = distance
        if (isQueued[next]) continue
        isQueued[next] = 1
        queue.push(next)
      }
    }
  }

  /** Pushes up to `most` from node to sink along shortest paths; returns how much went. */
  const push = (node: number, sink: number, most: number): number => {
    if (node === sink) return most
    let pushed = 0
    isOnPath[node] = 1
    const arcs = arcsOf[node]!
    for (; cursors[node]! < arcs.length; cursors[node]!++) {
      const arc = arcs[cursors[node]!]!
      const next = heads[arc]!
      if (isOnPath[next] || residuals[arc]! <= crumb) continue
      if (distances[next] !== distances[node]! + costs[arc]!) continue
      const through = push(next, sink, Math.min(most - pushed, residuals[arc]!))
      residuals[arc]! -= through
      residuals[arc ^ 1]! += through
      pushed += through
      if (most - pushed <= crumb) break
    }
    isOnPath[node] = 0
    return pushed
  }

  const run = (source: number, sink: number, costLimit: number) => {
    let total = 0
    for (const arc of arcsOf[source]!) if (Number.isFinite(residuals[arc]!)) total += residuals[arc]!
    crumb = total * 1e-12
    for (;;) {
      findDistances(source)
      if (!(distances[sink]! < costLimit)) return
      cursors.fill(0)
      if (push(source, sink, Infinity) <= crumb) return
    }
  }

  return { addArc, run, flowOf: (arc) => residuals[arc ^ 1]! }
}
