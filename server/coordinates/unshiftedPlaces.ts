import type { Crs } from '../contract/common.ts'
import type { NeedlessShift } from '../contract/dataNotes.ts'
import { shiftMetres } from './toWgs84.ts'

/**
 * Places where maps are in true WGS 84 though they lie in the box in which every converter undoes GCJ-02 and BD-09: read so, all of a
 * file moves by some 600 m. Mainland map services shift Hong Kong and Macao too, so a reader is warned, not refused. Outlines drawn by
 * hand, good to a kilometre at sea and to some hundred metres along the borders with Shenzhen and Zhuhai.
 */
const places: readonly {
  readonly name: NeedlessShift['place']
  readonly outline: readonly (readonly [number, number])[]
}[] = [
  {
    name: 'macao',
    outline: [
      [113.529, 22.195],
      [113.5345, 22.2135],
      [113.549, 22.217],
      [113.57, 22.213],
      [113.62, 22.2],
      [113.62, 22.09],
      [113.55, 22.09],
      [113.543, 22.125],
      [113.546, 22.155],
      [113.529, 22.18],
    ],
  },
  {
    name: 'hong-kong',
    outline: [
      [113.82, 22.14],
      [113.82, 22.38],
      [113.95, 22.47],
      [114.03, 22.505],
      [114.08, 22.527],
      [114.12, 22.535],
      [114.16, 22.56],
      [114.22, 22.555],
      [114.25, 22.545],
      [114.33, 22.56],
      [114.45, 22.55],
      [114.51, 22.43],
      [114.51, 22.14],
    ],
  },
  {
    name: 'taiwan',
    outline: [
      [119.3, 23.1],
      [119.3, 23.85],
      [120.3, 24.6],
      [121.3, 25.35],
      [122.2, 25.4],
      [122.2, 24.5],
      [121.8, 21.8],
      [120.6, 21.8],
    ],
  },
]
/** Of a file's places: fewer are the edge of a city on the mainland. */
const enough = 0.5

/**
 * A note on reading WGS 84 or nearly WGS 84 points as GCJ-02 or BD-09, or none where they lie on the mainland, or were read as WGS 84.
 * `read` is what the points are of. O(points), nothing for WGS 84.
 */
export function noteNeedlessShift(
  points: readonly { readonly lon: number; readonly lat: number }[],
  crs: Crs,
  read: NeedlessShift['read'],
): NeedlessShift[] {
  if (crs === 'wgs84') return []
  for (const { name: place, outline } of places) {
    const there = points.filter(({ lon, lat }) => isInside(lon, lat, outline))
    const [first] = there
    if (!first || there.length < enough * points.length) continue
    return [{ code: 'crs-needless', read, place, crs, metres: shiftMetres(first.lon, first.lat, crs) }]
  }
  return []
}

function isInside(lng: number, lat: number, outline: readonly (readonly [number, number])[]): boolean {
  let inside = false
  let [beforeX, beforeY] = outline.at(-1) as readonly [number, number]
  for (const [x, y] of outline) {
    if (y > lat !== beforeY > lat && lng < beforeX + ((x - beforeX) * (lat - beforeY)) / (y - beforeY)) inside = !inside
    ;[beforeX, beforeY] = [x, y]
  }
  return inside
}
