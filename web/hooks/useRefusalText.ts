import type { Refusal } from '../../partition/index.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { useSession } from './SessionContext.tsx'

const reasons: Readonly<Record<Refusal['reason'], true>> = {
  'would-disconnect': true,
  'would-empty': true,
  'locked-grid': true,
  stale: true,
  'nothing-changes': true,
  'unknown-grid': true,
  'unknown-cell': true,
}

export const isRefusalReason = (code: string): code is Refusal['reason'] => Object.hasOwn(reasons, code)

/** Why the plan refused, as a sentence that names the grid. */
export function useRefusalText(): (refusal: Pick<Refusal, 'reason' | 'grid'>, fallbackGrid: number) => string {
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
