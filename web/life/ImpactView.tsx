import type { ReactNode } from 'react'
import type { Impact } from '../../server/contract/impact.ts'
import type { Failure } from '../api/failure.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { ImpactTable } from './ImpactTable.tsx'
import classes from './life.module.css'
import { PeopleTables } from './PeopleTables.tsx'
import { usePlanOfVersion } from './usePlanOfVersion.ts'

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
  const predecessor = impact?.predecessor ?? null
  const left = usePlanOfVersion(impact?.predecessor)
  return (
    <div className={classes.section} data-testid="impact" data-impact={impact?.impactId}>
      {impact && (
        <p className={classes.text}>
          {predecessor === null ? t.life.impact.first : t.life.impact.against({ version: predecessor })}
        </p>
      )}
      <ImpactTable compared={impact} failure={failure} left={left}>
        {impact && <PeopleTables people={impact.people} owners={impact.owners} />}
        {children}
      </ImpactTable>
    </div>
  )
}
