import type { Refusal } from '../../partition/index.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { useSession } from '../state/SessionContext.tsx'

/** Why the plan refused, as a sentence that names the grid. */
export function useRefusalText(): (refusal: Refusal, fallbackGrid: number) => string {
  const { t } = useTranslation()
  const session = useSession()
  return (refusal, fallbackGrid) => {
    const number = refusal.grid ?? fallbackGrid
    const grid = session.store.get().grids.find((row) => row.number === number)?.name ?? String(number)
    switch (refusal.reason) {
      case 'would-disconnect':
        return t.refusal.wouldDisconnect({ grid })
      case 'would-empty':
        return t.refusal.wouldEmpty({ grid })
      case 'locked-grid':
        return t.refusal.locked({ grid })
      case 'stale':
        return t.refusal.stale
      case 'nothing-changes':
        return t.refusal.nothingChanges
      case 'unknown-grid':
        return t.refusal.unknownGrid
      case 'unknown-cell':
        return t.refusal.unknownCell
    }
  }
}
