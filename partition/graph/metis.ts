import type { Graph } from './graph.ts'

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
export class GraphFormatError extends Error {
  /** 1-based line of the file */
  readonly line: number
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`)
    this.name = 'GraphFormatError'
    this.line = line
  }
}

interface Header {
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
  const scanner = new LineScanner(typeof text === 'string' ? toBytes(text) : text)
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
      throw new GraphFormatError(scanner.line, `the file ends after ${v} of ${vertices} vertices`)
    }
    lineOf[v] = scanner.line
    if (header.hasSizes) scanner.require('a vertex size')
    if (header.hasVertexWeights) {
      for (const [index, weights] of vertexWeights.entries()) {
        weights[v] = scanner.require(`vertex weight ${index + 1} of ${weightCount}`)
      }
    }
    const start = end
    for (;;) {
      const neighbor = scanner.nextInteger()
      if (neighbor === -1) break
      if (neighbor < 1 || neighbor > vertices) {
        throw new GraphFormatError(scanner.line, `neighbour ${neighbor} is not between 1 and ${vertices}`)
      }
      if (neighbor - 1 === v) throw new GraphFormatError(scanner.line, `vertex ${v + 1} has an edge to itself`)
      if (end === neighbors.length) {
        throw new GraphFormatError(scanner.line, `more edges than the ${edges} the header states`)
      }
      neighbors[end] = neighbor - 1
      if (header.hasEdgeWeights) {
        const weight = scanner.require(`the weight of the edge to ${neighbor}`)
        if (weight === 0)
          throw new GraphFormatError(scanner.line, `the edge to ${neighbor} weighs 0; it must be positive`)
        edgeWeights[end] = weight
      }
      end++
    }
    sortRow(neighbors, edgeWeights, start, end)
    for (let e = start + 1; e < end; e++) {
      if (neighbors[e] === neighbors[e - 1]) {
        throw new GraphFormatError(scanner.line, `neighbour ${neighbors[e]! + 1} stands twice`)
      }
    }
    offsets[v + 1] = end
  }
  while (scanner.nextLine()) {
    if (scanner.nextInteger() !== -1) {
      throw new GraphFormatError(scanner.line, `text after the last of ${vertices} vertices`)
    }
  }
  if (end !== neighbors.length) {
    throw new GraphFormatError(1, `the header states ${edges} edges, the rows hold ${end / 2}`)
  }
  const graph = { vertexCount: vertices, offsets, neighbors, edgeWeights, vertexWeights }
  requireSymmetry(graph, lineOf)
  return graph
}

/** Writes one 0-based part id a line, as gpmetis does. */
export function formatMetisPartition(parts: ArrayLike<number>): string {
  const lines: string[] = []
  for (let v = 0; v < parts.length; v++) lines.push(`${parts[v]}\n`)
  return lines.join('')
}

function readHeader(scanner: LineScanner): Header {
  if (!scanner.nextLine())
    throw new GraphFormatError(1, 'the file is empty; expected a header "vertices edges [fmt [ncon]]"')
  const vertices = scanner.require('the number of vertices')
  const edges = scanner.require('the number of edges')
  const fmt = scanner.nextInteger()
  const stated = scanner.nextInteger()
  if (scanner.nextInteger() !== -1) throw new GraphFormatError(scanner.line, 'more than four numbers in the header')
  if (vertices > MAX_VERTICES || edges > 4 * MAX_VERTICES) {
    throw new GraphFormatError(scanner.line, `${vertices} vertices and ${edges} edges are more than can be held`)
  }
  // A row takes two bytes an edge at least, so a header beyond the file's size is wrong; say so before allocating.
  if (vertices > scanner.size + 1 || edges > scanner.size) {
    throw new GraphFormatError(
      scanner.line,
      `the header states ${vertices} vertices and ${edges} edges, more than the file can hold`,
    )
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
  return {
    vertices,
    edges,
    hasSizes: sizeDigit === 1,
    hasEdgeWeights: edgeDigit === 1,
    hasVertexWeights: weightDigit === 1,
    weightCount: weightDigit === 1 && stated !== -1 ? stated : 1,
  }
}

function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  // Anything beyond ASCII is no part of the format; 255 makes the scanner refuse it.
  for (let i = 0; i < text.length; i++) bytes[i] = Math.min(text.charCodeAt(i), 255)
  return bytes
}

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const TAB = 9
const SPACE = 32
const PERCENT = 37
const ZERO = 48
const NINE = 57

class LineScanner {
  readonly size: number
  line = 0
  private readonly bytes: Uint8Array
  private at = 0
  private lineEnd = -1

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    this.size = bytes.length
  }

  /** Goes to the next line that is no comment; false at the end of the file. */
  nextLine(): boolean {
    do {
      this.at = this.lineEnd + 1
      if (this.at >= this.size) return false
      this.line++
      const newline = this.bytes.indexOf(NEWLINE, this.at)
      this.lineEnd = newline === -1 ? this.size : newline
    } while (this.bytes[this.at] === PERCENT)
    return true
  }

  /** The next integer of the line, or -1 at its end. */
  nextInteger(): number {
    const { bytes, lineEnd } = this
    let at = this.at
    while (at < lineEnd && isBlank(bytes[at]!)) at++
    if (at === lineEnd) {
      this.at = at
      return -1
    }
    const start = at
    let value = 0
    while (at < lineEnd && bytes[at]! >= ZERO && bytes[at]! <= NINE) value = value * 10 + bytes[at++]! - ZERO
    if (at === start || (at < lineEnd && !isBlank(bytes[at]!))) this.refuse(start)
    if (value > Number.MAX_SAFE_INTEGER) this.refuse(start)
    this.at = at
    return value
  }

  require(what: string): number {
    const value = this.nextInteger()
    if (value === -1) throw new GraphFormatError(this.line, `the line ends before ${what}`)
    return value
  }

  private refuse(start: number): never {
    let end = start
    while (end < this.lineEnd && !isBlank(this.bytes[end]!) && end - start < 40) end++
    const word = Array.from(this.bytes.subarray(start, end), (byte) =>
      byte > SPACE && byte < 127 ? String.fromCharCode(byte) : '?',
    ).join('')
    throw new GraphFormatError(this.line, `"${word}" is not a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`)
  }
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN
}

/** Insertion sort: rows are short and mostly in order; a long row goes through an index sort. */
function sortRow(neighbors: Uint32Array, edgeWeights: Float64Array, start: number, end: number): void {
  if (end - start > 64) {
    const order = Array.from({ length: end - start }, (_, i) => start + i).sort((a, b) => neighbors[a]! - neighbors[b]!)
    const sortedNeighbors = order.map((e) => neighbors[e]!)
    const sortedWeights = order.map((e) => edgeWeights[e]!)
    neighbors.set(sortedNeighbors, start)
    edgeWeights.set(sortedWeights, start)
    return
  }
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
          `vertex ${v + 1} names ${u + 1}, which does not name it (line ${lineOf[u]})`,
        )
      }
      if (neighbors[back] !== v) {
        const missing = neighbors[back]! + 1
        throw new GraphFormatError(
          lineOf[u]!,
          `vertex ${u + 1} names ${missing}, which does not name it (line ${lineOf[missing - 1]})`,
        )
      }
      if (edgeWeights[back] !== edgeWeights[e]) {
        throw new GraphFormatError(
          lineOf[v]!,
          `the edge ${v + 1}–${u + 1} weighs ${edgeWeights[e]} here and ${edgeWeights[back]} on line ${lineOf[u]}`,
        )
      }
      cursor[u] = back + 1
    }
  }
}
