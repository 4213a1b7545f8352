import { Alert, Button, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { WarningCode } from '../../server/contract/impact.ts'
import type { PlanLife } from '../../server/contract/lifecycle.ts'
import { plainOf } from '../../server/contract/plainText.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import { postImpact, putSubmission } from '../api/client.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { dateFault, proposedDate } from '../model/openDates.ts'
import { Blockers } from './Blockers.tsx'
import { DateField } from './DateField.tsx'
import { ImpactView } from './ImpactView.tsx'
import { type Later, LaterChoice, laterIsChosen } from './LaterChoice.tsx'
import classes from './life.module.css'
import { tell } from './tell.ts'
import { useAct } from './useAct.ts'
import { useAnswer } from './useAnswer.ts'
import { Warnings } from './Warnings.tsx'

interface SubmitPanelProps {
  plan: PlanDetail
  life: PlanLife
  firstDate: string | undefined
  onPartition: () => void
}

/** Asks from when a draft is to be in force, shows what that changes and what stands in its way, and submits it. */
export function SubmitPanel({ plan, life, firstDate, onPartition }: SubmitPanelProps) {
  const { t } = useTranslation()
  const session = useSession()
  const failureText = useFailureText()
  const saving = useSessionState((state) => state.saving)
  const [date, setDate] = useState(() => firstDate ?? proposedDate(life))
  const [ticked, setTicked] = useState<ReadonlySet<WarningCode>>(new Set())
  const [later, setLater] = useState<Later | null>(null)
  const [note, setNote] = useState('')
  const isOpen = dateFault(date, life) === null
  const { answer: impact, failure, again } = useAnswer(isOpen ? date : null, () => postImpact(plan.planId, date))
  const { isBusy, failure: refused, run } = useAct()

  const isSaved = saving === null || saving.unsaved === 0
  const isEdited = impact !== null && saving !== null && saving.revision !== impact.revision
  const isLaterChosen = impact !== null && laterIsChosen(impact, later)
  const why = !isOpen
    ? null
    : !isSaved
      ? t.life.submit.saving
      : isEdited
        ? t.life.submit.edited
        : impact === null
          ? null
          : impact.blockers.length > 0 || impact.isBaseSuperseded
            ? t.life.submit.toMend
            : !isLaterChosen
              ? t.life.submit.toChoose
              : impact.warnings.some(({ code }) => !ticked.has(code))
                ? t.life.submit.toTick
                : null
  const canSubmit = isOpen && impact !== null && why === null && !isBusy

  const submit = async (): Promise<void> => {
    if (!impact || !canSubmit) return
    const isDone = await run(async () => {
      await putSubmission(plan.planId, {
        revision: impact.revision,
        effectiveFrom: date,
        impactId: impact.impactId,
        ...(later && impact.later.length > 0 && { later }),
        note: plainOf(note),
        acknowledge: impact.warnings.map(({ code }) => code),
      })
      await session.life.read()
    })
    if (!isDone) {
      // What was looked at is no longer so: it is shown anew beside the reason.
      void session.life.read()
      return again()
    }
    tell(t.life.submit.done, t.close)
    session.life.ask({ kind: 'decide' })
  }

  return (
    <>
      <div className={classes.body}>
        <DateField dates={life} value={date} onChange={setDate} effectiveAt={impact?.effectiveAt} />
        {isOpen && (
          <ImpactView impact={impact} failure={failure}>
            {impact && (
              <>
                <Blockers impact={impact} isFirst={life.isFirst} onPartition={onPartition} />
                <LaterChoice impact={impact} value={later} onChange={setLater} />
                <Warnings warnings={impact.warnings} ticked={ticked} onTick={setTicked} />
              </>
            )}
          </ImpactView>
        )}
        <Textarea
          size="xs"
          label={t.life.submit.note}
          placeholder={t.life.submit.notePlaceholder}
          data-testid="submit-note"
          maxLength={1000}
          autosize
          minRows={1}
          maxRows={4}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {refused && (
          <Alert color="red" p="xs" mt="sm" role="alert" data-testid="submit-refused">
            {failureText(refused)}
          </Alert>
        )}
      </div>
      <div className={classes.footer}>
        <span className={classes.why} role="status" data-testid="submit-why">
          {why}
        </span>
        {isEdited && isSaved && (
          <Button size="xs" variant="light" data-testid="impact-again" onClick={again}>
            {t.life.submit.again}
          </Button>
        )}
        <Button size="xs" data-testid="submit-go" disabled={!canSubmit} loading={isBusy} onClick={() => void submit()}>
          {t.life.submit.go}
        </Button>
      </div>
    </>
  )
}
