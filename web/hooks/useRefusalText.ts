import { isProblemCode } from '../../server/contract/problemCodes.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { RefusedBecause } from '../model/planEntry.ts'
import { pinnedUnitOf } from '../model/unitFacts.ts'
import { useSession } from './SessionContext.tsx'

/** Why the plan refused, as a sentence that names the grid. */
export function useRefusalText(): (refusal: RefusedBecause, fallbackGrid?: number) => string {
  const { t } = useTranslation()
  const session = useSession()
  /** By the unit that is pinned as a whole, where it is one. */
  const pinnedText = (cells: readonly number[], grid: string): string => {
    const { shownUnits, units } = session.store.get()
    const plan = session.plan()?.cells.plan
    const unit = plan && pinnedUnitOf(cells, [shownUnits, units], plan)?.properties
    return unit
      ? t.refusal.pinnedUnit({ grid, unit: unit.name, kind: t.layers.one[unit.kind] })
      : t.refusal.pinned({ grid })
  }
  return ({ reason, grid: about, cells = [], details = {} }, fallbackGrid = 0) => {
    const number = about ?? fallbackGrid
    const grid = session.store.get().grids.find((row) => row.number === number)?.name ?? String(number)
    const other = String(details.otherName ?? '')
    switch (reason) {
      case 'would-disconnect':
        return t.refusal.wouldDisconnect({ grid })
      case 'would-empty':
        return t.refusal.wouldEmpty({ grid })
      case 'locked-grid':
        return t.refusal.locked({ grid })
      case 'pinned-cell':
        return pinnedText(cells, grid)
      case 'not-empty':
        return t.refusal.notEmpty({ grid })
      case 'has-sub-grids':
        return t.refusal.hasSubGrids({ grid, child: other })
      case 'name-taken':
        return t.refusal.nameTaken({ grid: other, name: String(details.name) })
      case 'code-taken':
        return t.refusal.codeTaken({ grid: other, code: String(details.code) })
      case 'grid-gone':
        return details.heirName === undefined
          ? t.problem['grid-gone']
          : t.refusal.mergedInto({ grid: String(details.heirName) })
      case 'stale':
        return t.refusal.stale
      case 'nothing-changes':
        return t.refusal.nothingChanges
      case 'unknown-grid':
        return t.refusal.unknownGrid
      case 'unknown-cell':
        return t.refusal.unknownCell
    }
    return isProblemCode(reason) ? t.problem[reason] : t.problemUnknown({ code: reason })
  }
}
