import { locatePoint } from '../../../partition/index.ts'
import { ShapanError } from '../../base/errors.ts'
import type { Crs } from '../../contract/common.ts'
import type { CityLink, CityLinks, LinkKind } from '../../contract/links.ts'
import { toWgs84 } from '../../coordinates/toWgs84.ts'
import type { Database } from '../../db/database.ts'
import { loadCityState } from '../cityState.ts'
import { type DescribeLinksInput, describeLink, describeLinks } from './describeLinks.ts'
import { deleteLink, listLinks, type NewLink, putLinks } from './store.ts'

/** A city with its stored links, ready for a thread; throws `city-not-found`. */
export async function loadLinks(
  database: Database,
  cityCode: string,
): Promise<DescribeLinksInput & { cellCount: number }> {
  const { cityId, lattice, neighbors, districtOfCell, districts, cellCount } = await loadCityState(database, cityCode)
  const links = await listLinks(database.kysely, cityId)
  return { lattice, neighbors, districtOfCell, districts, links, cellCount }
}

/** A city's links and what is proposed beside them, found where it is called; throws `city-not-found`. */
export async function readLinks(database: Database, cityCode: string): Promise<CityLinks> {
  return describeLinks(await loadLinks(database, cityCode))
}

/** States links, all or none; throws `city-not-found` or `invalid-link`. */
export async function stateLinks(database: Database, cityCode: string, links: readonly NewLink[]): Promise<void> {
  const { cityId } = await loadCityState(database, cityCode)
  await database.kysely.transaction().execute((transaction) => putLinks(transaction, cityId, links))
}

/** States a link between the cells of two places; throws `invalid-link` for a place outside the city. */
export async function addLink(
  database: Database,
  cityCode: string,
  {
    from,
    to,
    crs,
    kind,
    name,
  }: { from: [number, number]; to: [number, number]; crs: Crs; kind: LinkKind; name?: string | undefined },
): Promise<CityLink> {
  const { lattice } = await loadCityState(database, cityCode)
  const [a, b] = [from, to].map(([lng, lat]) => {
    const cell = locatePoint(lattice, ...toWgs84(lng, lat, crs))
    if (cell >= 0) return cell
    throw new ShapanError('invalid-link', `${lng},${lat} lies outside "${cityCode}": a link ends on land of the city`)
  })
  return await stateLink(database, cityCode, { a: a!, b: b!, kind, name })
}

/** States one link, and answers with it; throws `city-not-found` or `invalid-link`. */
export async function stateLink(database: Database, cityCode: string, link: NewLink): Promise<CityLink> {
  await stateLinks(database, cityCode, [link])
  const { a, b, kind, name = null } = link
  return describeLink(await loadCityState(database, cityCode), { a: Math.min(a, b), b: Math.max(a, b), kind, name })
}

/** Takes back what was stated of a link; throws `city-not-found` or `link-not-found`. */
export async function removeLink(database: Database, cityCode: string, id: string): Promise<void> {
  const { cityId } = await loadCityState(database, cityCode)
  const { a, b } = parseLinkId(id)
  await deleteLink(database.kysely, cityId, a, b)
}

export interface Acceptance {
  readonly kind: LinkKind
  /** ids of proposed links; all of them unless given */
  readonly only?: readonly string[] | undefined
  /** none that is longer */
  readonly maxKm?: number | undefined
}

/** Confirms proposed links; throws `city-not-found`, or `invalid-link` for one that is not proposed. */
export async function acceptProposed(
  database: Database,
  cityCode: string,
  { kind, only, maxKm = Infinity }: Acceptance,
): Promise<{ accepted: number; links: CityLinks }> {
  const { proposed } = await readLinks(database, cityCode)
  const known = new Set(proposed.map(({ link }) => link))
  const unknown = only?.find((id) => !known.has(id))
  if (unknown !== undefined)
    throw new ShapanError(
      'invalid-link',
      `"${unknown}" is not among the ${proposed.length} links proposed for "${cityCode}"`,
    )
  const chosen = proposed.filter(({ link, distanceKm }) => (only?.includes(link) ?? true) && distanceKm <= maxKm)
  const links = chosen.map(({ link }) => ({ ...parseLinkId(link), kind }))
  await stateLinks(database, cityCode, links)
  return { accepted: links.length, links: await readLinks(database, cityCode) }
}

export function parseLinkId(id: string): { a: number; b: number } {
  const [a, b] = id.split('-').map(Number)
  return { a: a!, b: b! }
}
