import { refusalText } from '../../server/contract/noteText.ts'
import { isProblemCode } from '../../server/contract/problemCodes.ts'
import type { Failure } from '../api/failure.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { useSessionState } from './SessionContext.tsx'

/** What went wrong, in the planner's language: by the problem's code, never by the server's own words, which are English. */
export function useFailureText(): (failure: Failure) => string {
  const { t, language, format } = useTranslation()
  const figures = useSessionState((state) => state.figures)
  return (failure) => {
    if (failure.kind === 'offline') return t.failedOffline
    if (failure.kind === 'fault') return t.failedFault({ message: failure.message })
    const { problem } = failure
    if (!isProblemCode(problem.code)) return t.problemUnknown({ code: problem.code })
    return problem.refusal ? refusalText(problem.refusal, language, { ...format, figures }) : t.problem[problem.code]
  }
}
