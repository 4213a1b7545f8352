import type { ClusterGrid, OwnerChange, Party } from '../../server/contract/owners.ts'
import { getClusterGrids, getParties } from '../api/client.ts'
import type { Failure } from '../api/failure.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { useAnswer } from './useAnswer.ts'

/** Who may own customers of a city. */
export interface OwnerTargets {
  readonly parties: readonly Party[]
  readonly clusters: readonly ClusterGrid[]
  readonly failure: Failure | null
  readonly again: () => void
  /** How an owner is called; by its id where its grid is of a plan that is not open. */
  readonly nameOf: (owner: OwnerChange['changes'][number]['owner']) => string
}

export function useOwnerTargets(city: string): OwnerTargets | null {
  const { t } = useTranslation()
  const grids = useSessionState((state) => state.grids)
  const { answer, failure, again } = useAnswer(
    city,
    async () => {
      const [{ parties }, { grids: clusters }] = await Promise.all([getParties(city), getClusterGrids(city)])
      return { parties, clusters }
    },
    { keeps: true },
  )
  if (!answer && !failure) return null
  const { parties, clusters } = answer ?? { parties: [], clusters: [] }
  return {
    ...{ parties, clusters, failure, again },
    nameOf({ kind, id }) {
      if (id === null) return t.owners.kind[kind]
      const named =
        kind === 'grid'
          ? (grids.find(({ gridId }) => gridId === id) ?? clusters.find(({ gridId }) => gridId === id))
          : parties.find((party) => party.id === id)
      return named?.name ?? id
    },
  }
}
