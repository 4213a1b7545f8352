import type { LineageKind } from '../contract/versions.ts'
import { sharesOf } from './compare.ts'

/** Where what grids had went when a version began. */
export interface LineageRow {
  readonly from: string | null
  readonly to: string | null
  readonly kind: LineageKind
  readonly cells: number
  readonly figures: Readonly<Record<string, number>>
}

export interface TraceInput {
  /** grids to begin with; of one that is not there yet it begins where it first is */
  readonly grids: readonly string[]
  /** in the order of time */
  readonly borders: readonly { readonly version: number; readonly rows: readonly LineageRow[] }[]
}

export interface Traced {
  /** by grid, as they were given: the largest share first */
  readonly successors: readonly (readonly { readonly gridId: string | null; readonly share: number }[])[]
  /** by border, by row: its share of what `from` had; null where it came from no grid */
  readonly shares: readonly (readonly (number | null)[])[]
}

/**
 * Follows grids through versions: what a grid had is shared out at each start as its customers were then. Shares of each grid sum to 1.
 * O(rows + grids · borders).
 */
export function traceLineage({ grids, borders }: TraceInput): Traced {
  const ways = borders.map(({ rows }) => waysOf(rows))
  const successors = grids.map((gridId) => {
    let parts: Map<string | null, number> | undefined
    for (const { ofGrid, arrivals } of ways) {
      // It was there before, or it is from here on.
      if (!parts && ofGrid.has(gridId)) parts = new Map([[gridId, 1]])
      if (!parts) {
        if (arrivals.has(gridId)) parts = new Map([[gridId, 1]])
        continue
      }
      const next = new Map<string | null, number>()
      for (const [id, share] of parts) {
        const gone = (id !== null && ofGrid.get(id)) || [{ gridId: id, share: 1 }]
        for (const one of gone) next.set(one.gridId, (next.get(one.gridId) ?? 0) + share * one.share)
      }
      parts = next
    }
    return [...(parts ?? [[gridId, 1] as const])]
      .map(([id, share]) => ({ gridId: id, share }))
      .sort((a, b) => b.share - a.share || ((a.gridId ?? '') < (b.gridId ?? '') ? -1 : 1))
  })
  const shares = borders.map(({ rows }, border) =>
    rows.map(({ from, to }) =>
      from === null ? null : (ways[border]!.ofGrid.get(from)?.find(({ gridId }) => gridId === to)?.share ?? 0),
    ),
  )
  return { successors, shares }
}

function waysOf(rows: readonly LineageRow[]) {
  const ofGrid = new Map<string, { gridId: string | null; share: number }[]>()
  for (const [from, own] of Map.groupBy(rows, (row) => row.from))
    if (from !== null) ofGrid.set(from, sharesOf(own.map((row) => ({ ...row, gridId: row.to }))))
  return { ofGrid, arrivals: new Set(rows.map(({ to }) => to)) }
}
