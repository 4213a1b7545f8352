import type { PlanDetail } from '../../server/contract/plans.ts'
import { getComparison } from '../api/client.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { LifePanel } from '../session/state.ts'
import { ImpactTable } from './ImpactTable.tsx'
import classes from './life.module.css'
import { useAnswer } from './useAnswer.ts'

interface ComparePanelProps {
  plan: PlanDetail
  against: Extract<LifePanel, { kind: 'compare' }>['against']
}

/** What differs between the open plan and a version, on the map and as a table. */
export function ComparePanel({ plan, against }: ComparePanelProps) {
  const { t } = useTranslation()
  const left = `version:${against.number}`
  const { answer, failure } = useAnswer(`${left} ${plan.planId}`, () =>
    getComparison(plan.city, left, `plan:${plan.planId}`),
  )
  return (
    <div className={classes.body}>
      <p className={classes.text}>{t.life.compare.text({ version: against.id, plan: plan.name })}</p>
      <ImpactTable compared={answer} failure={failure} left={against.planId} />
    </div>
  )
}
