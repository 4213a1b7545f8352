import { getVersions } from '../api/client.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useAnswer } from './useAnswer.ts'

/** The plan that a version puts in force: null for no version, undefined while it is not known. */
export function usePlanOfVersion(version: string | null | undefined): string | null | undefined {
  const city = useSessionState((state) => state.model?.city.code ?? '')
  const { answer } = useAnswer(version ?? null, () => getVersions(city))
  return version ? answer?.versions.find(({ id }) => id === version)?.planId : version
}
