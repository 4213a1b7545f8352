import type { CellFigures, Graph } from '../../../partition/index.ts'
import type { LeftAccount } from '../../contract/accounts.ts'
import type { KeptCentre } from '../../contract/outlets.ts'
import type { PlanNote } from '../../contract/planNotes.ts'
import { type Left, leaveListed } from './leaveListed.ts'
import { type CentreLimits, findCentres } from './outletCentres.ts'
import { findOwnGrids, type OwnGrid, type OwnGridLimits } from './ownGrids.ts'
import type { AccountSite, ListedRow, ListTexts, OwnOutlet } from './readLists.ts'

/** What the rules about outlets and accounts make of a plan. */
export interface UsedLists {
  readonly left: readonly LeftAccount[] | undefined
  readonly ownGrids: readonly OwnGrid[] | undefined
  readonly centres: readonly KeptCentre[] | undefined
  readonly notes: readonly PlanNote[]
}

/** What is divided once listed accounts have left; undefined where none is asked to. */
export function leftOf({ listedSitesText, listedRowsText }: ListTexts, facts: CellFigures): Left | undefined {
  if (listedSitesText === undefined) return undefined
  const rows = JSON.parse(listedRowsText ?? '[]') as ListedRow[]
  return leaveListed(facts, JSON.parse(listedSitesText) as AccountSite[], rows)
}

type Limits = OwnGridLimits & Omit<CentreLimits, 'isLocked' | 'isOwn'>

/** Own grids first, then centres among what they leave. */
export function useLists(
  { keySitesText, outletsText }: ListTexts,
  left: Left | undefined,
  limits: Limits & { readonly graph: Graph },
): UsedLists {
  const own = keySitesText === undefined ? undefined : findOwnGrids(JSON.parse(keySitesText) as AccountSite[], limits)
  const isTaken = new Set(own?.grids.flatMap(({ cells }) => cells))
  const { gridOf, locked } = limits
  const found =
    outletsText === undefined
      ? undefined
      : findCentres(JSON.parse(outletsText) as OwnOutlet[], {
          ...limits,
          isLocked: (cell) => locked.has(gridOf?.[cell] ?? 0),
          isOwn: (cell) => isTaken.has(cell),
        })
  return {
    left: left?.accounts,
    ownGrids: own?.grids,
    centres: found?.centres,
    notes: [left, own, found].flatMap((one) => (one ? [one.note] : [])),
  }
}
