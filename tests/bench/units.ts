import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import type { Graph } from '../../partition/index.ts'

/** A graph from an edge list, each pair once, edges of weight 1. */
export function graphOfEdges(weights: readonly number[], edges: readonly (readonly [number, number])[]): Graph {
  const rows: number[][] = weights.map(() => [])
  for (const [a, b] of edges) {
    rows[a]!.push(b)
    rows[b]!.push(a)
  }
  const offsets = new Uint32Array(weights.length + 1)
  for (const [v, row] of rows.entries()) offsets[v + 1] = offsets[v]! + row.length
  const neighbors = Uint32Array.from(rows.flatMap((row) => row.toSorted((a, b) => a - b)))
  const edgeWeights = new Float64Array(neighbors.length).fill(1)
  return { vertexCount: weights.length, offsets, neighbors, edgeWeights, vertexWeights: [Float64Array.from(weights)] }
}

export function readGzip(file: string): Uint8Array {
  return gunzipSync(readFileSync(file))
}

/** Reads a CSV with a header whose fields hold no commas but within quotes. */
export function readTable(file: string): Record<string, string>[] {
  const [header = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n')
  const names = header.trim().split(',')
  return lines.map((line) => {
    const fields = line.trim().match(/("[^"]*"|[^,]*)(,|$)/g) ?? []
    return Object.fromEntries(names.map((name, i) => [name, (fields[i] ?? '').replace(/,$/, '').replace(/"/g, '')]))
  })
}

/** The result of `work` and the CPU seconds of this process that it took. */
export function timed<T>(work: () => T): { value: T; seconds: number } {
  const start = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(start)
  return { value, seconds: (user + system) / 1e6 }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[sorted.length >> 1]!
}

export function geometricMean(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length)
}

export function markdownTable(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}
