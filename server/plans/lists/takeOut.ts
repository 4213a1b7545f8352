import {
  type Graph,
  type Rules,
  type SolveNote,
  type SolveRefusal,
  type SolveResult,
  subgraph,
} from '../../../partition/index.ts'

type Solved = Extract<SolveResult, { ok: true }>

/** What is left to divide once some cells have a grid already, and how what is made of it becomes a plan of all. */
export interface Rest {
  readonly graph: Graph
  readonly rules: Rules
  /** the cell of each vertex */
  readonly cells: Uint32Array
}

/**
 * Takes groups of cells out of what is to be divided: their grids are as they are. Rules about them go with them; units, pairs apart, pins and
 * seeds of the others get the numbers of what is left. O(cells + edges).
 */
export function takeOut(graph: Graph, rules: Rules, groups: readonly (readonly number[])[]): Rest {
  const isTaken = new Uint8Array(graph.vertexCount)
  for (const cell of groups.flat()) isTaken[cell] = 1
  const cells = Uint32Array.from({ length: graph.vertexCount }, (_, cell) => cell).filter((cell) => isTaken[cell] === 0)
  const vertexOf = new Int32Array(graph.vertexCount).fill(-1)
  for (const [vertex, cell] of cells.entries()) vertexOf[cell] = vertex
  const isLeft = (cell: number) => vertexOf[cell] !== -1
  const place = (cell: number) => vertexOf[cell]!
  const column = (of: ArrayLike<number>) => Float64Array.from(cells, (cell) => of[cell]!)
  const pairs = (list: readonly (readonly [number, number])[]) =>
    list.flatMap(([a, b]) => (isLeft(a) && isLeft(b) ? [[place(a), place(b)] as const] : []))
  const { ids, barriers, links, units, districts, pins, apart, seeds, current, targets, positions } = rules
  return {
    cells,
    graph: subgraph(graph, cells, new Int32Array(graph.vertexCount)),
    rules: {
      ...rules,
      ...(ids && { ids: BigUint64Array.from(cells, (cell) => BigInt(ids[cell]!)) }),
      ...(barriers && { barriers: pairs(barriers) }),
      ...(links && { links: pairs(links) }),
      ...(units && {
        units: units.map((unit) => Array.from(unit).filter(isLeft).map(place)).filter(({ length }) => length > 1),
      }),
      ...(districts && { districts: { ...districts, of: column(districts.of) } }),
      ...(pins && { pins: pins.flatMap(([cell, part]) => (isLeft(cell) ? [[place(cell), part] as const] : [])) }),
      ...(apart && { apart: pairs(apart) }),
      ...(seeds && { seeds: seeds.filter(isLeft).map(place) }),
      ...(current && { current: { ...current, parts: column(current.parts) } }),
      ...(targets?.factorOf && { targets: { ...targets, factorOf: column(targets.factorOf) } }),
      ...(positions && {
        positions: Float64Array.from({ length: 2 * cells.length }, (_, i) => positions[2 * cells[i >> 1]! + (i & 1)]!),
      }),
      ...(rules.areas && { areas: column(rules.areas) }),
      ...(rules.outlines && { outlines: column(rules.outlines) }),
    },
  }
}

/**
 * A plan of what was left as one of all: the groups are its last parts, in their order. `origins` are the parts of today's plan that the groups are,
 * -1 for none. How even it is, is said of what was divided.
 */
export function putBack(
  solved: Solved,
  { cells }: Rest,
  { graph, groups, origins }: { graph: Graph; groups: readonly (readonly number[])[]; origins: readonly number[] },
): Solved {
  const parts = new Uint16Array(graph.vertexCount)
  for (const [vertex, cell] of cells.entries()) parts[cell] = solved.parts[vertex]!
  for (const [group, own] of groups.entries()) for (const cell of own) parts[cell] = solved.partCount + group
  return {
    ...solved,
    parts,
    partCount: solved.partCount + groups.length,
    cut: cutOf(graph, parts),
    components: solved.components.map((one) => ({ ...one, exampleVertex: cells[one.exampleVertex]! })),
    notes: solved.notes.map((note) => onCells(note, cells)),
    ...(solved.origins && { origins: [...solved.origins, ...origins] }),
  }
}

/** What is said of vertices of the rest, of their cells. */
export function onCells<Said extends SolveNote | SolveRefusal>(said: Said, cells: Uint32Array): Said {
  const entries = Object.entries(said).map(([key, value]: [string, unknown]) => {
    if (key === 'piece')
      return [key, { ...(value as object), exampleVertex: cells[(value as { exampleVertex: number }).exampleVertex] }]
    const isVertex = key === 'vertex' || key === 'exampleVertex' || key === 'otherVertex'
    return [key, isVertex ? cells[value as number] : value]
  })
  return Object.fromEntries(entries) as Said
}

function cutOf({ vertexCount, offsets, neighbors, edgeWeights }: Graph, parts: Uint16Array): number {
  let cut = 0
  for (let v = 0; v < vertexCount; v++)
    for (let edge = offsets[v]!; edge < offsets[v + 1]!; edge++)
      if (neighbors[edge]! > v && parts[neighbors[edge]!] !== parts[v]) cut += edgeWeights[edge]!
  return cut
}
