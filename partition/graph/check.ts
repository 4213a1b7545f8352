import type { Graph } from './graph.ts'

const MAX_PROBLEMS = 20

/**
 * Lists what is wrong with a graph, at most twenty sentences; an empty list means every invariant of `Graph` holds.
 * O(vertices + edges). Meant for tests and for data from outside, not for inner loops.
 */
export function checkGraph(graph: Graph): string[] {
  const { vertexCount, offsets, neighbors, edgeWeights, vertexWeights } = graph
  const problems: string[] = []
  const report = (problem: string) => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem)
  }
  if (offsets.length !== vertexCount + 1) return [`offsets has ${offsets.length} entries for ${vertexCount} vertices`]
  if (offsets[0] !== 0) report(`offsets starts at ${offsets[0]}, not 0`)
  for (let v = 0; v < vertexCount; v++) {
    if (offsets[v + 1]! < offsets[v]!) return [`offsets falls from ${offsets[v]} to ${offsets[v + 1]} at vertex ${v}`]
  }
  if (offsets[vertexCount] !== neighbors.length) {
    return [`offsets ends at ${offsets[vertexCount]}, neighbors has ${neighbors.length} entries`]
  }
  if (edgeWeights.length !== neighbors.length) {
    return [`edgeWeights has ${edgeWeights.length} entries for ${neighbors.length} edge ends`]
  }
  for (const [index, weights] of vertexWeights.entries()) {
    if (weights.length !== vertexCount) report(`vertex weight ${index} has ${weights.length} entries`)
    const bad = weights.findIndex((weight) => !Number.isFinite(weight))
    if (bad >= 0) report(`vertex weight ${index} of vertex ${bad} is ${weights[bad]}`)
  }
  checkRows(graph, report)
  if (problems.length === 0) checkSymmetry(graph, report)
  return problems
}

function checkRows({ vertexCount, offsets, neighbors, edgeWeights }: Graph, report: (problem: string) => void): void {
  for (let v = 0; v < vertexCount; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      if (u >= vertexCount) report(`vertex ${v} names neighbour ${u}; there are ${vertexCount} vertices`)
      if (u === v) report(`vertex ${v} has an edge to itself`)
      if (e > offsets[v]! && neighbors[e - 1]! >= u) report(`the row of vertex ${v} does not ascend at ${u}`)
      if (!(edgeWeights[e]! >= 0 && Number.isFinite(edgeWeights[e]!))) {
        report(`edge ${v}–${u} weighs ${edgeWeights[e]}`)
      }
    }
  }
}

/** Rows ascend, so walking sources in order meets the entries of every row in order: one cursor a row is enough. */
function checkSymmetry(
  { vertexCount, offsets, neighbors, edgeWeights }: Graph,
  report: (problem: string) => void,
): void {
  const cursor = offsets.slice(0, vertexCount)
  for (let v = 0; v < vertexCount; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      const back = cursor[u]!
      if (back >= offsets[u + 1]! || neighbors[back] !== v) {
        report(`edge ${v}–${u} is missing on one side`)
        return
      }
      if (edgeWeights[back] !== edgeWeights[e]) {
        report(`edge ${v}–${u} weighs ${edgeWeights[e]} on one side and ${edgeWeights[back]} on the other`)
      }
      cursor[u] = back + 1
    }
  }
}
