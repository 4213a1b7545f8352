import type { PlanDetail } from '../../server/contract/plans.ts'
import { getMovement } from '../api/client.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { LifePanel } from '../session/state.ts'
import { ImpactTable } from './ImpactTable.tsx'
import classes from './life.module.css'
import { useAnswer } from './useAnswer.ts'
import { usePlanOfVersion } from './usePlanOfVersion.ts'

interface MovementPanelProps {
  plan: PlanDetail
  of: Extract<LifePanel, { kind: 'movement' }>['of']
}

/** 划转清单: what changes hands on the day the open plan's version begins, on the map and as a table. */
export function MovementPanel({ plan, of }: MovementPanelProps) {
  const { t } = useTranslation()
  const { answer, failure } = useAnswer(of.id, () => getMovement(plan.city, of.number))
  const left = usePlanOfVersion(answer?.predecessor)
  return (
    <div className={classes.body}>
      {answer && (
        <p className={classes.text}>
          {answer.predecessor === null
            ? t.life.impact.first
            : t.life.movement.text({ version: answer.predecessor, from: answer.effectiveFrom })}{' '}
          {answer.isFixed ? t.life.movement.fixed : t.life.movement.open}
        </p>
      )}
      <ImpactTable compared={answer} failure={failure} left={left} />
    </div>
  )
}
