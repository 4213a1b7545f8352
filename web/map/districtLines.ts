/**
 * District polygons as lines that are each drawn once: a border between two districts belongs to both polygons, and drawn
 * twice its dashes fill each other's gaps. Sides are matched by their exact end points; where two files disagree in the
 * last digit both stay, as `isShared: false`. Sides along the antimeridian, where RFC 7946 cuts polygons, are no border.
 */
export function districtLines(districts: GeoJSON.FeatureCollection): GeoJSON.FeatureCollection<GeoJSON.LineString> {
  const pointIds = new Map<string, number>()
  const idOf = ([lng, lat]: GeoJSON.Position): number => {
    const key = `${lng},${lat}`
    const id = pointIds.get(key) ?? pointIds.size
    pointIds.set(key, id)
    return id
  }
  const rings = districts.features.flatMap(({ geometry }) => ringsOf(geometry))
  const sideKeys = rings.map((ring) => {
    const ids = ring.map(idOf)
    // 2^26 points are more than any district file has; two ids fit one exact number.
    return ids.slice(1).map((id, i) => Math.min(id, ids[i]!) * 2 ** 26 + Math.max(id, ids[i]!))
  })
  const uses = new Map<number, number>()
  for (const keys of sideKeys) for (const key of keys) uses.set(key, (uses.get(key) ?? 0) + 1)

  const features: GeoJSON.Feature<GeoJSON.LineString>[] = []
  const drawn = new Set<number>()
  for (const [r, ring] of rings.entries()) {
    let line: GeoJSON.Position[] = []
    let isShared = false
    const finish = (): void => {
      if (line.length > 1) {
        features.push({
          type: 'Feature',
          geometry: { type: 'LineString', coordinates: line },
          properties: { isShared },
        })
      }
      line = []
    }
    for (const [s, key] of sideKeys[r]!.entries()) {
      const isSideShared = uses.get(key)! > 1
      const isDrawn = drawn.has(key) || isCut(ring[s]!, ring[s + 1]!)
      if (isDrawn || isSideShared !== isShared) finish()
      if (isDrawn) continue
      drawn.add(key)
      isShared = isSideShared
      if (line.length === 0) line.push(ring[s]!)
      line.push(ring[s + 1]!)
    }
    finish()
  }
  return { type: 'FeatureCollection', features }
}

function isCut([lng = 0]: GeoJSON.Position, [nextLng = 0]: GeoJSON.Position): boolean {
  return Math.abs(lng) === 180 && lng === nextLng
}

function ringsOf(geometry: GeoJSON.Geometry): GeoJSON.Position[][] {
  if (geometry.type === 'Polygon') return geometry.coordinates
  return geometry.type === 'MultiPolygon' ? geometry.coordinates.flat() : []
}
