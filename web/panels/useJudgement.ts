import { useMemo } from 'react'
import type { Judgement } from '../../server/contract/planTolerances.ts'
import { useSessionState } from '../state/SessionContext.tsx'

/** What the open plan's grids are judged by. */
export function useJudgement(): Judgement {
  const weights = useSessionState((state) => state.weights)
  const tolerances = useSessionState((state) => state.tolerances)
  const sizeBand = useSessionState((state) => state.plan?.parameters?.sizeBand)
  return useMemo(() => ({ weights, tolerances, sizeBand }), [weights, tolerances, sizeBand])
}
