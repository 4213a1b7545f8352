import type { Graph } from './graph.ts'

/** An extra adjacency between two cells that do not touch: a bridge, a ferry, an island's way to the mainland. */
export interface Link {
  a: number
  b: number
}

const NEIGHBORS_PER_CELL = 6

/**
 * Builds the graph of a lattice's cells; every edge weighs 1.
 * `neighbors` holds six cell indices a cell, -1 where absent, in any order. Rows of the result ascend, so the graph
 * does not depend on that order. Throws on a cell index outside the lattice. O(cells).
 */
export function cellGraph(
  neighbors: Int32Array,
  vertexWeights: readonly Float64Array[],
  links: readonly Link[] = [],
): Graph {
  const vertexCount = neighbors.length / NEIGHBORS_PER_CELL
  if (!Number.isInteger(vertexCount)) {
    throw new RangeError(`neighbors has ${neighbors.length} entries, which is not six a cell`)
  }
  for (const [index, weights] of vertexWeights.entries()) {
    if (weights.length !== vertexCount) {
      throw new RangeError(`vertex weight ${index} has ${weights.length} entries for ${vertexCount} cells`)
    }
  }
  const linked = groupLinks(links, vertexCount)
  const offsets = new Uint32Array(vertexCount + 1)
  const rows = new Uint32Array(neighbors.length + 2 * links.length)
  let end = 0
  for (let v = 0; v < vertexCount; v++) {
    const start = end
    for (let slot = 0; slot < NEIGHBORS_PER_CELL; slot++) {
      const u = neighbors[v * NEIGHBORS_PER_CELL + slot]!
      if (u === -1) continue
      if (u < 0 || u >= vertexCount)
        throw new RangeError(`cell ${v} names neighbour ${u}; there are ${vertexCount} cells`)
      end = insertSorted(rows, start, end, u)
    }
    for (const u of linked.get(v) ?? []) end = insertSorted(rows, start, end, u)
    offsets[v + 1] = end
  }
  return {
    vertexCount,
    offsets,
    neighbors: rows.slice(0, end),
    edgeWeights: new Float64Array(end).fill(1),
    vertexWeights,
  }
}

/** Inserts u into the ascending run rows[start..end) unless it is there; returns the new end. */
function insertSorted(rows: Uint32Array, start: number, end: number, u: number): number {
  let at = end
  while (at > start && rows[at - 1]! > u) at--
  if (at > start && rows[at - 1] === u) return end
  rows.copyWithin(at + 1, at, end)
  rows[at] = u
  return end + 1
}

function groupLinks(links: readonly Link[], cellCount: number): Map<number, number[]> {
  const linked = new Map<number, number[]>()
  const add = (from: number, to: number) => {
    const list = linked.get(from)
    if (list) list.push(to)
    else linked.set(from, [to])
  }
  for (const { a, b } of links) {
    for (const cell of [a, b]) {
      if (!Number.isInteger(cell) || cell < 0 || cell >= cellCount) {
        throw new RangeError(`a link names cell ${cell}; there are ${cellCount} cells`)
      }
    }
    if (a === b) throw new RangeError(`a link joins cell ${a} to itself`)
    add(a, b)
    add(b, a)
  }
  return linked
}
