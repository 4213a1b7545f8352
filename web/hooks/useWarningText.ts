import { noteText } from '../../server/contract/noteText.ts'
import type { PlanNote } from '../../server/contract/planNotes.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { useSessionState } from './SessionContext.tsx'

/** What a plan falls short of, in the planner's language. */
export function useWarningText(): (note: PlanNote) => string {
  const { language, format } = useTranslation()
  const figures = useSessionState((state) => state.figures)
  return (note) => noteText(note, language, { ...format, figures })
}
