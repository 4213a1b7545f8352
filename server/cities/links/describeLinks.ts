import { cellToLatLng, greatCircleDistance } from 'h3-js'
import { cellCenters, formatCellId, type Lattice, type Link, spanningLinks } from '../../../partition/index.ts'
import type { CityLink, CityLinks, ProposedCityLink } from '../../contract/links.ts'
import type { CityLinkRow } from './store.ts'

export interface LinkedCity {
  readonly lattice: Lattice
  readonly districtOfCell: Int32Array
  readonly districts: readonly { readonly name: string }[]
}

/** Plain data, so that it can be sent to a thread. */
export interface DescribeLinksInput extends LinkedCity {
  readonly neighbors: Int32Array
  readonly links: readonly CityLinkRow[]
}

/** A city's links with places and lengths, and those that would tie what they leave apart. Cost: see `spanningLinks`. */
export function describeLinks(input: DescribeLinksInput): CityLinks {
  const { lattice, neighbors } = input
  const { confirmed, refused } = sortLinks(input.links)
  const proposed = spanningLinks({ neighbors, centers: cellCenters(lattice), links: confirmed, refused })
  return {
    links: input.links.map((link) => describeLink(input, link)).sort((p, q) => p.distanceKm - q.distanceKm),
    proposed: proposed.map((link) => describe(input, link)),
  }
}

export function describeLink(city: LinkedCity, { kind, name, ...link }: CityLinkRow): CityLink {
  return { ...describe(city, link), kind, name }
}

function describe({ lattice, districtOfCell, districts }: LinkedCity, { a, b }: Link): ProposedCityLink {
  const places = [a, b].map((cell) => cellToLatLng(formatCellId(lattice.cellIds[cell]!)))
  const [from, to] = [a, b].map((cellIndex, end) => {
    const [lat, lng] = places[end]!
    return { cellIndex, lng, lat, district: districts[districtOfCell[cellIndex]!]?.name ?? null }
  })
  return { link: `${a}-${b}`, distanceKm: greatCircleDistance(places[0]!, places[1]!, 'km'), from: from!, to: to! }
}

/** What `describeLinks` answers, as the bytes of a JSON document. */
export function cityLinksJson(input: DescribeLinksInput): Uint8Array {
  return Buffer.from(JSON.stringify(describeLinks(input)))
}

/** Those by which cells touch, and the pairs that must stay apart. */
export function sortLinks<T extends Pick<CityLinkRow, 'kind'>>(links: readonly T[]) {
  return {
    confirmed: links.filter((link): link is T & { kind: 'ferry' | 'bridge' } => link.kind !== 'none'),
    refused: links.filter(({ kind }) => kind === 'none'),
  }
}
