import type { RebaseRequest } from '../../server/contract/lifecycle.ts'
import { deletePlan, postRebase } from '../api/client.ts'
import type { Failure } from '../api/failure.ts'
import { useSession } from '../hooks/SessionContext.tsx'
import { useAct } from './useAct.ts'

export interface Rebasing {
  readonly isBusy: boolean
  readonly failure: Failure | null
  /** Re-bases a plan and opens what comes of it; `instead`: an earlier result, which is of no use any more. */
  readonly rebase: (of: string, ask: Partial<RebaseRequest>, instead?: string) => Promise<boolean>
}

export function useRebase(): Rebasing {
  const session = useSession()
  const { isBusy, failure, run } = useAct()
  return {
    isBusy,
    failure,
    rebase: (of, ask, instead) =>
      run(async () => {
        const result = await postRebase(of, { mine: [], ...ask })
        if (instead !== undefined) await deletePlan(instead)
        await session.life.openMade(result.planId)
        session.life.ask({ kind: 'rebased', of, effectiveFrom: ask.effectiveFrom, result })
      }),
  }
}
