import { cellCenters, distanceKm, type Lattice, type Link, spanningLinks } from '../../../partition/index.ts'
import type { CityLink, CityLinks, ProposedCityLink } from '../../contract/links.ts'
import type { CityLinkRow } from './store.ts'

/** Plain data, so that it can be sent to a thread. */
export interface DescribeLinksInput {
  readonly lattice: Lattice
  readonly neighbors: Int32Array
  readonly districtOfCell: Int32Array
  readonly districts: readonly { readonly name: string }[]
  readonly links: readonly CityLinkRow[]
}

/** A city's links with places and lengths, and those that would tie what they leave apart. Cost: see `spanningLinks`. */
export function describeLinks(input: DescribeLinksInput): CityLinks {
  const { lattice, neighbors, districtOfCell, districts } = input
  const centers = cellCenters(lattice)
  const end = (cellIndex: number) => ({
    cellIndex,
    lng: centers[2 * cellIndex]!,
    lat: centers[2 * cellIndex + 1]!,
    district: districts[districtOfCell[cellIndex]!]?.name ?? null,
  })
  const describe = ({ a, b }: Link): ProposedCityLink => ({
    link: `${a}-${b}`,
    distanceKm: distanceKm(centers, a, b),
    from: end(a),
    to: end(b),
  })
  const links = input.links.map(({ kind, name, ...link }): CityLink => ({ ...describe(link), kind, name }))
  const { confirmed, refused } = sortLinks(input.links)
  return {
    links: links.sort((p, q) => p.distanceKm - q.distanceKm),
    proposed: spanningLinks({ neighbors, centers, links: confirmed, refused }).map(describe),
  }
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
