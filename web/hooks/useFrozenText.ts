import { useTranslation } from '../i18n/Translation.tsx'
import { useSessionState } from './SessionContext.tsx'

/** Why the open plan cannot be changed, and the way out; null where it can, or none is open. */
export function useFrozenText(): string | null {
  const { t } = useTranslation()
  const status = useSessionState((state) => state.plan?.status ?? 'draft')
  return status === 'draft' ? null : t.life.frozen[status]
}
