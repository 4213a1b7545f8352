import type { VersionList } from '../../server/contract/versions.ts'
import { getPlan } from '../api/client.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useAnswer } from './useAnswer.ts'

/** The grids of the open division's version that is in force on a day; none while no day is asked for. */
export function useGridsOn({ versions }: VersionList, day: string | null) {
  const division = useSessionState((state) => state.division)
  const inForce =
    day === null
      ? undefined
      : versions.find(
          (one) =>
            one.division === division &&
            one.phase !== 'void' &&
            one.from <= day &&
            (one.until === null || day < one.until),
        )
  const { answer } = useAnswer(inForce?.planId ?? null, () => getPlan(inForce!.planId), { keeps: true })
  return inForce && answer ? answer.grids : []
}
