import { Alert, Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { PlanLife } from '../../server/contract/lifecycle.ts'
import { plainOf } from '../../server/contract/plainText.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import { deleteSubmission, postDecision, postImpact } from '../api/client.ts'
import { useSession } from '../hooks/SessionContext.tsx'
import { useActorText } from '../hooks/useActorText.ts'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { openSubmission } from '../model/planSteps.ts'
import { Blockers } from './Blockers.tsx'
import { ImpactView } from './ImpactView.tsx'
import { type Later, LaterChoice, laterIsChosen } from './LaterChoice.tsx'
import classes from './life.module.css'
import { tell } from './tell.ts'
import { useAct } from './useAct.ts'
import { useAnswer } from './useAnswer.ts'
import { useImpactWarningText } from './Warnings.tsx'

/** Shows an approver what a submitted plan changes, as of now, and takes the decision; the submitter may take it back here. */
export function DecidePanel({ plan, life }: { plan: PlanDetail; life: PlanLife }) {
  const { t, format } = useTranslation()
  const session = useSession()
  const failureText = useFailureText()
  const actorText = useActorText()
  const warningText = useImpactWarningText()
  const open = openSubmission(life)
  const [later, setLater] = useState<Later | null>(open?.later ?? null)
  const [giving, setGiving] = useState<'return' | 'recall' | null>(null)
  const [reason, setReason] = useState('')
  const { isBusy, failure: refused, run } = useAct()
  const date = open?.effectiveFrom ?? null
  const { answer: impact, failure, again } = useAnswer(date, () => postImpact(plan.planId, date!))
  if (!open)
    return (
      <div className={classes.body}>
        <p className={classes.text}>{t.life.decide.nothing}</p>
      </div>
    )

  // A plan that was in force before may be so again, whatever has changed since.
  const isNew = open.kind === 'publish'
  const asksLater = open.kind !== 'correct'
  const isBlocked = impact !== null && isNew && (impact.blockers.length > 0 || impact.isBaseSuperseded)
  const needsLater = impact !== null && asksLater && !laterIsChosen(impact, later)
  const why = isBlocked ? t.life.submit.toMend : needsLater ? t.life.submit.toChoose : null

  /** Does it, and shows what is so then; also where it was refused, since what was looked at is no longer so. */
  const act = async (work: () => Promise<string>): Promise<void> => {
    let said = ''
    const isDone = await run(async () => {
      said = await work()
    })
    await session.life.read()
    if (!isDone) return again()
    tell(said, t.close)
    session.life.ask(null)
  }
  const approve = (): Promise<void> =>
    act(async () => {
      const made = await postDecision(plan.planId, {
        decision: 'approve',
        submission: open.number,
        impactId: impact!.impactId,
        ...(later && impact!.later.length > 0 && { later }),
      })
      if (!('version' in made)) return ''
      return t.life.decide.approved({ version: made.version, time: format.moment(made.effectiveAt) })
    })
  const giveBack = (): Promise<void> =>
    act(async () => {
      if (giving === 'recall') {
        await deleteSubmission(plan.planId, plainOf(reason))
        return t.life.decide.recalled
      }
      await postDecision(plan.planId, { decision: 'return', submission: open.number, reason: plainOf(reason) })
      return t.life.decide.returned
    })

  return (
    <>
      <div className={classes.body}>
        <p className={classes.text}>
          {t.life.decide.by({ who: actorText(open.submittedBy), time: format.time(open.submittedAt) })}
        </p>
        {open.note !== '' && <blockquote className={classes.note}>{open.note}</blockquote>}
        <p className={classes.date} data-testid="decide-date">
          {impact
            ? t.life.submit.effectiveAt({ time: format.moment(impact.effectiveAt), zone: life.timezone })
            : t.life.since({ from: open.effectiveFrom })}
        </p>
        <ImpactView impact={impact} failure={failure}>
          {impact && (
            <>
              {isNew && <Blockers impact={impact} isFirst={life.isFirst} onPartition={() => {}} />}
              {asksLater && <LaterChoice impact={impact} value={later} onChange={setLater} />}
              {isNew && impact.warnings.length > 0 && (
                <div className={classes.warnings} data-testid="acknowledged">
                  <b>{t.life.decide.acknowledged}</b>
                  {impact.warnings.map((warning) => (
                    <span key={warning.code}>{warningText(warning)}</span>
                  ))}
                </div>
              )}
            </>
          )}
        </ImpactView>
        <p className={classes.hint}>{t.life.decide.soleUser}</p>
        {giving && (
          <Textarea
            size="xs"
            classNames={{ description: classes.description }}
            label={t.life.decide.reason}
            description={giving === 'return' ? t.life.decide.reasonNeeded : t.life.decide.recallHint}
            data-testid="decide-reason"
            data-autofocus
            required={giving === 'return'}
            maxLength={1000}
            autosize
            minRows={2}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        {refused && (
          <Alert color="red" p="xs" mt="sm" role="alert" data-testid="decide-refused">
            {failureText(refused)}
          </Alert>
        )}
      </div>
      <div className={classes.footer}>
        <span className={classes.why} role="status">
          {giving ? null : why}
        </span>
        {giving ? (
          <>
            <Button size="xs" variant="default" onClick={() => setGiving(null)}>
              {t.cancel}
            </Button>
            <Button
              size="xs"
              color="red.9"
              loading={isBusy}
              disabled={giving === 'return' && plainOf(reason) === ''}
              data-testid="give-back-go"
              onClick={() => void giveBack()}
            >
              {giving === 'return' ? t.life.decide.returnGo : t.life.decide.recallGo}
            </Button>
          </>
        ) : (
          <>
            <Button size="xs" variant="subtle" data-testid="recall" onClick={() => setGiving('recall')}>
              {t.life.decide.recall}
            </Button>
            <Button size="xs" variant="default" data-testid="return" onClick={() => setGiving('return')}>
              {t.life.decide.return}
            </Button>
            <Button
              size="xs"
              loading={isBusy}
              disabled={!impact || why !== null}
              data-testid="approve"
              onClick={() => void approve()}
            >
              {t.life.decide.approve}
            </Button>
          </>
        )}
      </div>
    </>
  )
}
