import { noteText } from '../../server/contract/noteText.ts'
import type { PlanWarning } from '../../server/contract/plans.ts'
import { useTranslation } from '../i18n/Translation.tsx'

/** What a plan warns of, in the planner's language; the server's own sentence where its code is not known here. */
export function useWarningText(): (warning: PlanWarning) => string {
  const { language, format } = useTranslation()
  return (warning) => noteText(warning, language, format)
}
