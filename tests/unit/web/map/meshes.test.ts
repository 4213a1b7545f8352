import { polygonToCells } from 'h3-js'
import { describe, expect, it } from 'vitest'
import { buildLattice, cellBoundary, cellCenters, neighborTable } from '../../../../partition/index.ts'
import { createBorderMesh, outside, traceBorders } from '../../../../web/map/borderMesh.ts'
import { buildCellMesh } from '../../../../web/map/cellMesh.ts'
import { findGridPoints } from '../../../../web/map/gridPoints.ts'

function town(south: number, west: number, resolution = 8) {
  const box = [
    [south, west],
    [south, west + 0.12],
    [south + 0.12, west + 0.12],
    [south + 0.12, west],
  ]
  const cellIds = BigUint64Array.from(polygonToCells(box, resolution), (id) => BigInt(`0x${id}`)).sort()
  const lattice = buildLattice(cellIds)
  const neighbors = neighborTable(lattice)
  const centers = cellCenters(lattice)
  const ringOf = (cellIndex: number) => cellBoundary(lattice, cellIndex)
  const mesh = buildCellMesh({ cellCount: lattice.cellCount, ringOf, centers, neighbors })
  return { lattice, neighbors, centers, mesh }
}

const places = [
  { place: 'inside a face', south: 30.5, west: 114.2, resolution: 8 },
  // The face edge near Hangzhou, at a Class III resolution, where cells that cross it have a corner more.
  { place: 'across two faces', south: 29.89, west: 120.46, resolution: 9 },
]

describe.each(places)('meshes of a town $place', ({ south, west, resolution }) => {
  it('has a fan of triangles a cell, and every side knows the cell beyond it', () => {
    const { lattice, neighbors, mesh } = town(south, west, resolution)
    expect(mesh.triangles.length).toBe(3 * (mesh.across.length - 2 * lattice.cellCount))
    for (let cell = 0; cell < lattice.cellCount; cell++) {
      const sides = mesh.across.slice(mesh.firstCorner[cell], mesh.firstCorner[cell + 1])
      const known = neighbors.slice(6 * cell, 6 * cell + 6)
      expect(new Set(sides)).toEqual(new Set(known))
    }
  })

  it('traces each border side once, with both grids, and the city’s edge', () => {
    const { lattice, neighbors, mesh } = town(south, west, resolution)
    const labels = Uint16Array.from({ length: lattice.cellCount }, (_, cell) => 1 + (cell % 3))
    const border = createBorderMesh()
    traceBorders(mesh, labels, border)
    let inner = 0
    let edge = 0
    for (let cell = 0; cell < lattice.cellCount; cell++) {
      for (let side = 0; side < 6; side++) {
        const beyond = neighbors[6 * cell + side]!
        if (beyond < 0) edge++
        else if (beyond > cell && labels[beyond] !== labels[cell]) inner++
      }
    }
    const drawn = Array.from({ length: border.count }, (_, segment) => border.labels[2 * segment + 1]!)
    const bends = mesh.across.length - 6 * lattice.cellCount
    expect(drawn.filter((label) => label === outside).length).toBeGreaterThanOrEqual(edge)
    expect(border.count).toBeGreaterThanOrEqual(inner + edge)
    expect(border.count).toBeLessThanOrEqual(inner + edge + bends)
  })

  it('draws no border inside one grid', () => {
    const { lattice, mesh } = town(south, west, resolution)
    const border = createBorderMesh()
    traceBorders(mesh, new Uint16Array(lattice.cellCount).fill(1), border)
    for (let segment = 0; segment < border.count; segment++) expect(border.labels[2 * segment + 1]).toBe(outside)
  })
})

describe('findGridPoints', () => {
  it('puts each grid’s name on a cell of that grid, as deep inside as any', () => {
    const { lattice, neighbors, centers } = town(30.5, 114.2)
    const assignment = Uint16Array.from({ length: lattice.cellCount }, (_, cell) =>
      centers[2 * cell]! < 114.23 ? 1 : centers[2 * cell + 1]! < 30.55 ? 2 : 0,
    )
    const points = findGridPoints(assignment, neighbors, centers)
    expect(points.map(({ grid }) => grid).sort()).toEqual([1, 2])
    for (const { grid, cellIndex, depth } of points) {
      expect(assignment[cellIndex]).toBe(grid)
      expect(depth).toBeGreaterThan(1)
    }
  })
})
