/** What the address bar carries, so that a link, a reload and the back button show the same thing. */
export interface UrlState {
  city?: string
  /** where no plan says it */
  division?: string
  plan?: string
  view?: MapView
}

export interface MapView {
  lng: number
  lat: number
  zoom: number
}

/** Reads `?city=…&division=…&plan=…#zoom/lat/lng`; whatever is malformed is left out. */
export function readUrlState(search: string, hash: string): UrlState {
  const query = new URLSearchParams(search)
  const city = query.get('city')
  const division = query.get('division')
  const plan = query.get('plan')
  const [zoom, lat, lng] = hash.replace(/^#/, '').split('/').map(Number)
  const hasView = [zoom, lat, lng].every((value) => value !== undefined && Number.isFinite(value)) && hash.length > 1
  return {
    ...(city ? { city } : {}),
    ...(division ? { division } : {}),
    ...(plan ? { plan } : {}),
    ...(hasView && Math.abs(lat!) <= 85 && Math.abs(lng!) <= 180
      ? { view: { zoom: zoom!, lat: lat!, lng: lng! } }
      : {}),
  }
}

export function writeUrlState({ city, division, plan, view }: UrlState): string {
  const query = new URLSearchParams()
  if (city) query.set('city', city)
  if (division) query.set('division', division)
  if (plan) query.set('plan', plan)
  const search = query.size > 0 ? `?${query}` : ''
  return search + (view ? `#${view.zoom.toFixed(2)}/${view.lat.toFixed(5)}/${view.lng.toFixed(5)}` : '')
}
