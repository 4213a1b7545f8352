/** Beyond, the cells of a city would meet around the pole, and degrees of longitude say next to nothing. */
const nearestToPole = 89

/**
 * What makes areas too large or too far north or south to be a city, as the end of a sentence, or undefined. Longitudes run from -180
 * to 180 on a plane here: areas around the world, over a pole or across the antimeridian are wide on it, or have an edge half around the
 * world, which is no line on a globe (its ends may be antipodes).
 */
export function describeExtent(polygons: readonly (readonly [number, number][])[][]): string | undefined {
  const pole = polygons.flat(2).find(([, lat]) => Math.abs(lat) > nearestToPole)
  if (pole)
    return `[${pole.join(', ')}] is at the ${pole[1] > 0 ? 'north' : 'south'} pole: an area must keep within ${nearestToPole} degrees of latitude`
  let west = 180
  let east = -180
  for (const ring of polygons.flat()) {
    for (const [index, [lng]] of ring.entries()) {
      const [before] = ring[index - 1] ?? [lng]
      if (Math.abs(lng - before) >= 180)
        return `an edge runs from longitude ${before} to ${lng}, half around the world or more: ${wayOut}`
      west = Math.min(west, lng)
      east = Math.max(east, lng)
    }
  }
  if (east - west < 180) return undefined
  return `longitudes from ${west} to ${east} are ${east - west} degrees wide: ${wayOut}`
}

const wayOut =
  'areas around the world, over a pole or across the antimeridian (±180°) are not supported. Keep the part on one side, or mend the coordinates'
