// Plain geometry of cells. Areas are exact: a hexagon is six triangles about its centre, each of the same
// area D/2 in the plane; the solid angle of a triangle of (unnormalised) vectors a, b, c with determinant D is
//   2·atan(D / (|a||b||c| + (a·b)|c| + (b·c)|a| + (c·a)|b|))      (Van Oosterom, Strackee 1983)
// and D, the volume over the plane triangle at distance 1, is a constant of the lattice: nothing cancels.
import { cellArea } from 'h3-js'
import { CORNER_I, CORNER_J } from './axial.ts'
import { appendSide, sideCount } from './boundary.ts'
import type { Frame } from './frame.ts'
import type { Lattice } from './lattice.ts'
import { type Position, unproject } from './projection.ts'
import { cross, dot, type Vector } from './vector.ts'

/** The radius H3 uses: the sphere of the WGS 84 ellipsoid's surface area. */
const EARTH_RADIUS_KM = 6371.007180918475

/** Centres of all cells, [lng, lat, lng, lat, …] in degrees, by cellIndex. */
export function cellCenters(lattice: Lattice): Float64Array {
  const { cellCount, cellFrame, cellI, cellJ, frames, meridian } = lattice
  const centers = new Float64Array(2 * cellCount)
  for (let c = 0; c < cellCount; c++) {
    unproject(frames[cellFrame[c]!]!.frame, cellI[c]!, cellJ[c]!, meridian, centers, 2 * c)
  }
  return centers
}

/** A cell's ring after RFC 7946: counterclockwise, closed, the very coordinates outlines are made of. */
export function cellBoundary(lattice: Lattice, cellIndex: number): Position[] {
  const ring: Position[] = []
  const sides = sideCount(lattice, cellIndex)
  for (let s = 0; s < sides; s++) appendSide(lattice, cellIndex, s, ring)
  ring.push([...ring[0]!])
  return ring
}

/** True area of every cell in km², by cellIndex: cells of one city differ, and cells of two cities by a third. */
export function cellAreasKm2(lattice: Lattice): Float64Array {
  const { cellCount, cellFrame, cellI, cellJ, cellIds, frames, isSeam } = lattice
  const areas = new Float64Array(cellCount)
  const corners = new Float64Array(18)
  for (let c = 0; c < cellCount; c++) {
    if (isSeam[c] === 1) areas[c] = cellArea(cellIds[c]!.toString(16), 'km2')
    else areas[c] = hexagonAngle(frames[cellFrame[c]!]!.frame, cellI[c]!, cellJ[c]!, corners) * EARTH_RADIUS_KM ** 2
  }
  return areas
}

function hexagonAngle(frame: Frame, i: number, j: number, corners: Float64Array): number {
  const { center, stepI, stepJ } = frame
  const middle = pointAt(frame, i, j)
  const middleLength = Math.sqrt(dot(middle, middle))
  for (let s = 0; s < 6; s++) {
    const x = i + CORNER_I[s]! / 3
    const y = j + CORNER_J[s]! / 3
    for (let axis = 0; axis < 3; axis++) corners[3 * s + axis] = center[axis]! + x * stepI[axis]! + y * stepJ[axis]!
  }
  const determinant = dot(cross(stepI, stepJ), center) / 3 // a sixth of a cell's parallelogram is D/2
  let angle = 0
  for (let s = 0; s < 6; s++) {
    const a = 3 * s
    const b = 3 * ((s + 1) % 6)
    const ax = corners[a]!
    const ay = corners[a + 1]!
    const az = corners[a + 2]!
    const bx = corners[b]!
    const by = corners[b + 1]!
    const bz = corners[b + 2]!
    const aLength = Math.sqrt(ax * ax + ay * ay + az * az)
    const bLength = Math.sqrt(bx * bx + by * by + bz * bz)
    const ab = ax * bx + ay * by + az * bz
    const am = ax * middle[0] + ay * middle[1] + az * middle[2]
    const bm = bx * middle[0] + by * middle[1] + bz * middle[2]
    angle +=
      2 * Math.atan(determinant / (aLength * bLength * middleLength + ab * middleLength + bm * aLength + am * bLength))
  }
  return angle
}

function pointAt({ center, stepI, stepJ }: Frame, i: number, j: number): Vector {
  return [
    center[0] + i * stepI[0] + j * stepJ[0],
    center[1] + i * stepI[1] + j * stepJ[1],
    center[2] + i * stepI[2] + j * stepJ[2],
  ]
}
