import type { ReactNode } from 'react'
import type { Impact } from '../../server/contract/impact.ts'
import { getVersions } from '../api/client.ts'
import type { Failure } from '../api/failure.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { ImpactTable } from './ImpactTable.tsx'
import classes from './life.module.css'
import { useAnswer } from './useAnswer.ts'

interface ImpactViewProps {
  /** null while it is being computed */
  impact: Impact | null
  failure: Failure | null
  /** what stands in the way, and what is to be chosen: before the table, which may be long */
  children?: ReactNode
}

/** What a plan changes against the version that would be in force otherwise. */
export function ImpactView({ impact, failure, children }: ImpactViewProps) {
  const { t } = useTranslation()
  const city = useSessionState((state) => state.model?.city.code ?? '')
  const predecessor = impact?.predecessor ?? null
  const { answer } = useAnswer(predecessor, () => getVersions(city))
  const left =
    impact === null
      ? undefined
      : predecessor === null
        ? null
        : answer?.versions.find(({ id }) => id === predecessor)?.planId
  return (
    <div className={classes.section} data-testid="impact" data-impact={impact?.impactId}>
      {impact && (
        <p className={classes.text}>
          {predecessor === null ? t.life.impact.first : t.life.impact.against({ version: predecessor })}
        </p>
      )}
      <ImpactTable compared={impact} failure={failure} left={left}>
        {children}
      </ImpactTable>
    </div>
  )
}
