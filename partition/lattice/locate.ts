// Points → cells. The closest face's plane gives fractional (i, j). Its hexagons are parted by the lines on which
//   a = i + j,  b = 2i − j  or  c = i − 2j
// is whole: those make triangles, six a hexagon, and within the hexagon (i₀, j₀) each of a, b, c is less than 1 from
// its value at the centre. So i₀ = ⌊(⌊a⌋ + ⌊b⌋ + 2) / 3⌋ and j₀ = ⌊(⌊a⌋ − ⌊c⌋ + 1) / 3⌋, without a branch.
//
// H3 itself computes in doubles, so a point on an edge belongs to whichever cell h3-js says: where the result hangs on
// less than the margin, on which of two faces is closer, or on a spot so near a face's centre that H3's arc cosine
// has lost its digits, we ask it.
//
// A loop over a million points must not chase objects, so what it needs of every frame lies in flat arrays:
//
//   planes   nine numbers a frame: its centre, toI and toJ, turned so that the city's meridian is where y = 0
//   boxes    four a frame: minI, minJ, height and width of its dense table; 0 where the table is hashed
//   tables   the dense table's cells
//
// Latitude and longitude are taken from the city's first cell. They are small in a city, where a few terms of the power
// series of sine and cosine are as exact as Math.sin and Math.cos and faster. CPU of 1,000,000 points in a city of
// 500,000 cells: 88 ms with Math.sin and a rounding by comparisons, 53 with the series, 41 with the triangles as well.
// A third of what is left is the table's cache misses.
import { latLngToCell } from 'h3-js'
import { cellIndexOf, type Lattice } from './lattice.ts'
import { unproject } from './projection.ts'
import { cellAt } from './table.ts'
import type { Vector } from './vector.ts'

const RADIANS = Math.PI / 180
const [SIN3, SIN5, SIN7] = [-1 / 6, 1 / 120, -1 / 5040]
const [COS2, COS4, COS6, COS8] = [-1 / 2, 1 / 24, -1 / 720, 1 / 40320]
/** In radians, 5.7°: up to here the series are within 3e-15. */
const SMALL = 0.1
/** Added before cutting off decimals, so that it is a floor; above any a, b, c, and three divide it. */
const BIAS = 3 * 2 ** 23
/** No point is farther than 37.4° (cosine 0.7946) from its closest face's centre. */
const FARTHEST = 0.79
/** Difference of cosines under which two faces are equally close: 1e-12 is about 10 µm on the ground. */
const SEAM = 1e-12
/** Cosine of 1e-4, about 640 m from a face's centre. */
const NEAR_CENTER = 1 - 5e-9

interface Locator {
  readonly planes: Float64Array
  readonly boxes: Int32Array
  readonly tables: readonly Int32Array[]
  /** of the first cell, in degrees */
  readonly latitude: number
  /** how far a, b and c may be from the centre's (1 is the edge) for H3's own error, 1e-11 of the plane's unit, not to matter */
  readonly sure: number
}

const locators = new WeakMap<Lattice, Locator>()

/** The cellIndex of the cell that holds a WGS 84 point in degrees, or -1; equal to h3-js on every point. O(1). */
export function locatePoint(lattice: Lattice, lng: number, lat: number): number {
  return locatePoints(lattice, Float64Array.of(lng, lat))[0]!
}

/** The same for points [lng, lat, lng, lat, …]: one cellIndex or -1 a point. */
export function locatePoints(lattice: Lattice, lngLat: Float64Array): Int32Array {
  const { planes, boxes, tables, latitude, sure } = locatorOf(lattice)
  const { frames, meridian } = lattice
  const frameCount = frames.length
  const sinLatitude = Math.sin(latitude * RADIANS)
  const cosLatitude = Math.cos(latitude * RADIANS)
  const cells = new Int32Array(lngLat.length >>> 1)
  for (let p = 0; p < cells.length; p++) {
    const lng = lngLat[2 * p]!
    const lat = lngLat[2 * p + 1]!
    const east = (lng - meridian) * RADIANS
    const north = (lat - latitude) * RADIANS
    let sinEast = 0
    let cosEast = 0
    let sinNorth = 0
    let cosNorth = 0
    const east2 = east * east
    const north2 = north * north
    if (east2 < SMALL * SMALL && north2 < SMALL * SMALL) {
      sinEast = east + east * east2 * (SIN3 + east2 * (SIN5 + east2 * SIN7))
      cosEast = 1 + east2 * (COS2 + east2 * (COS4 + east2 * (COS6 + east2 * COS8)))
      sinNorth = north + north * north2 * (SIN3 + north2 * (SIN5 + north2 * SIN7))
      cosNorth = 1 + north2 * (COS2 + north2 * (COS4 + north2 * (COS6 + north2 * COS8)))
    } else {
      sinEast = Math.sin(east)
      cosEast = Math.cos(east)
      sinNorth = Math.sin(north)
      cosNorth = Math.cos(north)
    }
    const parallel = cosLatitude * cosNorth - sinLatitude * sinNorth
    const x = parallel * cosEast
    const y = parallel * sinEast
    const z = sinLatitude * cosNorth + cosLatitude * sinNorth

    let closest = 0
    let depth = planes[0]! * x + planes[1]! * y + planes[2]! * z
    let second = -1
    for (let f = 1; f < frameCount; f++) {
      const at = 9 * f
      const other = planes[at]! * x + planes[at + 1]! * y + planes[at + 2]! * z
      if (other > depth) {
        second = depth
        depth = other
        closest = f
      } else if (other > second) second = other
    }
    if (!(depth > FARTHEST)) {
      cells[p] = -1 // on a face without cells, or not a number
      continue
    }
    const plane = 9 * closest
    const perDepth = 1 / depth
    const i = (planes[plane + 3]! * x + planes[plane + 4]! * y + planes[plane + 5]! * z) * perDepth
    const j = (planes[plane + 6]! * x + planes[plane + 7]! * y + planes[plane + 8]! * z) * perDepth
    const a = i + j
    const b = 2 * i - j
    const c = i - 2 * j
    const floorA = (a + BIAS) | 0
    const floorB = (b + BIAS) | 0
    const floorC = (c + BIAS) | 0
    const roundI = (((floorA + floorB + 2) / 3) | 0) - (2 * BIAS) / 3
    const roundJ = (((floorA - floorC + 1 + BIAS) / 3) | 0) - BIAS / 3
    const isClear =
      Math.abs(a - roundI - roundJ) <= sure &&
      Math.abs(b - 2 * roundI + roundJ) <= sure &&
      Math.abs(c - roundI + 2 * roundJ) <= sure
    if (!isClear || depth - second < SEAM || depth > NEAR_CENTER) {
      cells[p] = askH3(lattice, lng, lat)
      continue
    }
    const box = 4 * closest
    const row = roundI - boxes[box]!
    const column = roundJ - boxes[box + 1]!
    const width = boxes[box + 3]!
    if (row >= 0 && column >= 0 && row < boxes[box + 2]! && column < width) {
      cells[p] = tables[closest]![row * width + column]!
    } else cells[p] = width > 0 ? -1 : cellAt(frames[closest]!.table, roundI, roundJ)
  }
  return cells
}

function locatorOf(lattice: Lattice): Locator {
  let locator = locators.get(lattice)
  if (!locator) {
    locator = makeLocator(lattice)
    locators.set(lattice, locator)
  }
  return locator
}

function makeLocator({ frames, resolution, meridian, cellFrame, cellI, cellJ }: Lattice): Locator {
  const eastward = Math.sin(meridian * RADIANS)
  const outward = Math.cos(meridian * RADIANS)
  const turned = ([x, y, z]: Vector) => [x * outward + y * eastward, y * outward - x * eastward, z]
  const first = new Float64Array(2)
  unproject(frames[cellFrame[0]!]!.frame, cellI[0]!, cellJ[0]!, meridian, first, 0)
  return {
    planes: Float64Array.from(frames.flatMap(({ frame }) => [frame.center, frame.toI, frame.toJ].flatMap(turned))),
    boxes: Int32Array.from(
      frames.flatMap(({ table }) =>
        table.kind === 'dense' ? [table.minI, table.minJ, table.height, table.width] : [0, 0, 0, 0],
      ),
    ),
    tables: frames.map(({ table }) => table.cells),
    latitude: first[1]!,
    sure: 1 - 2 * Math.max(1e-6, 1e-11 * Math.sqrt(7) ** resolution),
  }
}

function askH3(lattice: Lattice, lng: number, lat: number): number {
  return cellIndexOf(lattice, BigInt(`0x${latLngToCell(lat, lng, lattice.resolution)}`))
}
