import { isMarked, type PlaceLook } from './placeLooks.ts'

/** A place as the server gives it: what it is called by, and where it is. */
export interface Place {
  readonly id: string
  readonly geometry: object
  readonly properties: { readonly name: string }
}

/** The places of one layer as the map draws them, each with its `id`; what is drawn as a mark has one, in the middle of its shape. */
export function placeShapes(places: readonly Place[], look: PlaceLook): GeoJSON.FeatureCollection {
  return {
    type: 'FeatureCollection',
    features: places.map(({ id, geometry, properties: { name } }) => ({
      type: 'Feature',
      geometry: isMarked(look) ? middleOf(geometry as GeoJSON.Geometry) : (geometry as GeoJSON.Geometry),
      properties: { id, name },
    })),
  }
}

/** The position in the middle of a shape's longest line, by their number; of an area the middle of its box. */
function middleOf(geometry: GeoJSON.Geometry): GeoJSON.Point {
  const lines = linesOf(geometry)
  const longest = lines.reduce((best, line) => (line.length > best.length ? line : best), lines[0] ?? [])
  const isRing = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'
  return { type: 'Point', coordinates: isRing || longest.length === 2 ? boxMiddle(longest) : middlePosition(longest) }
}

const middlePosition = (line: GeoJSON.Position[]): GeoJSON.Position => line[line.length >> 1] ?? [0, 0]

function boxMiddle(line: GeoJSON.Position[]): GeoJSON.Position {
  const middle = (axis: 0 | 1): number => {
    const values = line.map((position) => position[axis]!)
    return (Math.min(...values) + Math.max(...values)) / 2
  }
  return [middle(0), middle(1)]
}

function linesOf(geometry: GeoJSON.Geometry): GeoJSON.Position[][] {
  switch (geometry.type) {
    case 'Point':
      return [[geometry.coordinates]]
    case 'MultiPoint':
    case 'LineString':
      return [geometry.coordinates]
    case 'Polygon':
    case 'MultiLineString':
      return geometry.coordinates
    case 'MultiPolygon':
      return geometry.coordinates.flat()
    case 'GeometryCollection':
      return geometry.geometries.flatMap(linesOf)
  }
}
