import type { Graph } from './graph/graph.ts'
import { partToday } from './rules/ask/plannerRules.ts'

/**
 * Numbers the parts of a fresh plan after today's, in place: the pair with the most of the first weight in common first,
 * and so on; parts left over take the lowest numbers left.
 */
export function followCurrent(
  graph: Graph,
  plan: { parts: Uint16Array; partCount: number },
  today: ArrayLike<number>,
): void {
  const { parts, partCount } = plan
  const [weights] = graph.vertexWeights
  const common = new Map<number, number>()
  for (const [v, part] of parts.entries()) {
    const before = partToday(today[v]!)
    if (before === -1 || before >= partCount) continue
    const key = part * partCount + before
    common.set(key, (common.get(key) ?? 0) + Math.max(0, weights?.[v] ?? 1))
  }
  const newOf = new Int32Array(partCount).fill(-1)
  const isTaken = new Uint8Array(partCount)
  for (const [key] of [...common].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const [part, before] = [Math.floor(key / partCount), key % partCount]
    if (newOf[part] !== -1 || isTaken[before]) continue
    newOf[part] = before
    isTaken[before] = 1
  }
  let next = 0
  for (let part = 0; part < partCount; part++) {
    if (newOf[part] !== -1) continue
    while (isTaken[next]) next++
    newOf[part] = next
    isTaken[next] = 1
  }
  for (let v = 0; v < parts.length; v++) parts[v] = newOf[parts[v]!]!
}
