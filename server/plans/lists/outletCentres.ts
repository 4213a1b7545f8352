import { components, type Graph } from '../../../partition/index.ts'
import type { KeptCentre } from '../../contract/outlets.ts'
import type { PlanNote } from '../../contract/planNotes.ts'
import type { OwnOutlet } from './readLists.ts'

export interface CentreLimits {
  /** the plan's edges, without barriers */
  readonly graph: Graph
  /** where no grid may cross from one district to another: by cell */
  readonly districtOf?: Int32Array | undefined
  /** by cell, of what is balanced first */
  readonly weight: Float64Array
  /** x0, y0, x1, y1, …: longitudes and latitudes of the cells' middles */
  readonly centers: Float64Array
  /** grids there will be at least, that are not locked */
  readonly grids: number
  /** lists of cells that are whole, no two of which share a cell */
  readonly units: readonly (readonly number[])[]
  /** by cell: whether its grid is locked, or a key account's own */
  readonly isLocked: (cell: number) => boolean
  readonly isOwn: (cell: number) => boolean
  /** by pinned cell: its grid */
  readonly pinnedTo: ReadonlyMap<number, number>
}

type Note = Extract<PlanNote, { code: 'outlet-centres' }>
type NotCentre = Note['notCentres'][number]

interface Centre extends KeptCentre {
  /** what lies nearer to it than to another */
  load: number
}

const mostListed = 8
/** Of a long list so many for each grid are looked at one against another; the lightest beyond go at once. */
const lookedAt = 4

/** Of an average grid: around which less lies, an outlet could only have a grid that is too light, or that reaches around its neighbours. */
const leastLoad = 0.5

/**
 * Finds the own outlets of which each is to lie in a grid of its own: by code, those whose cell, unit or pinned grid has no outlet yet and is not
 * locked. Where less than half a grid lies nearer to one than to others, it goes, and so do the lightest of more than a piece of the city has
 * grids for: one after another, each leaving what it has to the nearest that stays. All others are told by name. O(cells + outlets + (grids · 4)²).
 */
export function findCentres(
  outlets: readonly OwnOutlet[],
  limits: CentreLimits,
): { centres: KeptCentre[]; note: Note } {
  const notCentres: NotCentre[] = []
  const found = withoutSharing(outlets, limits, notCentres)
  const { districtOf, isLocked, isOwn } = limits
  const kindOf = (cell: number) => (isLocked(cell) || isOwn(cell) ? -1 : districtOf ? 1 + districtOf[cell]! : 0)
  const { labels, count } = components(limits.graph, kindOf)
  const { room, average } = roomOf(limits, labels, count)
  giveLoads(found, limits, labels)
  const kept: Centre[] = []
  for (const [piece, centres] of Map.groupBy(found, ({ cell }) => labels[cell]!)) {
    const { stay, go } = lightestGo(centres, room[piece]!, leastLoad * average, limits.centers)
    kept.push(...stay)
    notCentres.push(...go.map(({ name, reason }) => ({ name, reason })))
  }
  const more = notCentres.length - mostListed
  return {
    centres: kept.sort(byCode).map(({ code, name, cell }) => ({ code, name, cell })),
    note: {
      code: 'outlet-centres',
      centres: kept.length,
      notCentres: notCentres.slice(0, mostListed),
      ...(more > 0 && { more }),
    },
  }
}

function withoutSharing(outlets: readonly OwnOutlet[], limits: CentreLimits, refused: NotCentre[]): Centre[] {
  const unitOf = new Map(limits.units.flatMap((cells) => cells.map((cell) => [cell, cells[0]!] as const)))
  const inUnit = new Map<number, string>()
  const inGrid = new Map<number, string>()
  const found: Centre[] = []
  for (const { code, name, cell } of outlets) {
    if (cell === null) {
      refused.push({ name, reason: 'nowhere' })
      continue
    }
    const unit = unitOf.get(cell) ?? cell
    const grid = limits.pinnedTo.get(cell)
    const other = inUnit.get(unit) ?? (grid === undefined ? undefined : inGrid.get(grid))
    if (limits.isOwn(cell)) refused.push({ name, reason: 'account' })
    else if (limits.isLocked(cell)) refused.push({ name, reason: 'locked' })
    else if (other !== undefined) refused.push({ name, reason: 'shared', other })
    else {
      inUnit.set(unit, name)
      if (grid !== undefined) inGrid.set(grid, name)
      found.push({ code, name, cell, load: 0 })
    }
  }
  return found
}

/** How many grids each piece is sure to have: its share, rounded down, and one at least. `average` is of a grid. */
function roomOf({ weight, grids }: CentreLimits, labels: Int32Array, count: number) {
  const sums = new Float64Array(count)
  const hasWeight = weight.some((own) => own > 0)
  for (const [cell, label] of labels.entries())
    if (label >= 0) sums[label]! += hasWeight ? Math.max(0, weight[cell]!) : 1
  const all = sums.reduce((a, b) => a + b, 0)
  // 1e-9: a share that is whole, but for the last bits of its sums
  const room = Array.from(sums, (sum) => Math.max(1, Math.floor((grids * sum) / all + 1e-9)))
  return { room, average: hasWeight ? all / grids : 0 }
}

/** Each cell counts for the outlet that is the fewest steps away, of equal ones for the first by code. */
function giveLoads(centres: readonly Centre[], { graph, weight }: CentreLimits, labels: Int32Array): void {
  const { offsets, neighbors, vertexCount } = graph
  const nearest = new Int32Array(vertexCount).fill(-1)
  const queue: number[] = []
  for (const [place, { cell }] of centres.entries()) {
    nearest[cell] = place
    queue.push(cell)
  }
  for (let head = 0; head < queue.length; head++) {
    const cell = queue[head]!
    centres[nearest[cell]!]!.load += weight[cell]!
    for (let edge = offsets[cell]!; edge < offsets[cell + 1]!; edge++) {
      const next = neighbors[edge]!
      if (nearest[next] !== -1 || labels[next] !== labels[cell]) continue
      nearest[next] = nearest[cell]!
      queue.push(next)
    }
  }
}

interface Gone extends Centre {
  readonly reason: 'light' | 'few-grids'
}

function lightestGo(
  centres: readonly Centre[],
  room: number,
  least: number,
  centers: Float64Array,
): { stay: Centre[]; go: Gone[] } {
  const byLoad = [...centres].sort((a, b) => b.load - a.load || byCode(a, b))
  const stay = byLoad.slice(0, lookedAt * room)
  const reasonOf = ({ load }: Centre) => (load < least ? 'light' : 'few-grids')
  const go = byLoad.slice(lookedAt * room).map((centre): Gone => ({ ...centre, reason: reasonOf(centre) }))
  while (stay.length > 1) {
    let lightest = 0
    for (const [place, { load }] of stay.entries()) if (load <= stay[lightest]!.load) lightest = place
    if (stay.length <= room && stay[lightest]!.load >= least) break
    const [gone] = stay.splice(lightest, 1)
    let heir = stay[0]!
    for (const other of stay)
      if (squareBetween(other.cell, gone!.cell, centers) < squareBetween(heir.cell, gone!.cell, centers)) heir = other
    go.push({ ...gone!, reason: reasonOf(gone!) })
    heir.load += gone!.load
  }
  return { stay, go: go.sort(byCode) }
}

/** In degrees of latitude; across the antimeridian the short way. */
function squareBetween(a: number, b: number, centers: Float64Array): number {
  const [latA, latB] = [centers[2 * a + 1]!, centers[2 * b + 1]!]
  const turn = Math.abs(centers[2 * a]! - centers[2 * b]!)
  const x = Math.min(turn, 360 - turn) * Math.cos((((latA + latB) / 2) * Math.PI) / 180)
  return x * x + (latA - latB) ** 2
}

function byCode(a: Pick<Centre, 'code'>, b: Pick<Centre, 'code'>): number {
  return a.code < b.code ? -1 : a.code > b.code ? 1 : 0
}
