/** What a patch did to the descent of grids, for the lineage of each. */
import { heirIn, type Patch } from './patch.ts'
import { unassigned } from './plan.ts'

/**
 * `created` out of nothing, `split` off the grid `other`, `restored` after it had ended, with its cells back from `other`; `deleted`,
 * `merged` into `other`, `withdrawn` where its making was taken back and its cells went to `other`. `took` and `gave` tell the same of
 * the other grid: it took in, or gave off, `other`.
 */
export type LineageEvent = 'created' | 'split' | 'restored' | 'deleted' | 'merged' | 'withdrawn' | 'took' | 'gave'

export interface LineageEntry {
  readonly gridId: string
  readonly event: LineageEvent
  readonly otherId: string | null
}

/** The events of one patch, by the grids' numbers. `idOf` tells the id of a grid that the patch leaves; `isRevert` that it is an undo or a redo. */
export function lineageOf(
  patch: Patch,
  idOf: (number: number) => string | undefined,
  isRevert: boolean,
): LineageEntry[] {
  return patch.grids.flatMap(({ number, from, to }): LineageEntry[] => {
    if (from && to) return []
    const gridId = (to ?? from)!.gridId
    const other = to ? sourceIn(patch, number) : heirIn(patch, number)
    const otherId =
      other === null ? null : (patch.grids.find((one) => one.number === other)?.from?.gridId ?? idOf(other) ?? null)
    const event = to
      ? isRevert
        ? 'restored'
        : otherId
          ? 'split'
          : 'created'
      : isRevert
        ? 'withdrawn'
        : otherId
          ? 'merged'
          : 'deleted'
    const own: LineageEntry = { gridId, event, otherId }
    return otherId ? [own, { gridId: otherId, event: to ? 'gave' : 'took', otherId: gridId }] : [own]
  })
}

/** Whose cells a grid that a patch begins got: the most of them; null where it got none. */
function sourceIn({ runs }: Patch, number: number): number | null {
  const inverse = runs.map(({ from, to, ...run }) => ({ ...run, from: to, to: from }))
  return heirIn({ runs: inverse.filter(({ to }) => to !== unassigned) }, number)
}
