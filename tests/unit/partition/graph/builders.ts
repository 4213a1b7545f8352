import type { Graph } from '../../../../partition/index.ts'

/** A graph from a list of edges [a, b] or [a, b, weight]; one weight of 1 a vertex unless given. */
export function graphOf(
  vertexCount: number,
  edges: readonly (readonly number[])[],
  vertexWeights: readonly ArrayLike<number>[] = [new Array<number>(vertexCount).fill(1)],
): Graph {
  const rows = Array.from({ length: vertexCount }, () => [] as [number, number][])
  for (const [a, b, weight = 1] of edges) {
    rows[a!]!.push([b!, weight])
    rows[b!]!.push([a!, weight])
  }
  const offsets = new Uint32Array(vertexCount + 1)
  rows.forEach((row, v) => {
    row.sort((x, y) => x[0] - y[0])
    offsets[v + 1] = offsets[v]! + row.length
  })
  return {
    vertexCount,
    offsets,
    neighbors: Uint32Array.from(rows.flat(), ([u]) => u),
    edgeWeights: Float64Array.from(rows.flat(), ([, weight]) => weight),
    vertexWeights: vertexWeights.map((weights) => Float64Array.from(weights)),
  }
}

/** Six neighbours a cell of a `width` × `height` patch of hexagons, -1 where absent or where `isLand` says no cell is. */
export function hexagons(
  width: number,
  height: number,
  isLand: (x: number, y: number) => boolean = () => true,
): { neighbors: Int32Array; centers: Float64Array } {
  const indexOf = new Map<string, number>()
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (isLand(x, y)) indexOf.set(`${x},${y}`, indexOf.size)
  }
  const neighbors = new Int32Array(indexOf.size * 6).fill(-1)
  const centers = new Float64Array(indexOf.size * 2)
  for (const [key, cell] of indexOf) {
    const [x = 0, y = 0] = key.split(',').map(Number)
    centers.set([120 + 0.01 * (x + y / 2), 30 + 0.0087 * y], 2 * cell)
    const around = [
      [1, 0],
      [0, 1],
      [-1, 1],
      [-1, 0],
      [0, -1],
      [1, -1],
    ] as const
    around.forEach(([dx, dy], slot) => {
      neighbors[6 * cell + slot] = indexOf.get(`${x + dx},${y + dy}`) ?? -1
    })
  }
  return { neighbors, centers }
}

/** Writes a graph in the METIS format with every weight spelled out. */
export function metisText(graph: Graph): string {
  const lines = [`${graph.vertexCount} ${graph.neighbors.length / 2} 011 ${graph.vertexWeights.length}`]
  for (let v = 0; v < graph.vertexCount; v++) {
    const words = graph.vertexWeights.map((weights) => weights[v]!)
    for (let e = graph.offsets[v]!; e < graph.offsets[v + 1]!; e++) {
      words.push(graph.neighbors[e]! + 1, graph.edgeWeights[e]!)
    }
    lines.push(words.join(' '))
  }
  return `${lines.join('\n')}\n`
}
