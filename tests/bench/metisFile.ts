/** METIS files as the benchmarks write and read them: whole-number weights, every edge weighing 1 unless stated. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Graph } from '../../partition/index.ts'

/** Writes the given vertex weights of a graph; without any, METIS takes every vertex for 1. Edge weights are dropped. */
export function writeMetisFile(file: string, graph: Graph, weights: readonly ArrayLike<number>[]): void {
  const { vertexCount, offsets, neighbors } = graph
  const lines = [`${vertexCount} ${neighbors.length / 2} ${weights.length > 0 ? `010 ${weights.length}` : '0'}`]
  for (let v = 0; v < vertexCount; v++) {
    const row: number[] = weights.map((weight) => weight[v]!)
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) row.push(neighbors[e]! + 1)
    lines.push(row.join(' '))
  }
  writeFileSync(file, `${lines.join('\n')}\n`)
}

/** Reads a file written by any generator of instances; rows ascend. No check beyond what the benchmarks need. */
export function readMetisFile(file: string): Graph {
  const lines = readFileSync(file, 'latin1')
    .split('\n')
    .filter((line) => !line.startsWith('%'))
  const [vertexCount = 0, edgeCount = 0, format = 0, stated = 1] = numbersOf(lines[0]!)
  const weightCount = Math.floor(format / 10) % 10 === 1 ? stated : 0
  const step = format % 10 === 1 ? 2 : 1
  const offsets = new Uint32Array(vertexCount + 1)
  const neighbors = new Uint32Array(2 * edgeCount)
  const edgeWeights = new Float64Array(2 * edgeCount).fill(1)
  const vertexWeights = Array.from({ length: Math.max(1, weightCount) }, () => new Float64Array(vertexCount).fill(1))
  let end = 0
  for (let v = 0; v < vertexCount; v++) {
    const row = numbersOf(lines[v + 1]!)
    for (let c = 0; c < weightCount; c++) vertexWeights[c]![v] = row[c]!
    const edges: [number, number][] = []
    for (let at = weightCount; at < row.length; at += step) edges.push([row[at]! - 1, step === 2 ? row[at + 1]! : 1])
    for (const [u, weight] of edges.sort((a, b) => a[0] - b[0])) {
      neighbors[end] = u
      edgeWeights[end++] = weight
    }
    offsets[v + 1] = end
  }
  if (end !== neighbors.length) throw new Error(`${file} holds ${end} edge ends, its header ${neighbors.length}`)
  return { vertexCount, offsets, neighbors, edgeWeights, vertexWeights }
}

/** Reads one part a line. */
export function readPartFile(file: string): Uint16Array {
  return Uint16Array.from(numbersOf(readFileSync(file, 'latin1')))
}

function numbersOf(text: string): number[] {
  const words = text.trim().split(/\s+/)
  return words[0] === '' ? [] : words.map(Number)
}
