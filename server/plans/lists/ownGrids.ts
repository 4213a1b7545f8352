import type { Graph } from '../../../partition/index.ts'
import type { PlanNote } from '../../contract/planNotes.ts'
import { piecesOf } from './piecesOf.ts'
import type { AccountSite } from './readLists.ts'

export interface OwnGridLimits {
  /** the plan's edges, without barriers */
  readonly graph: Graph
  /** lists of cells that are to be whole, no two of which share a cell */
  readonly units: readonly (readonly number[])[]
  /** where no grid may cross from one district to another: by cell */
  readonly districtOf?: Int32Array | undefined
  /** by cell the grid it lies in today, 0 for none; absent without a plan to stay near */
  readonly gridOf?: Uint16Array | undefined
  /** numbers of locked grids */
  readonly locked: ReadonlySet<number>
  /** by pinned cell: its grid's number or part */
  readonly pinnedTo: ReadonlyMap<number, number>
}

/** A grid that is a key account's alone. */
export interface OwnGrid {
  readonly account: string
  /** the account's, with its site where it has several grids */
  readonly name: string
  /** ascending, connected, and in no other */
  readonly cells: readonly number[]
  /** the grid of today that is these cells already */
  readonly known: number | undefined
}

type Note = Extract<PlanNote, { code: 'accounts-own-grids' }>
type NotOwn = Note['notOwn'][number]

const mostListed = 8
const gradeOrder = ['A', 'B', 'C', null]

/**
 * Finds the grids of key accounts: each connected group of the cells of an account's sites, and of the units that these lie in, where those are to be
 * whole. Accounts of a higher grade come first, then by code. What cannot be a grid is told by name: its cells are another account's,
 * locked or pinned, or without them the rest of the city would fall apart. O(cells) for each that would; else about the cells around.
 */
export function findOwnGrids(sites: readonly AccountSite[], limits: OwnGridLimits): { grids: OwnGrid[]; note: Note } {
  const unitOf = new Map(limits.units.flatMap((cells) => cells.map((cell) => [cell, cells] as const)))
  const holders = new Map<number, string>()
  const sizes = countToday(limits.gridOf)
  const grids: OwnGrid[] = []
  const notOwn: NotOwn[] = []
  const withGrid = new Set<string>()
  for (const own of inOrder(sites)) {
    const { account, name } = own[0]!
    const siteOf = new Map<number, string>()
    for (const { cell, site } of own) if (cell !== null && !siteOf.has(cell)) siteOf.set(cell, site)
    if (siteOf.size === 0) {
      notOwn.push({ name, reason: 'nowhere' })
      continue
    }
    const cells = new Set([...siteOf.keys()].flatMap((cell) => unitOf.get(cell) ?? [cell]))
    const { districtOf } = limits
    const sorted = [...cells].sort((a, b) => a - b)
    const pieces = piecesOf(sorted, limits.graph, (a, b) => !districtOf || districtOf[a] === districtOf[b])
    for (const piece of pieces) {
      const called =
        pieces.length === 1 ? name : `${name} ${siteOf.get(piece.find((cell) => siteOf.has(cell)) ?? -1) ?? ''}`.trim()
      const known = wholeGrid(piece, limits.gridOf, sizes)
      const refused = refusalOf(piece, holders, limits, known)
      if (refused) {
        notOwn.push({ name: called, ...refused })
        continue
      }
      for (const cell of piece) holders.set(cell, name)
      grids.push({ account, name: called, cells: piece, known })
      withGrid.add(account)
    }
  }
  const more = notOwn.length - mostListed
  return {
    grids,
    note: {
      code: 'accounts-own-grids',
      accounts: withGrid.size,
      grids: grids.length,
      notOwn: notOwn.slice(0, mostListed),
      ...(more > 0 && { more }),
    },
  }
}

function inOrder(sites: readonly AccountSite[]): AccountSite[][] {
  const accounts = [...Map.groupBy(sites, ({ account }) => account).values()]
  const rank = ([site]: AccountSite[]) => gradeOrder.indexOf(site!.grade)
  return accounts.sort((a, b) => rank(a) - rank(b) || (a[0]!.account < b[0]!.account ? -1 : 1))
}

function countToday(gridOf: Uint16Array | undefined): ReadonlyMap<number, number> {
  const sizes = new Map<number, number>()
  for (const grid of gridOf ?? []) sizes.set(grid, (sizes.get(grid) ?? 0) + 1)
  return sizes
}

/** The grid of today that has these cells and no other. */
function wholeGrid(
  piece: readonly number[],
  gridOf: Uint16Array | undefined,
  sizes: ReadonlyMap<number, number>,
): number | undefined {
  const grid = gridOf?.[piece[0]!] ?? 0
  if (grid === 0 || sizes.get(grid) !== piece.length) return undefined
  return piece.every((cell) => gridOf![cell] === grid) ? grid : undefined
}

function refusalOf(
  piece: readonly number[],
  holders: ReadonlyMap<number, string>,
  { graph, gridOf, locked, pinnedTo }: OwnGridLimits,
  known: number | undefined,
): Omit<NotOwn, 'name'> | undefined {
  const taken = piece.find((cell) => holders.has(cell))
  if (taken !== undefined) return { reason: 'shared', other: holders.get(taken)! }
  if (known === undefined && piece.some((cell) => locked.has(gridOf?.[cell] ?? 0))) return { reason: 'locked' }
  if (known === undefined && piece.some((cell) => pinnedTo.has(cell))) return { reason: 'pins' }
  const isGone = new Set(piece)
  return leavesOne(piece, graph, (cell) => isGone.has(cell) || holders.has(cell)) ? undefined : { reason: 'cuts' }
}

/** Whether what lies around a piece hangs together without it; a piece that nothing is around, must not be all that is left. */
function leavesOne(piece: readonly number[], graph: Graph, isGone: (cell: number) => boolean): boolean {
  const { offsets, neighbors, vertexCount } = graph
  const around = new Set<number>()
  for (const cell of piece) {
    for (let edge = offsets[cell]!; edge < offsets[cell + 1]!; edge++)
      if (!isGone(neighbors[edge]!)) around.add(neighbors[edge]!)
  }
  const [start] = around
  if (start === undefined) return Array.from({ length: vertexCount }, (_, cell) => cell).some((cell) => !isGone(cell))
  const seen = new Set([start])
  const queue = [start]
  around.delete(start)
  for (let head = 0; head < queue.length && around.size > 0; head++) {
    const cell = queue[head]!
    for (let edge = offsets[cell]!; edge < offsets[cell + 1]!; edge++) {
      const next = neighbors[edge]!
      if (seen.has(next) || isGone(next)) continue
      seen.add(next)
      around.delete(next)
      queue.push(next)
    }
  }
  return around.size === 0
}
