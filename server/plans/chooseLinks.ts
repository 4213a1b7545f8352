import { cellGraph, components, type IslandLink, joinIslands, type Link } from '../../partition/index.ts'
import { sortLinks } from '../cities/links/describeLinks.ts'
import type { PartitionRequest } from '../contract/partitionRequest.ts'
import type { PlanLink } from '../contract/plans.ts'
import type { Cut } from './cutNeighbors.ts'
import type { PlanInput } from './planInput.ts'

export interface ChosenLinks {
  /** all that the plan is made with, by their cells: the same whatever the order they were stated in */
  readonly links: PlanLink[]
  /** those made here, for what is too small for a grid of its own */
  readonly small: readonly IslandLink[]
  /** those made here, for what no whole number of grids fits */
  readonly balancing: readonly IslandLink[]
  /** those made here, for what barriers cut off and is too small for a grid of its own */
  readonly besideBarriers: readonly IslandLink[]
}

/**
 * The links a plan is made with: the city's, those of the plan to stay near that nobody has taken away, and by the request's rule
 * those that small islands and ill-fitting pieces need. Where no grid may cross from one district to another, the pieces are those of
 * each district: a shore cell that lies apart belongs with the rest of its district, not with what it touches.
 */
export function chooseLinks(
  input: PlanInput,
  weights: readonly Float64Array[],
  grids: number,
  cut?: Pick<Cut, 'neighbors'>,
): ChosenLinks {
  const { request, neighbors, centers, districtOfCell, from } = input
  const { confirmed, refused } = sortLinks(input.cityLinks ?? [])
  const rule = request.links ?? 'automatic'
  const made =
    rule === 'confirmed'
      ? { small: [], balancing: [] }
      : joinIslands({
          neighbors,
          centers,
          ...whatIsBalanced(request, weights),
          ...(rule === 'small-islands' && { tolerances: undefined }),
          parts: grids,
          links: confirmed,
          refused,
          regionOf: request.districts === 'never' ? districtOfCell : undefined,
        })
  const isRefused = refusals(neighbors, refused)
  const earlier = (from?.links ?? []).filter(
    (link) => link.kind === undefined && rule !== 'confirmed' && !isRefused(link),
  )
  const links = unite([...confirmed, ...earlier, ...made.small, ...made.balancing])
  if (!cut || rule === 'confirmed') return { links, ...made, besideBarriers: [] }
  // Only what is too small: a barrier stays a border, whatever number of grids fits on its two sides.
  const { small: besideBarriers } = joinIslands({
    neighbors: cut.neighbors,
    centers,
    ...whatIsBalanced(request, weights),
    tolerances: undefined,
    parts: grids,
    links,
    refused,
    regionOf: request.districts === 'never' ? districtOfCell : undefined,
  })
  return { links: unite([...links, ...besideBarriers]), ...made, besideBarriers }
}

/** What the engine holds within a tolerance: the composite where there is one, else each weight, the soft ones at any price. */
function whatIsBalanced(
  { weights: keys, composite, soft, tolerance, tolerances }: PartitionRequest,
  weights: readonly Float64Array[],
) {
  const allowed = keys.map((key) => tolerances?.[key] ?? tolerance)
  if (!composite)
    return { weights, tolerances: allowed.map((value, c) => (soft?.includes(keys[c]!) ? Infinity : value)) }
  const factors = weights.map((weight, c) => {
    const total = weight.reduce((sum, value) => sum + value, 0)
    return total > 0 ? (composite[keys[c]!] ?? 0) / total : 0
  })
  const sum = weights[0]!.map((_, cell) => weights.reduce((all, weight, c) => all + factors[c]! * weight[cell]!, 0))
  return { weights: [sum], tolerances: [allowed[0]!] }
}

/** Says of a link whether it joins two pieces that must stay apart. */
function refusals(neighbors: Int32Array, refused: readonly Link[]): (link: Link) => boolean {
  if (refused.length === 0) return () => false
  const { labels } = components(cellGraph(neighbors, []))
  const pairOf = ({ a, b }: Link) => [labels[a]!, labels[b]!].sort((p, q) => p - q).join()
  const pairs = new Set(refused.map(pairOf))
  return (link) => pairs.has(pairOf(link))
}

/** Each pair of cells once, as the first says. */
function unite(links: readonly PlanLink[]): PlanLink[] {
  const known = new Map<string, PlanLink>()
  for (const { a: p, b: q, kind } of links) {
    const [a, b] = [Math.min(p, q), Math.max(p, q)]
    if (!known.has(`${a}-${b}`)) known.set(`${a}-${b}`, { a, b, ...(kind && { kind }) })
  }
  return [...known.values()].sort((p, q) => p.a - q.a || p.b - q.b)
}
