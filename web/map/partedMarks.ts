/** Of a side between two cells that lie beside each other, as a share of how far apart their middles are: two thirds of a regular hexagon's. */
const sideShare = 2 / 3 / Math.sqrt(3)

/**
 * A short mark across the line between the middles of each pair of neighbours, where their common side is. `centers`: longitude and latitude
 * of each cell; `pairs`: a0, b0, a1, b1, … O(pairs).
 */
export function partedMarks(centers: Float64Array, pairs: readonly number[]): GeoJSON.FeatureCollection {
  const coordinates: GeoJSON.Position[][] = []
  for (let i = 0; i < pairs.length; i += 2) {
    const [a, b] = [pairs[i]!, pairs[i + 1]!]
    const [lngA, latA] = [centers[2 * a]!, centers[2 * a + 1]!]
    const acrossRaw = centers[2 * b]! - lngA
    // One across the antimeridian counts on past 180.
    const across = acrossRaw - 360 * Math.round(acrossRaw / 360)
    const up = centers[2 * b + 1]! - latA
    const perLng = Math.cos((latA * Math.PI) / 180)
    const [lng, lat] = [lngA + across / 2, latA + up / 2]
    const [dLng, dLat] = [(-up / perLng) * (sideShare / 2), across * perLng * (sideShare / 2)]
    coordinates.push([
      [lng - dLng, lat - dLat],
      [lng + dLng, lat + dLat],
    ])
  }
  const features: GeoJSON.Feature[] =
    coordinates.length === 0
      ? []
      : [{ type: 'Feature', geometry: { type: 'MultiLineString', coordinates }, properties: {} }]
  return { type: 'FeatureCollection', features }
}
