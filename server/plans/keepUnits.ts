import { type Graph, runsOf } from '../../partition/index.ts'
import { holdCells, type UnitCells } from '../cities/places/holdCells.ts'
import type { UnitKind } from '../contract/placeKinds.ts'
import type { KeptUnit } from '../contract/places.ts'
import type { PlanNote } from '../contract/planNotes.ts'
import { piecesOf } from './lists/piecesOf.ts'

/** What must not be joined in one grid beside edges that are not there. */
export interface KeepLimits {
  /** the plan's edges, without barriers */
  readonly graph: Graph
  /** the same with them: what parts a unit here and not there is a barrier */
  readonly open: Graph
  /** where no grid may cross from one district to another: by cell */
  readonly districtOf?: Int32Array | undefined
  /** by cell: the locked grid it lies in, -1 for none */
  readonly lockedIn?: Int32Array | undefined
  /** by pinned cell: its grid */
  readonly pinnedTo: ReadonlyMap<number, number>
}

export interface KeptUnits {
  /** cells that become one vertex, each list connected and in no other */
  readonly groups: number[][]
  /** the units that are whole in every plan made with these groups */
  readonly kept: KeptUnit[]
  readonly note: Extract<PlanNote, { code: 'units-kept' }>
  /** of a cell of a group: the name of its unit */
  readonly nameOf: (cell: number) => string | undefined
}

export type NotKeptReason = Extract<PlanNote, { code: 'units-kept' }>['notKept'][number]['reason']

/** Of longer lists the rest is counted. */
const mostListed = 8

/**
 * The units of some kinds as a plan can keep them: each holds the cells that it covers most of among these kinds. One whose cells cannot be in one
 * grid is told with the reason, and each connected piece of it is kept instead. Units come in the order of kind and code, whatever theirs
 * was. O(cells held, and their edges).
 */
export function keepUnits(units: readonly UnitCells[], limits: KeepLimits): KeptUnits {
  const held = holdCells(units)
  const groups: number[][] = []
  const groupNames: string[] = []
  const kept: KeptUnit[] = []
  const notKept: { name: string; kind: UnitKind; reason: NotKeptReason }[] = []
  let withoutCell = 0
  for (const [unit, { kind, code, name }] of units.entries()) {
    const cells = held.cells[unit]!
    if (cells.length === 0) {
      withoutCell++
      continue
    }
    const pieces = piecesOf(cells, limits.graph, (a, b) => mayJoin(a, b, limits))
    const areAgreed = pieces.map((piece) => new Set(piece.flatMap((cell) => limits.pinnedTo.get(cell) ?? [])).size < 2)
    for (const [place, piece] of pieces.entries()) {
      if (!areAgreed[place] || piece.length < 2) continue
      groups.push(piece)
      groupNames.push(name)
    }
    if (pieces.length === 1 && areAgreed[0]) {
      kept.push({ kind, code, name, cells: runsOf(cells).map(({ start, length }) => [start, length]) })
    } else {
      notKept.push({ name, kind, reason: pieces.length === 1 ? 'pins' : reasonOf(cells, limits) })
    }
  }
  const more = notKept.length - mostListed
  const nameOfGroup = new Map(
    groups.flatMap((cells, group) => cells.map((cell) => [cell, groupNames[group]!] as const)),
  )
  return {
    groups,
    kept,
    note: {
      code: 'units-kept',
      units: kept.length + notKept.length,
      whole: kept.length,
      ...(withoutCell > 0 && { withoutCell }),
      notKept: notKept.slice(0, mostListed),
      ...(more > 0 && { more }),
    },
    nameOf: (cell) => nameOfGroup.get(cell),
  }
}

function mayJoin(a: number, b: number, { districtOf, lockedIn }: KeepLimits): boolean {
  return (!districtOf || districtOf[a] === districtOf[b]) && (!lockedIn || lockedIn[a] === lockedIn[b])
}

/** Why cells lie in several pieces: the first limit without which they would not. */
function reasonOf(cells: readonly number[], limits: KeepLimits): NotKeptReason {
  const { open, graph, districtOf, lockedIn } = limits
  const isOne = (on: Graph, joins: (a: number, b: number) => boolean) => piecesOf(cells, on, joins).length === 1
  if (!isOne(open, () => true)) return 'apart'
  if (!isOne(graph, () => true)) return 'barrier'
  if (districtOf && !isOne(graph, (a, b) => districtOf[a] === districtOf[b])) return 'districts'
  return lockedIn ? 'locked' : 'districts'
}
