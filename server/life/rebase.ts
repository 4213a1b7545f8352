import { cellsOfRuns, type Grid, runsOf, unassigned } from '../../partition/index.ts'

/** Cells and grid records of one of three plans. */
export interface Content {
  readonly assignment: Uint16Array
  readonly grids: readonly Grid[]
}

export interface Conflict {
  /** where the draft has the cells */
  readonly gridId: string | null
  readonly code: string
  readonly name: string
  readonly cells: number
}

export interface Merged extends Content {
  readonly conflicts: readonly Conflict[]
  /** cells that only the draft changed, and that only the other side did */
  readonly mine: number
  readonly theirs: number
}

export interface MergeInput {
  readonly base: Content
  readonly mine: Content
  readonly theirs: Content
  /** ids of grids whose cells stay the draft's where both sides changed them otherwise */
  readonly preferred: readonly string[]
}

/**
 * Three plans merged cell by cell and field by field, by the ids of grids: what one side changed is changed, and where both did
 * otherwise it is as theirs has it and told, unless the draft's grid is preferred. A cell that the draft put into a grid which theirs
 * ended is theirs' too. Pure and symmetric but for that; O(cells).
 */
export function mergePlans({ base, mine, theirs, preferred }: MergeInput): Merged {
  const prefers = new Set(preferred)
  const theirIds = new Set(theirs.grids.map(({ gridId }) => gridId))
  const baseIds = new Set(base.grids.map(({ gridId }) => gridId))
  const ended = (gridId: string | null) => gridId !== null && baseIds.has(gridId) && !theirIds.has(gridId)
  const idsOf = ({ grids }: Content) => new Map(grids.map(({ number, gridId }) => [number, gridId]))
  const [ofBase, ofMine, ofTheirs] = [idsOf(base), idsOf(mine), idsOf(theirs)]
  const idAt = (ids: ReadonlyMap<number, string>, { assignment }: Content, cell: number) =>
    ids.get(assignment[cell] ?? unassigned) ?? null

  const wanted: (string | null)[] = []
  const conflicts = new Map<string | null, number>()
  let own = 0
  let others = 0
  for (let cell = 0; cell < theirs.assignment.length; cell++) {
    const b = idAt(ofBase, base, cell)
    const m = idAt(ofMine, mine, cell)
    const t = idAt(ofTheirs, theirs, cell)
    if (m === b || m === t) {
      if (t !== b && m === b) others++
      wanted.push(t)
    } else if (t === b && !ended(m)) {
      own++
      wanted.push(m)
    } else {
      const isPreferred = m !== null && prefers.has(m) && !ended(m)
      if (!isPreferred) conflicts.set(m, (conflicts.get(m) ?? 0) + 1)
      wanted.push(isPreferred ? m : t)
    }
  }

  const records = mergeGrids({ base, mine, theirs }, { ended, wanted: new Set(wanted) })
  const numberOf = new Map(records.map(({ gridId, number }) => [gridId, number]))
  const assignment = Uint16Array.from(wanted, (gridId) => (gridId && numberOf.get(gridId)) || unassigned)
  const names = new Map([...theirs.grids, ...mine.grids].map((grid) => [grid.gridId, grid]))
  return {
    assignment,
    grids: records.map((grid) => ({
      ...grid,
      pins: runsOf(cellsOfRuns(grid.pins).filter((cell) => assignment[cell] === grid.number)),
    })),
    conflicts: [...conflicts].map(([gridId, cells]) => {
      const grid = gridId === null ? undefined : names.get(gridId)
      return { gridId, code: grid?.code ?? '', name: grid?.name ?? '', cells }
    }),
    mine: own,
    theirs: others,
  }
}

/**
 * Those of theirs, with the draft's changes where theirs made none, and the draft's new ones under numbers of their own. Codes and names
 * that two would have get a number behind them.
 */
function mergeGrids(
  { base, mine, theirs }: Pick<MergeInput, 'base' | 'mine' | 'theirs'>,
  cells: { readonly ended: (gridId: string | null) => boolean; readonly wanted: ReadonlySet<string | null> },
): Grid[] {
  const baseOf = new Map(base.grids.map((grid) => [grid.gridId, grid]))
  const mineOf = new Map(mine.grids.map((grid) => [grid.gridId, grid]))
  const kept = theirs.grids
    // What the draft has ended ends, unless theirs gave it cells.
    .filter(({ gridId }) => !baseOf.has(gridId) || mineOf.has(gridId) || cells.wanted.has(gridId))
    .map((grid): Grid => {
      const was = baseOf.get(grid.gridId)
      const own = mineOf.get(grid.gridId)
      if (!was || !own) return grid
      const changed = fields.filter((field) => own[field] !== was[field] && grid[field] === was[field])
      return { ...grid, ...Object.fromEntries(changed.map((field) => [field, own[field]])) }
    })
  const there = new Set(kept.map(({ gridId }) => gridId))
  let last = Math.max(0, ...theirs.grids.map(({ number }) => number), ...mine.grids.map(({ number }) => number))
  const added = mine.grids
    .filter(({ gridId }) => !there.has(gridId) && !cells.ended(gridId))
    .map((grid): Grid => ({ ...grid, number: ++last, pins: [] }))
  const all = [...kept, ...added]
  const ids = new Set(all.map(({ gridId }) => gridId))
  const codes = new Set<string>()
  const names = new Set<string>()
  return all
    .map((grid) => ({
      ...grid,
      code: takeFree(codes, grid.code, '-'),
      name: takeFree(names, grid.name, ' '),
      parentId: grid.parentId !== null && ids.has(grid.parentId) ? grid.parentId : null,
    }))
    .sort((a, b) => a.number - b.number)
}

/** What a planner gives a grid, but for its pins, which go with its cells. */
const fields = ['code', 'name', 'colour', 'areaClass', 'parentId', 'locked'] as const

function takeFree(taken: Set<string>, text: string, between: string): string {
  let free = text
  for (let n = 2; taken.has(free); n++) free = `${text}${between}${n}`
  taken.add(free)
  return free
}
