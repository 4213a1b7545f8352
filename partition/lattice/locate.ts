// Points → cells. The closest face's plane gives fractional (i, j); rounding to the nearest lattice point
// gives the cell. With q = i − j, r = j, s = −i (so q + r + s = 0) and dq, dr, ds their distances from the
// rounded point, the point is inside that hexagon where |dq − dr|, |dr − ds| and |ds − dq| are under 1.
//
// H3 itself computes in doubles, so a point on an edge belongs to whichever cell h3-js says: where the
// result hangs on less than EDGE of a cell, on which of two faces is closer, or on a spot so near a face's
// centre that H3's arc cosine has lost its digits, we ask it.
import { latLngToCell } from 'h3-js'
import { cellIndexOf, type Lattice } from './lattice.ts'
import { cellAt } from './table.ts'

const RADIANS = Math.PI / 180
/** No point is farther than 37.4° (cosine 0.7946) from its closest face's centre. */
const FARTHEST = 0.79
/** Difference of cosines under which two faces are equally close: 1e-12 is about 10 µm on the ground. */
const SEAM = 1e-12
/** Cosine of 1e-4, about 640 m from a face's centre. */
const NEAR_CENTER = 1 - 5e-9

/** In cells, twice over (a hexagon's |dq − dr| runs to 1 at half a cell): H3's own error, 1e-11 of the plane's unit. */
function edgeWidth(resolution: number): number {
  return 2 * Math.max(1e-6, 1e-11 * Math.sqrt(7) ** resolution)
}

/** The cellIndex of the cell that holds a WGS 84 point in degrees, or -1; equal to h3-js on every point. O(1). */
export function locatePoint(lattice: Lattice, lng: number, lat: number): number {
  return locate(lattice, edgeWidth(lattice.resolution), lng, lat)
}

/** The same for points [lng, lat, lng, lat, …]: one cellIndex or -1 a point. */
export function locatePoints(lattice: Lattice, lngLat: Float64Array): Int32Array {
  const edge = edgeWidth(lattice.resolution)
  const cells = new Int32Array(lngLat.length >>> 1)
  for (let p = 0; p < cells.length; p++) cells[p] = locate(lattice, edge, lngLat[2 * p]!, lngLat[2 * p + 1]!)
  return cells
}

function locate(lattice: Lattice, edge: number, lng: number, lat: number): number {
  const phi = lat * RADIANS
  const lambda = lng * RADIANS
  const parallel = Math.cos(phi)
  const x = parallel * Math.cos(lambda)
  const y = parallel * Math.sin(lambda)
  const z = Math.sin(phi)

  const { frames } = lattice
  let closest = frames[0]!
  let depth = -1
  let second = -1
  for (let f = 0; f < frames.length; f++) {
    const { center } = frames[f]!.frame
    const cosine = center[0] * x + center[1] * y + center[2] * z
    if (cosine > depth) {
      second = depth
      depth = cosine
      closest = frames[f]!
    } else if (cosine > second) second = cosine
  }
  if (!(depth > FARTHEST)) return -1 // on a face without cells, or not a number
  if (depth - second < SEAM || depth > NEAR_CENTER) return askH3(lattice, lng, lat)

  const { toI, toJ } = closest.frame
  const i = (toI[0] * x + toI[1] * y + toI[2] * z) / depth
  const j = (toJ[0] * x + toJ[1] * y + toJ[2] * z) / depth
  const q = i - j
  const s = -i
  let roundQ = Math.floor(q + 0.5)
  let roundR = Math.floor(j + 0.5)
  let roundS = Math.floor(s + 0.5)
  if (roundQ + roundR + roundS !== 0) {
    const missQ = Math.abs(q - roundQ)
    const missR = Math.abs(j - roundR)
    const missS = Math.abs(s - roundS)
    if (missQ > missR && missQ > missS) roundQ = -roundR - roundS
    else if (missR > missS) roundR = -roundQ - roundS
    else roundS = -roundQ - roundR
  }
  const dq = q - roundQ
  const dr = j - roundR
  const ds = s - roundS
  const widest = Math.max(Math.abs(dq - dr), Math.abs(dr - ds), Math.abs(ds - dq))
  if (widest > 1 - edge) return askH3(lattice, lng, lat)
  return cellAt(closest.table, -roundS, roundR)
}

function askH3(lattice: Lattice, lng: number, lat: number): number {
  return cellIndexOf(lattice, BigInt(`0x${latLngToCell(lat, lng, lattice.resolution)}`))
}
