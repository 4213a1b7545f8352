import { useMemo } from 'react'
import type { Judgement } from '../../server/contract/planTolerances.ts'
import { type BarScales, barScales } from '../charts/barScale.ts'
import { planAverages } from './planAverages.ts'
import { useSession, useSessionState } from './SessionContext.tsx'

/** What the open plan's grids are judged by. */
export function useJudgement(): Judgement {
  const weights = useSessionState((state) => state.weights)
  const tolerances = useSessionState((state) => state.tolerances)
  const sizeBand = useSessionState((state) => state.plan?.parameters?.sizeBand)
  const classB = useSessionState((state) => state.plan?.parameters?.classB)
  return useMemo(() => ({ weights, tolerances, sizeBand, classB }), [weights, tolerances, sizeBand, classB])
}

/** How the open plan's deviations are drawn. */
export function useBarScales(): BarScales {
  const session = useSession()
  const judgement = useJudgement()
  const { customers = 0 } = planAverages(session)
  return useMemo(() => barScales(judgement, customers), [judgement, customers])
}
