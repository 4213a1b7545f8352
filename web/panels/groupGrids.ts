import { byKey } from '../../partition/index.ts'
import type { Figures } from '../../server/contract/figures.ts'
import type { GridFigures } from '../../server/contract/grids.ts'
import { figure } from '../../server/contract/planTolerances.ts'

/** A main grid with those of its sub-grids that are listed, and what all of them have together. */
export interface GridGroup {
  readonly main: GridFigures
  readonly members: readonly GridFigures[]
  /** of all its sub-grids, listed or not */
  readonly memberCount: number
  /** of main grid and sub-grids */
  readonly sums: Figures
}

export type ListedGrid = { readonly kind: 'grid'; readonly row: GridFigures } | ({ readonly kind: 'group' } & GridGroup)

/**
 * The list with sub-grids under their main grids: a group stands where the first of it does in the order of the list. `listed` are those
 * that are looked for, of `all`.
 */
export function groupGrids(listed: readonly GridFigures[], all: readonly GridFigures[]): ListedGrid[] {
  const membersOf = groupByParent(all)
  if (membersOf.size === 0) return listed.map((row) => ({ kind: 'grid', row }))
  const listedOf = groupByParent(listed)
  const byId = new Map(all.map((row) => [row.gridId, row]))
  const shown = new Set<string>()
  return listed.flatMap((row): ListedGrid[] => {
    const main = membersOf.has(row.gridId) ? row : byId.get(row.parentId ?? '')
    if (!main) return [{ kind: 'grid', row }]
    if (shown.has(main.gridId)) return []
    shown.add(main.gridId)
    const members = membersOf.get(main.gridId) ?? []
    const sums = sumOf([main, ...members])
    return [{ kind: 'group', main, members: listedOf.get(main.gridId) ?? [], memberCount: members.length, sums }]
  })
}

function groupByParent(rows: readonly GridFigures[]): Map<string, GridFigures[]> {
  return Map.groupBy(
    rows.filter(({ parentId }) => parentId !== null),
    ({ parentId }) => parentId!,
  )
}

/** What all of them have together, of each figure. */
export function sumOf(rows: readonly Pick<GridFigures, 'figures'>[]): Figures {
  const keys = Object.keys(rows[0]?.figures ?? {})
  return byKey(keys, (key) => rows.reduce((sum, row) => sum + figure(row, key), 0))
}
