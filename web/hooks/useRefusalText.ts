import type { Refusal } from '../../partition/index.ts'
import { isProblemCode } from '../../server/contract/problemCodes.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { useSession } from './SessionContext.tsx'

/** Why a change was refused: by the plan's own law, or by the server with the code of a problem. */
export interface RefusedBecause {
  readonly reason: Refusal['reason'] | (string & {})
  readonly grid?: number
}

/** Why a change was refused, as a sentence that names the grid. */
export function useRefusalText(): (refusal: RefusedBecause, fallbackGrid?: number) => string {
  const { t } = useTranslation()
  const session = useSession()
  return ({ reason, grid }, fallbackGrid = 0) => {
    const number = grid ?? fallbackGrid
    const name = session.store.get().grids.find((row) => row.number === number)?.name ?? String(number)
    const sentences: Readonly<Record<Refusal['reason'], string>> = {
      'would-disconnect': t.refusal.wouldDisconnect({ grid: name }),
      'would-empty': t.refusal.wouldEmpty({ grid: name }),
      'locked-grid': t.refusal.locked({ grid: name }),
      stale: t.refusal.stale,
      'nothing-changes': t.refusal.nothingChanges,
      'unknown-grid': t.refusal.unknownGrid,
      'unknown-cell': t.refusal.unknownCell,
    }
    if (Object.hasOwn(sentences, reason) && number > 0) return sentences[reason as Refusal['reason']]
    return isProblemCode(reason) ? t.problem[reason] : t.problemUnknown({ code: reason })
  }
}
