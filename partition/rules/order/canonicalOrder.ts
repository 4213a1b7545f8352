import type { Graph } from '../../graph/graph.ts'
import { hashNumber, mix } from './hash.ts'
import { sortByWords } from './sortWords.ts'

/**
 * An order of the vertices that does not depend on how they are numbered, so that a graph file with its lines shuffled
 * gives the same plan.
 *
 * Every vertex has a colour of 64 bits, two words that are hashed apart: colours[2v], colours[2v + 1].
 *  1. It begins as a hash of the vertex's own weights and marks.
 *  2. Colour refinement: a round hashes into it the sum of its neighbours' colours (with those of the edges). Sums do
 *     not mind the order of terms. Vertices with a colour of their own are settled and keep it; later rounds go over
 *     the tied ones alone.
 *  3. Where rounds no longer tell vertices apart (wide areas without weight), surveys do: distances from a settled
 *     vertex, from the one farthest from it, and so on; where none is settled, from all of the smallest class.
 *  4. Ties left are symmetries, or as good as: one vertex of the smallest class is singled out, the first given, its
 *     distances tell the others apart, and so on a bounded number of times.
 * The order is then that of a breadth-first walk from the settled vertex of the lowest colour, siblings by colour: as
 * good to the cache as the rows of a map, where an order by colour alone would scatter neighbours over the memory.
 *
 * Only graphs with more symmetries than step 4 has turns keep a trace of the given order (regular graphs, many twins).
 */
// Of a city's cells nine in ten have a colour of their own after two rounds.
const FIRST_ROUNDS = 2
const SURVEYS = 6
const SINGLED_OUT = 12
// Rounds that leave more than this share of the ties make way for a survey.
const FALLING = 0.75
// In rounds over all vertices.
const MOST_WORK = 24

/** `marks`: one a vertex, what tells it apart besides its weights. O(edges), about ten passes on a city. */
export function canonicalOrder(graph: Graph, marks?: Int32Array): Uint32Array {
  const { vertexCount } = graph
  const colouring = createColouring(graph, marks)
  const { colours } = colouring
  let tied: Uint32Array = Uint32Array.from({ length: vertexCount }, (_, v) => v)
  for (let round = 0; round < FIRST_ROUNDS; round++) colouring.refine(tied)
  sortByWords(tied, colours)
  const first = splitTies(tied, colours)
  tied = first.tied
  let work = MOST_WORK * vertexCount
  const refine = (falling: number) => {
    for (let before = Infinity; tied.length > 0 && tied.length < falling * before && work > 0; ) {
      before = tied.length
      work -= before
      colouring.refine(tied)
      sortByWords(tied, colours)
      tied = splitTies(tied, colours).tied
    }
  }
  const walk = createWalk(graph)
  refine(FALLING)
  for (let survey = 0; survey < SURVEYS && tied.length > 0; survey++) {
    if (first.settled.length === 0) walk.survey(smallestClass(tied, colours, walk.nearest), true)
    else walk.survey(survey === 0 ? first.settled : walk.farthest(first.settled), false)
    colouring.absorb(tied, walk.distance)
    refine(FALLING)
  }
  refine(1)
  for (let singled = 0; singled < SINGLED_OUT && tied.length > 0; singled++) {
    walk.survey(smallestClass(tied, colours).slice(0, 1), true)
    colouring.absorb(tied, walk.distance)
    refine(1)
  }
  return walkOrder(graph, first.settled, colours)
}

interface Colouring {
  colours: Int32Array
  /** one round over the given vertices */
  refine(vertices: Uint32Array): void
  /** tells the given vertices apart by a number each */
  absorb(vertices: Uint32Array, values: Int32Array): void
}

function createColouring(graph: Graph, marks: Int32Array | undefined): Colouring {
  const { vertexCount, offsets, neighbors, edgeWeights, vertexWeights } = graph
  const colours = new Int32Array(2 * vertexCount)
  // What a neighbour adds to the sums: its colour, hashed once a round and not once an edge.
  const shares = new Int32Array(2 * vertexCount)
  const next = new Int32Array(2 * vertexCount)
  const edgeHashes = hashEdges(edgeWeights)
  for (let v = 0; v < vertexCount; v++) {
    let hash = mix(offsets[v + 1]! - offsets[v]!)
    let other = marks?.[v] ?? 0
    for (const weights of vertexWeights) {
      const word = hashNumber(weights[v]!)
      hash = mix(hash ^ word)
      other = Math.imul(other ^ word, 0x9e3779b1) ^ hash
    }
    colours[2 * v] = mix(hash ^ (marks?.[v] ?? 0))
    colours[2 * v + 1] = mix(other + 0x2545f491)
  }
  const share = (v: number) => {
    shares[2 * v] = mix(colours[2 * v]! ^ 0x3c6ef372)
    shares[2 * v + 1] = mix(colours[2 * v + 1]! ^ 0x5be0cd19)
  }
  for (let v = 0; v < vertexCount; v++) share(v)

  return {
    colours,
    refine: (vertices) => {
      for (let i = 0; i < vertices.length; i++) {
        const v = vertices[i]!
        let sum = 0
        let other = 0
        for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
          const at = 2 * neighbors[e]!
          const edge = edgeHashes === undefined ? 0 : edgeHashes[e]!
          sum = (sum + (shares[at]! ^ edge)) | 0
          other = (other + (shares[at + 1]! ^ edge)) | 0
        }
        next[2 * i] = mix(Math.imul(colours[2 * v]!, 0x2c1b3c6d) ^ mix(sum))
        next[2 * i + 1] = mix(Math.imul(colours[2 * v + 1]!, 0x297a2d39) ^ mix(other ^ 0x1f83d9ab))
      }
      for (let i = 0; i < vertices.length; i++) {
        const v = vertices[i]!
        colours[2 * v] = next[2 * i]!
        colours[2 * v + 1] = next[2 * i + 1]!
        share(v)
      }
    },
    absorb: (vertices, values) => {
      for (const v of vertices) {
        colours[2 * v] = mix(colours[2 * v]! + mix(values[v]! ^ 0x510e527f))
        colours[2 * v + 1] = mix(colours[2 * v + 1]! + mix(values[v]! ^ 0x6a09e667))
        share(v)
      }
    },
  }
}

/** One a row entry; undefined where all edges weigh the same. */
function hashEdges(edgeWeights: Float64Array): Int32Array | undefined {
  const first = edgeWeights[0]
  if (edgeWeights.every((weight) => weight === first)) return undefined
  const hashes = new Int32Array(edgeWeights.length)
  for (let e = 0; e < hashes.length; e++) hashes[e] = hashNumber(edgeWeights[e]!)
  return hashes
}

/** Of vertices in the order of their colours: those with a colour of their own, and the others. */
function splitTies(sorted: Uint32Array, colours: Int32Array): { settled: Uint32Array; tied: Uint32Array } {
  const settled = new Uint32Array(sorted.length)
  const tied = new Uint32Array(sorted.length)
  let settledCount = 0
  let tiedCount = 0
  for (let i = 0; i < sorted.length; i++) {
    const v = sorted[i]!
    const isTied =
      (i > 0 && hasSameColour(colours, v, sorted[i - 1]!)) ||
      (i + 1 < sorted.length && hasSameColour(colours, v, sorted[i + 1]!))
    if (isTied) tied[tiedCount++] = v
    else settled[settledCount++] = v
  }
  return { settled: settled.slice(0, settledCount), tied: tied.slice(0, tiedCount) }
}

function hasSameColour(colours: Int32Array, a: number, b: number): boolean {
  return colours[2 * a] === colours[2 * b] && colours[2 * a + 1] === colours[2 * b + 1]
}

/** The smallest class, in the given order; of equals the farthest from all sources so far, then the lowest colour. */
function smallestClass(tied: Uint32Array, colours: Int32Array, nearest?: Int32Array): Uint32Array {
  let best = tied.subarray(0, 0)
  for (let start = 0, end = 1; start < tied.length; start = end, end++) {
    while (end < tied.length && hasSameColour(colours, tied[start]!, tied[end]!)) end++
    const size = end - start
    const isFarther = nearest !== undefined && size === best.length && nearest[tied[start]!]! > nearest[best[0]!]!
    if (best.length === 0 || size < best.length || isFarther) best = tied.subarray(start, end)
  }
  return best.toSorted()
}

interface Walk {
  /** one a vertex, of the last survey: steps from the nearest source, -1 where there is none in its component */
  distance: Int32Array
  /** one a vertex: the least distance in all surveys */
  nearest: Int32Array
  /** Measures distances from all sources together, or from the first of them in each component. */
  survey(sources: Uint32Array, together: boolean): void
  /** Of these vertices, in each component the one farthest from all sources so far; the first of equals. */
  farthest(vertices: Uint32Array): Uint32Array
}

function createWalk({ vertexCount, offsets, neighbors }: Graph): Walk {
  const distance = new Int32Array(vertexCount)
  const nearest = new Int32Array(vertexCount).fill(0x7fffffff)
  const componentOf = new Int32Array(vertexCount)
  const queue = new Uint32Array(vertexCount)
  let components = 0
  return {
    distance,
    nearest,
    survey: (sources, together) => {
      distance.fill(-1)
      components = 0
      let head = 0
      let tail = 0
      const spread = () => {
        for (; head < tail; head++) {
          const v = queue[head]!
          componentOf[v] = components
          nearest[v] = Math.min(nearest[v]!, distance[v]!)
          for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
            const u = neighbors[e]!
            if (distance[u] !== -1) continue
            distance[u] = distance[v]! + 1
            queue[tail++] = u
          }
        }
        components++
      }
      for (const source of sources) {
        if (distance[source] !== -1) continue
        distance[source] = 0
        queue[tail++] = source
        if (!together) spread()
        if (tail === vertexCount) break
      }
      if (together) spread()
    },
    farthest: (vertices) => {
      const best = new Int32Array(components).fill(-1)
      for (const v of vertices) {
        const component = componentOf[v]!
        if (distance[v] === -1) continue
        if (best[component] === -1 || nearest[v]! > nearest[best[component]!]!) best[component] = v
      }
      return Uint32Array.from(best.filter((v) => v !== -1))
    },
  }
}

function walkOrder({ vertexCount, offsets, neighbors }: Graph, settled: Uint32Array, colours: Int32Array): Uint32Array {
  const order = new Uint32Array(vertexCount)
  const seen = new Uint8Array(vertexCount)
  let tail = 0
  const visit = (start: number) => {
    if (seen[start]) return
    let head = tail
    seen[start] = 1
    order[tail++] = start
    for (; head < tail; head++) {
      const v = order[head]!
      const first = tail
      for (let e = offsets[v]!; e < offsets[v + 1]!; e++) {
        const u = neighbors[e]!
        if (seen[u]) continue
        seen[u] = 1
        // Insertion among the few siblings; rows ascend, so equal colours stay in the given order.
        let at = tail++
        for (; at > first && isLower(colours, u, order[at - 1]!); at--) order[at] = order[at - 1]!
        order[at] = u
      }
    }
  }
  for (const v of settled) {
    visit(v)
    if (tail === vertexCount) return order
  }
  const rest = Uint32Array.from({ length: vertexCount }, (_, v) => v).filter((v) => !seen[v])
  sortByWords(rest, colours)
  for (const v of rest) visit(v)
  return order
}

function isLower(colours: Int32Array, a: number, b: number): boolean {
  const difference = (colours[2 * a]! >>> 0) - (colours[2 * b]! >>> 0)
  return difference < 0 || (difference === 0 && colours[2 * a + 1]! >>> 0 < colours[2 * b + 1]! >>> 0)
}
