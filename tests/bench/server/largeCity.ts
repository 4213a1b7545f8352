export interface LargeCity {
  /** degrees of longitude and of latitude, from 112 E, 30 N */
  readonly width: number
  readonly height: number
  readonly customers: number
}

export const resolution = 10
const west = 112
const south = 30
const columns = 6
const rows = 4

/** 24 districts in a raster. */
export function districtsOf({ width, height }: LargeCity): GeoJSON.FeatureCollection<GeoJSON.Polygon> {
  return {
    type: 'FeatureCollection',
    features: Array.from({ length: columns * rows }, (_, index) => {
      const [x, y] = [index % columns, Math.floor(index / columns)]
      const [left, right] = [west + (x * width) / columns, west + ((x + 1) * width) / columns]
      const [bottom, top] = [south + (y * height) / rows, south + ((y + 1) * height) / rows]
      return {
        type: 'Feature',
        properties: { adcode: String(420_100 + index), name: `District ${index + 1}` },
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [left, bottom],
              [right, bottom],
              [right, top],
              [left, top],
              [left, bottom],
            ],
          ],
        },
      }
    }),
  }
}

/** Points spread over the city without a pattern (a Halton sequence), the same each time. */
export function pointsOf({ width, height }: LargeCity, count: number): [number, number][] {
  return Array.from({ length: count }, (_, index) => [
    west + width * halton(index + 1, 2),
    south + height * halton(index + 1, 3),
  ])
}

/** Estates of about 200 by 300 m, without a pattern; where they lie over each other is told. */
export function unitsOf(city: LargeCity, count: number): GeoJSON.Feature<GeoJSON.Polygon>[] {
  return pointsOf(city, count).map(([lon, lat], index) => {
    const [east, north] = [lon + 0.002, lat + 0.0027]
    const ring = [
      [lon, lat],
      [east, lat],
      [east, north],
      [lon, north],
      [lon, lat],
    ]
    return {
      type: 'Feature',
      properties: { unit_id: `E${index}`, name: `Estate ${index}`, households: 100 + (index % 900) },
      geometry: { type: 'Polygon', coordinates: [ring] },
    }
  })
}

export function* customersOf(city: LargeCity): Generator<Buffer> {
  yield Buffer.from('id,lon,lat,customers,revenue\n')
  const points = pointsOf(city, city.customers)
  for (let start = 0; start < points.length; start += 10_000) {
    const lines = points
      .slice(start, start + 10_000)
      .map(
        ([lon, lat], index) =>
          `c${start + index},${lon.toFixed(6)},${lat.toFixed(6)},${1 + (index % 7)},${20 + (index % 90)}.50`,
      )
    yield Buffer.from(`${lines.join('\n')}\n`)
  }
}

function halton(index: number, base: number): number {
  let result = 0
  for (let rest = index, scale = 1 / base; rest > 0; rest = Math.floor(rest / base), scale /= base)
    result += (rest % base) * scale
  return result
}
