import type { Graph } from './graph.ts'
import { GraphFormatError, LineScanner } from './lineScanner.ts'

/**
 * The METIS text format, read by bytes (a 100k-cell city is 5 MB and should not take longer to read than to solve).
 *
 *   % a comment: any line whose first character is %
 *   <vertices> <edges> [fmt [ncon]]      fmt: three digits, vertex sizes · vertex weights · edge weights
 *   [size] [w1 … wncon] v1 [e1] v2 [e2] …   one line a vertex, neighbours counted from 1
 *
 * A blank line is a vertex without neighbours. Vertex sizes are read and dropped: nothing here uses them. A file
 * without vertex weights gives every vertex the weight 1, as METIS does.
 */
interface Header {
  line: number
  vertices: number
  edges: number
  hasSizes: boolean
  hasEdgeWeights: boolean
  weightCount: number
  /** false: the file has none and every vertex weighs 1 */
  hasVertexWeights: boolean
}

const MAX_VERTICES = 50_000_000
const MAX_WEIGHTS = 64

/**
 * Reads a METIS graph. Rows come out ascending whatever their order in the file.
 * Throws GraphFormatError naming the line for anything malformed: a value that is no integer, a neighbour out of
 * range, a self-loop, a repeated or one-sided edge, a count that differs from the header's.
 */
export function parseMetisGraph(text: string | Uint8Array): Graph {
  const scanner = new LineScanner(text)
  const header = readHeader(scanner)
  const { vertices, edges, weightCount } = header
  const offsets = new Uint32Array(vertices + 1)
  const neighbors = new Uint32Array(2 * edges)
  const edgeWeights = new Float64Array(2 * edges).fill(1)
  const vertexWeights = Array.from({ length: weightCount }, () => new Float64Array(vertices).fill(1))
  const lineOf = new Uint32Array(vertices)
  let end = 0
  for (let v = 0; v < vertices; v++) {
    if (!scanner.nextLine()) {
      throw new GraphFormatError(
        scanner.line,
        `the file ends after ${v} of ${vertices} vertices; it is cut short, or the header's first number is wrong`,
      )
    }
    lineOf[v] = scanner.line
    if (header.hasSizes) scanner.require('a vertex size')
    if (header.hasVertexWeights) {
      for (let c = 0; c < weightCount; c++) {
        const weight = scanner.nextInteger()
        if (weight === -1) {
          throw new GraphFormatError(scanner.line, `the line ends before vertex weight ${c + 1} of ${weightCount}`)
        }
        vertexWeights[c]![v] = weight
      }
    }
    const start = end
    let last = -1
    let isAscending = true
    for (;;) {
      const neighbor = scanner.nextInteger()
      if (neighbor === -1) break
      if (neighbor < 1 || neighbor > vertices) {
        const hint = neighbor === 0 ? '; neighbours are counted from 1' : ''
        throw new GraphFormatError(scanner.line, `neighbour ${neighbor} is not between 1 and ${vertices}${hint}`)
      }
      if (neighbor - 1 === v) {
        throw new GraphFormatError(scanner.line, `vertex ${v + 1} has an edge to itself; leave such edges out`)
      }
      if (end === neighbors.length) {
        throw new GraphFormatError(
          scanner.line,
          `more edges than the ${edges} the header states; it counts each edge once`,
        )
      }
      neighbors[end] = neighbor - 1
      if (neighbor <= last) isAscending = false
      last = neighbor
      if (header.hasEdgeWeights) {
        const weight = scanner.nextInteger()
        if (weight < 1) {
          throw new GraphFormatError(
            scanner.line,
            weight === 0
              ? `the edge to ${neighbor} weighs 0; give it a positive weight or leave it out`
              : `the line ends before the weight of the edge to ${neighbor}`,
          )
        }
        edgeWeights[end] = weight
      }
      end++
    }
    if (!isAscending) sortRow(neighbors, edgeWeights, start, end, scanner.line)
    offsets[v + 1] = end
  }
  while (scanner.nextLine()) {
    if (scanner.nextInteger() !== -1) {
      throw new GraphFormatError(
        scanner.line,
        `text after the last of ${vertices} vertices; the header's first number may be too small`,
      )
    }
  }
  if (end !== neighbors.length) {
    throw new GraphFormatError(
      header.line,
      `the header states ${edges} edges, the rows hold ${end / 2}; it counts each edge once`,
    )
  }
  if (header.hasVertexWeights) {
    for (const [index, weights] of vertexWeights.entries()) {
      requireExactSum(weights, `vertex weight ${index + 1}`, header.line)
    }
  }
  if (header.hasEdgeWeights) requireExactSum(edgeWeights, 'the weight of all edges, both ways,', header.line)
  const graph = { vertexCount: vertices, offsets, neighbors, edgeWeights, vertexWeights }
  requireSymmetry(graph, lineOf)
  return graph
}

/** Writes one 0-based part id a line, as gpmetis does. */
export function formatMetisPartition(parts: ArrayLike<number>): string {
  // One string a part, not one a vertex: 500,000 lines of their own take 16 MB.
  const lineOf: string[] = []
  const lines = new Array<string>(parts.length)
  for (let v = 0; v < parts.length; v++) {
    const part = parts[v]!
    lineOf[part] ??= `${part}\n`
    lines[v] = lineOf[part]
  }
  return lines.join('')
}

function readHeader(scanner: LineScanner): Header {
  if (!scanner.nextLine())
    throw new GraphFormatError(1, 'the file is empty; expected a header "vertices edges [fmt [ncon]]"')
  const vertices = scanner.require('the number of vertices')
  const edges = scanner.require('the number of edges')
  const fmt = scanner.nextInteger()
  const stated = scanner.nextInteger()
  if (scanner.nextInteger() !== -1) {
    const hint = scanner.hasLoneReturns() ? '; its lines end in CR alone, save it with LF or CRLF' : ''
    throw new GraphFormatError(scanner.line, `more than four numbers in the header${hint}`)
  }
  if (vertices > MAX_VERTICES || edges > 4 * MAX_VERTICES) {
    throw new GraphFormatError(scanner.line, `${vertices} vertices and ${edges} edges are more than can be held`)
  }
  const digits = fmt === -1 ? 0 : fmt
  const [edgeDigit, weightDigit, sizeDigit] = [digits % 10, Math.floor(digits / 10) % 10, Math.floor(digits / 100)]
  if (edgeDigit > 1 || weightDigit > 1 || sizeDigit > 1) {
    throw new GraphFormatError(scanner.line, `fmt ${digits} is not one of 0, 1, 10, 11, 100, 101, 110, 111`)
  }
  if (stated !== -1 && weightDigit === 1 && (stated < 1 || stated > MAX_WEIGHTS)) {
    throw new GraphFormatError(scanner.line, `ncon ${stated} is not between 1 and ${MAX_WEIGHTS}`)
  }
  if (stated > 0 && weightDigit === 0) {
    throw new GraphFormatError(scanner.line, `ncon is ${stated} but fmt ${digits} says there are no vertex weights`)
  }
  const hasEdgeWeights = edgeDigit === 1
  const hasVertexWeights = weightDigit === 1
  const weightCount = hasVertexWeights && stated !== -1 ? stated : 1
  // A number takes two bytes with the blank or the line's end after it, a line without numbers one, and every edge stands
  // twice. A header beyond that is wrong: say so before allocating.
  const numbersPerVertex = sizeDigit + (hasVertexWeights ? weightCount : 0)
  const edgeBytes = edges * 2 * (hasEdgeWeights ? 4 : 2)
  const leastBytes = numbersPerVertex > 0 ? 2 * numbersPerVertex * vertices + edgeBytes : Math.max(vertices, edgeBytes)
  if (leastBytes > scanner.size) {
    throw new GraphFormatError(
      scanner.line,
      `the header states ${vertices} vertices and ${edges} edges, more than the file can hold: at least ${leastBytes} bytes, there are ${scanner.size}`,
    )
  }
  return {
    line: scanner.line,
    vertices,
    edges,
    hasSizes: sizeDigit === 1,
    hasEdgeWeights,
    hasVertexWeights,
    weightCount,
  }
}

/** Sums of parts must be exact, or balance and cut would depend on the order of adding. */
function requireExactSum(weights: Float64Array, what: string, line: number): void {
  let sum = 0
  for (let at = 0; at < weights.length; at++) sum += weights[at]!
  if (sum <= Number.MAX_SAFE_INTEGER) return
  throw new GraphFormatError(
    line,
    `${what} sums to ${sum}, above ${Number.MAX_SAFE_INTEGER}; divide it by a power of ten and round`,
  )
}

/** Puts a row in order and refuses one that names a neighbour twice. Rows are short: insertion sort, but for hubs. */
function sortRow(neighbors: Uint32Array, edgeWeights: Float64Array, start: number, end: number, line: number): void {
  if (end - start > 64) {
    const order = Array.from({ length: end - start }, (_, i) => start + i).sort((a, b) => neighbors[a]! - neighbors[b]!)
    const sortedNeighbors = order.map((e) => neighbors[e]!)
    const sortedWeights = order.map((e) => edgeWeights[e]!)
    neighbors.set(sortedNeighbors, start)
    edgeWeights.set(sortedWeights, start)
  } else {
    for (let e = start + 1; e < end; e++) {
      const u = neighbors[e]!
      const weight = edgeWeights[e]!
      let at = e
      for (; at > start && neighbors[at - 1]! > u; at--) {
        neighbors[at] = neighbors[at - 1]!
        edgeWeights[at] = edgeWeights[at - 1]!
      }
      neighbors[at] = u
      edgeWeights[at] = weight
    }
  }
  for (let e = start + 1; e < end; e++) {
    if (neighbors[e] === neighbors[e - 1]) {
      throw new GraphFormatError(
        line,
        `neighbour ${neighbors[e]! + 1} stands twice; keep one, with the sum of the weights if they have any`,
      )
    }
  }
}

/** Rows ascend, so walking sources in order must meet the entries of every row in order. */
function requireSymmetry({ vertexCount, offsets, neighbors, edgeWeights }: Graph, lineOf: Uint32Array): void {
  const cursor = offsets.slice(0, vertexCount)
  for (let v = 0; v < vertexCount; v++) {
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
      const u = neighbors[e]!
      const back = cursor[u]!
      if (back >= offsets[u + 1]! || neighbors[back]! > v) {
        throw new GraphFormatError(
          lineOf[v]!,
          `vertex ${v + 1} names ${u + 1}, which does not name it (line ${lineOf[u]}); an edge stands in both rows`,
        )
      }
      if (neighbors[back] !== v) {
        const missing = neighbors[back]! + 1
        throw new GraphFormatError(
          lineOf[u]!,
          `vertex ${u + 1} names ${missing}, which does not name it (line ${lineOf[missing - 1]}); an edge stands in both rows`,
        )
      }
      if (edgeWeights[back] !== edgeWeights[e]) {
        throw new GraphFormatError(
          lineOf[v]!,
          `the edge ${v + 1}–${u + 1} weighs ${edgeWeights[e]} here and ${edgeWeights[back]} on line ${lineOf[u]}; both must be the same`,
        )
      }
      cursor[u] = back + 1
    }
  }
}
