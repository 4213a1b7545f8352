import type { State } from './state.ts'

/**
 * Area and perimeter of every part, kept up to date by moves, so that a search can weigh compactness. Areas count cells,
 * perimeters add the edges to other parts and each vertex's outline (its border shared with nobody).
 */
export interface Shapes {
  areas: Float64Array
  outlines: Float64Array
  partAreas: Float64Array
  partPerimeters: Float64Array
  /** Polsby–Popper of each part */
  compactness: Float64Array
  /** Takes v from one part to another, whose perimeters afterwards are given. */
  move(v: number, from: number, to: number, fromPerimeter: number, toPerimeter: number): void
}

// 4π · the area of a hexagon of side 1: makes area / perimeter² the Polsby–Popper of a part of hexagons.
const HEXAGONS = 32.6484

/** Polsby–Popper of `area` hexagons behind a border of `perimeter` sides: 1 is a disc; 0 where there is no border. */
export function compactnessOf(area: number, perimeter: number): number {
  return perimeter > 0 ? (HEXAGONS * area) / (perimeter * perimeter) : 0
}

/** O(edges). */
export function createShapes(state: State): Shapes {
  const { part, problem } = state
  const { graph, partCount, areas, outlines } = problem
  const { vertexCount, offsets, neighbors, edgeWeights } = graph
  const partAreas = new Float64Array(partCount)
  const partPerimeters = new Float64Array(partCount)
  for (let v = 0; v < vertexCount; v++) {
    const p = part[v]!
    partAreas[p]! += areas[v]!
    let border = outlines[v]!
    for (let e = offsets[v]!; e < offsets[v + 1]!; e++) if (part[neighbors[e]!] !== p) border += edgeWeights[e]!
    partPerimeters[p]! += border
  }
  const compactness = partAreas.map((area, p) => compactnessOf(area, partPerimeters[p]!))
  return {
    areas,
    outlines,
    partAreas,
    partPerimeters,
    compactness,
    move: (v, from, to, fromPerimeter, toPerimeter) => {
      partAreas[from]! -= areas[v]!
      partAreas[to]! += areas[v]!
      partPerimeters[from] = fromPerimeter
      partPerimeters[to] = toPerimeter
      compactness[from] = compactnessOf(partAreas[from]!, fromPerimeter)
      compactness[to] = compactnessOf(partAreas[to]!, toPerimeter)
    },
  }
}
