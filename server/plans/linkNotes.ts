import type { IslandLink } from '../../partition/index.ts'
import type { PlanNote } from '../contract/planNotes.ts'
import type { ChosenLinks } from './chooseLinks.ts'
import type { PlanInput } from './planInput.ts'

type Places = Pick<PlanInput, 'request' | 'districtOfCell' | 'districts'>

/** Of longer lists the rest is counted. */
const mostListed = 8

/** What a planner must know of the links that nobody has confirmed: one line for small islands, one for larger pieces. */
export function linkNotes({ small, balancing }: ChosenLinks, city: Places): PlanNote[] {
  return [
    ...(small.length > 0
      ? [city.request.districts === 'never' ? districtPieces(small, city) : islands(small, city)]
      : []),
    ...(balancing.length > 0 ? [largerPieces(balancing, city)] : []),
  ]
}

function islands(links: readonly IslandLink[], city: Places): PlanNote {
  return { code: 'islands-linked', islands: links.length, ...placesOf(links, city), km: longest(links) }
}

function districtPieces(links: readonly IslandLink[], city: Places): PlanNote {
  return { code: 'district-pieces-linked', pieces: links.length, ...placesOf(links, city), km: longest(links) }
}

function largerPieces(links: readonly IslandLink[], city: Places): PlanNote {
  const places = links.map(({ a, b, distanceKm }) => ({
    names: [...new Set([a, b].map((cell) => districtName(cell, city)))],
    km: kilometres(distanceKm),
  }))
  return { code: 'pieces-linked', links: links.length, ...listed(places), km: longest(links) }
}

/** Where the islands lie, by district: most first. */
function placesOf(links: readonly IslandLink[], city: Places) {
  const counts = new Map<string, number>()
  for (const { islandCell } of links) {
    const name = districtName(islandCell, city)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const sorted = [...counts].sort(([p, m], [q, n]) => n - m || (p < q ? -1 : 1))
  return listed(sorted.map(([name, count]) => ({ name, count })))
}

function districtName(cell: number, { districtOfCell, districts }: Places): string {
  return districts[districtOfCell[cell]!]?.name ?? '–'
}

function listed<Item>(items: readonly Item[]): { places: Item[]; more?: number } {
  const more = items.length - mostListed
  return { places: items.slice(0, mostListed), ...(more > 0 && { more }) }
}

function longest(links: readonly IslandLink[]): number {
  return kilometres(Math.max(...links.map(({ distanceKm }) => distanceKm)))
}

function kilometres(value: number): number {
  return Math.round(value * 10) / 10
}
