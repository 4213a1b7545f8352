import { noteText } from '../../server/contract/noteText.ts'
import type { PlanNote } from '../../server/contract/planNotes.ts'
import { useTranslation } from '../i18n/Translation.tsx'

/** What a plan falls short of, in the planner's language. */
export function useWarningText(): (note: PlanNote) => string {
  const { language, format } = useTranslation()
  return (note) => noteText(note, language, format)
}
