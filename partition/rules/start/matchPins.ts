import type { Graph } from '../../graph/graph.ts'
import { nearest } from './nearest.ts'

// Share of the parts. With an outlet for each of 60 parts on s20k a third are strays, and `solve` ends with a cut of 2829
// if it grows the start from the outlets, with 2921 if it mends this one. With 30 pins anywhere a tenth are strays, and
// mending is far better.
const MOST_STRAYS = 0.2

/**
 * Names the parts of a division that was made without regard to pins so that few vertices are in the wrong one: a part
 * takes the name that most of its pins have; names that get none that way take the nearest part still without, and
 * names without pins the rest. Answers the name of each part; undefined where too many names had to look further, for
 * then the division has little to do with the pins. O(vertices) a name that looks further.
 */
export function matchPins(
  graph: Graph,
  parts: Uint16Array,
  partCount: number,
  fixed: Int32Array,
): Int32Array | undefined {
  const votes = new Map<number, number>()
  const firstPin = new Int32Array(partCount).fill(-1)
  for (let v = 0; v < fixed.length; v++) {
    const name = fixed[v]!
    if (name === -1) continue
    const key = parts[v]! * partCount + name
    votes.set(key, (votes.get(key) ?? 0) + 1)
    if (firstPin[name] === -1) firstPin[name] = v
  }
  const nameOf = new Int32Array(partCount).fill(-1)
  const partOf = new Int32Array(partCount).fill(-1)
  const match = (part: number, name: number) => {
    nameOf[part] = name
    partOf[name] = part
  }
  for (const [key] of [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const [part, name] = [Math.floor(key / partCount), key % partCount]
    if (nameOf[part] === -1 && partOf[name] === -1) match(part, name)
  }
  const strays = [...firstPin.keys()].filter((name) => partOf[name] === -1 && firstPin[name] !== -1)
  if (strays.length > MOST_STRAYS * partCount) return undefined
  for (const name of strays) {
    match(parts[nearest(graph, firstPin[name]!, (v) => nameOf[parts[v]!] === -1)]!, name)
  }
  let free = 0
  for (let part = 0; part < partCount; part++) {
    if (nameOf[part] !== -1) continue
    while (partOf[free] !== -1) free++
    match(part, free)
  }
  return nameOf
}
