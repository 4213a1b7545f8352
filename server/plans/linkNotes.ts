import type { IslandLink } from '../../partition/index.ts'
import type { PlanWarning } from '../contract/plans.ts'
import type { ChosenLinks } from './chooseLinks.ts'
import type { PlanInput } from './planInput.ts'

type Places = Pick<PlanInput, 'request' | 'districtOfCell' | 'districts'>

/** Of longer lists the rest is counted. */
const mostListed = 8

/** What a planner must know of the links that nobody has confirmed: one line for small islands, one for larger pieces. */
export function linkNotes({ small, balancing }: ChosenLinks, city: Places): PlanWarning[] {
  return [
    ...(small.length > 0
      ? [city.request.districts === 'never' ? districtPieces(small, city) : islands(small, city)]
      : []),
    ...(balancing.length > 0 ? [largerPieces(balancing, city)] : []),
  ]
}

function islands(links: readonly IslandLink[], city: Places): PlanWarning {
  const details = { islands: links.length, places: placesOf(links, city), km: longest(links) }
  const message = `${countOf(links.length, 'small island shares', 'small islands share')} a grid with the nearest shore: ${details.places}; the longest link is ${details.km} km`
  return { code: 'islands-linked', message, details }
}

function districtPieces(links: readonly IslandLink[], city: Places): PlanWarning {
  const details = { pieces: links.length, places: placesOf(links, city), km: longest(links) }
  const message = `${countOf(links.length, 'small piece of a district shares', 'small pieces of districts share')} a grid with the rest of the district: ${details.places}; the longest link is ${details.km} km`
  return { code: 'district-pieces-linked', message, details }
}

function largerPieces(links: readonly IslandLink[], city: Places): PlanWarning {
  const names = links.map(({ a, b, distanceKm }) => {
    const ends = [...new Set([a, b].map((cell) => districtName(cell, city)))]
    return `${ends.join('–')} ${kilometres(distanceKm)} km`
  })
  const places = listed(names)
  const details = { links: links.length, places, km: longest(links) }
  const message = `${countOf(links.length, 'proposed link joins', 'proposed links join')} larger pieces of land, which no whole number of grids fits within the tolerance, so that they may share a grid: ${places}; \`shapan city links\` confirms or refuses them, and the rule \`small-islands\` does without`
  return { code: 'pieces-linked', message, details }
}

/** `普陀区 7, 岱山县 5`: where the islands lie, most first. */
function placesOf(links: readonly IslandLink[], city: Places): string {
  const counts = new Map<string, number>()
  for (const { islandCell } of links) {
    const name = districtName(islandCell, city)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const sorted = [...counts].sort(([p, m], [q, n]) => n - m || (p < q ? -1 : 1))
  return listed(sorted.map(([name, count]) => `${name} ${count}`))
}

function districtName(cell: number, { districtOfCell, districts }: Places): string {
  return districts[districtOfCell[cell]!]?.name ?? '–'
}

function listed(items: readonly string[]): string {
  const more = items.length - mostListed
  return more > 0 ? `${items.slice(0, mostListed).join(', ')}, +${more}` : items.join(', ')
}

function longest(links: readonly IslandLink[]): number {
  return kilometres(Math.max(...links.map(({ distanceKm }) => distanceKm)))
}

function kilometres(value: number): number {
  return Math.round(value * 10) / 10
}

function countOf(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}
