/** The tools that draw a line around what they take: cells whose middles lie within it. */
import { enclosing } from './painting.ts'
import type { LngLat } from './tool.ts'

export const lasso = enclosing((line, at) => [...line, at])

/** From corner to corner; the map is never turned, so its sides are those of the screen. */
export const rectangle = enclosing(([start], at) => {
  const [west, south] = start ?? at
  const [east, north] = at
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ]
})

/** The cells whose middles lie within a closed line (even-odd). O(cells + cells in its box · points). `centers`: 2 a cell. */
export function cellsWithin(centers: Float64Array, outline: readonly LngLat[]): number[] {
  if (outline.length < 3) return []
  let [west, south, east, north] = [180, 90, -180, -90]
  for (const [lng, lat] of outline) {
    west = Math.min(west, lng)
    south = Math.min(south, lat)
    east = Math.max(east, lng)
    north = Math.max(north, lat)
  }
  const found: number[] = []
  for (let cell = 0; 2 * cell < centers.length; cell++) {
    const lng = centers[2 * cell]!
    const lat = centers[2 * cell + 1]!
    if (lng < west || lng > east || lat < south || lat > north) continue
    let isWithin = false
    for (let p = 0, before = outline.length - 1; p < outline.length; before = p++) {
      const [x, y] = outline[p]!
      const [fromX, fromY] = outline[before]!
      if (y > lat !== fromY > lat && lng < x + ((fromX - x) * (lat - y)) / (fromY - y)) isWithin = !isWithin
    }
    if (isWithin) found.push(cell)
  }
  return found
}
