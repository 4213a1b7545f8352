import { Alert, Button } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { divisionTitle } from '../../server/contract/divisions.ts'
import type { Failure } from '../api/failure.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useFigures } from '../hooks/useFigures.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './dialogs.module.css'
import { Fold } from './Fold.tsx'
import { PartitionRules } from './PartitionRules.tsx'
import { PartitionSettings } from './PartitionSettings.tsx'
import { PartitionSize } from './PartitionSize.tsx'
import { PartitionStart } from './PartitionStart.tsx'
import type { PartitionFieldsProps } from './partitionFieldsProps.ts'
import { type Field, problemsOf, requestOf, weightsOf } from './partitionForm.ts'
import { rulesText, settingsText, weightsText } from './partitionText.ts'
import { ruleFields } from './ruleChoices.ts'

const isFolded = (field: Field): boolean => field === 'timeLimit' || field === 'seed' || field.startsWith('tolerance-')

const isOfRules = (field: Field): boolean => ruleFields.some((one) => one === field)

/** What to divide into and where to start from; everything else lies in a fold. */
export function PartitionFields({ form, scope, onChange, onClose }: PartitionFieldsProps & { onClose: () => void }) {
  const { t, language, format } = useTranslation()
  const isOtherData = useSessionState(({ plan }) => plan !== null && plan.snapshotId !== scope.snapshot?.snapshotId)
  const failureText = useFailureText()
  const session = useSession()
  const job = useSessionState((state) => state.job)
  const jobError = useSessionState((state) => state.jobError)
  const [isBusy, setBusy] = useState(false)
  const [isUnfolded, setUnfolded] = useState(false)
  const [isRulesOpen, setRulesOpen] = useState(false)
  const [isRefused, setRefused] = useState(false)
  const box = useRef<HTMLFormElement>(null)
  const problems = problemsOf(form, scope)
  const wrong = Object.keys(problems) as Field[]
  const figures = useFigures()
  const settings = settingsText(t, form)
  const rules = rulesText(t, form)
  const failure: Failure | null = jobError ?? (job?.problem ? { kind: 'problem', problem: job.problem } : null)

  // After the fold has opened: what it hides cannot take the focus.
  useEffect(() => {
    if (!isRefused) return
    box.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus()
    setRefused(false)
  }, [isRefused])

  const start = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (wrong.length > 0) {
      if (wrong.some(isFolded)) setUnfolded(true)
      if (wrong.some(isOfRules)) setRulesOpen(true)
      setRefused(true)
      return
    }
    setBusy(true)
    await session.startPartition(requestOf(form, scope))
    setBusy(false)
  }

  return (
    <form ref={box} onSubmit={(event) => void start(event)} noValidate>
      <p className={classes.intro}>{t.partition.intro}</p>
      {scope.division && (
        <p className={classes.intro} data-testid="partition-division">
          {t.partition.division({ division: divisionTitle(scope.division, language) })}
        </p>
      )}
      {scope.snapshot && (
        <p className={classes.intro} data-testid="partition-data">
          {t.partition.data(format.data(scope.snapshot))}
          {isOtherData && t.partition.otherData}
        </p>
      )}
      {job?.state === 'cancelled' && (
        <Alert color="gray" mb="md" data-testid="partition-cancelled">
          {t.partition.cancelled}
        </Alert>
      )}
      {(failure || job?.state === 'failed') && (
        <Alert color="red" mb="md" title={t.partition.failed} data-testid="partition-failed">
          {failure && failureText(failure)}
        </Alert>
      )}
      <PartitionStart form={form} scope={scope} onChange={onChange} />
      <PartitionSize form={form} scope={scope} onChange={onChange} />
      <Fold
        title={t.partition.rules.title}
        note={rules.length > 0 ? rules.join(' · ') : t.partition.rules.none}
        testId="partition-rules-fold"
        isWrong={wrong.some(isOfRules)}
        isOpen={isRulesOpen}
        onToggle={() => setRulesOpen(!isRulesOpen)}
      >
        <PartitionRules form={form} scope={scope} onChange={onChange} />
      </Fold>
      <Fold
        title={t.partition.more}
        note={[weightsText(t, figures, weightsOf(form)), ...settings].join(' · ')}
        testId="partition-more"
        isWrong={wrong.some(isFolded)}
        isOpen={isUnfolded}
        onToggle={() => setUnfolded(!isUnfolded)}
      >
        <PartitionSettings form={form} scope={scope} onChange={onChange} />
      </Fold>
      <div className={classes.footer}>
        <Button variant="default" onClick={onClose}>
          {t.cancel}
        </Button>
        <Button type="submit" loading={isBusy} data-testid="partition-start">
          {t.partition.go}
        </Button>
      </div>
    </form>
  )
}
