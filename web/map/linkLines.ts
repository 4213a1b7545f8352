import type { CityLinkKind } from '../../server/contract/links.ts'

interface Place {
  readonly lng: number
  readonly lat: number
}

/** A way between two places of a city over what is not its land. */
export interface MapLink {
  readonly from: Place
  readonly to: Place
  /** `proposed`: nobody has confirmed it; `used`: the open plan rests on it */
  readonly kind: CityLinkKind | 'proposed' | 'used'
  readonly isPointed?: boolean
}

/** West, south, east and north of a link; one across the antimeridian counts on past 180. */
export function linkBox(link: MapLink): [number, number, number, number] {
  const [[west, south], [east, north]] = endsOf(link).sort(([a], [b]) => a - b)
  return [west, Math.min(south, north), east, Math.max(south, north)]
}

/** A straight line a link, with its `kind`; those pointed at come last, and so lie above the others. */
export function linkLines(links: readonly MapLink[]): GeoJSON.FeatureCollection<GeoJSON.LineString> {
  const features = links
    .toSorted((a, b) => Number(a.isPointed ?? false) - Number(b.isPointed ?? false))
    .map((link) => ({
      type: 'Feature' as const,
      geometry: { type: 'LineString' as const, coordinates: endsOf(link) },
      properties: { kind: link.kind, isPointed: link.isPointed ?? false },
    }))
  return { type: 'FeatureCollection', features }
}

function endsOf({ from, to }: MapLink): [[number, number], [number, number]] {
  const lng = to.lng + 360 * Math.round((from.lng - to.lng) / 360)
  return [
    [from.lng, from.lat],
    [lng, to.lat],
  ]
}
