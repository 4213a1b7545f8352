import { Alert, Button, Modal, NumberInput, Progress, Select, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Job } from '../../server/contract/jobs.ts'
import type { WeightKey } from '../../server/contract/plans.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { Messages } from '../i18n/zh-CN.ts'
import { useSession, useSessionState } from '../state/SessionContext.tsx'
import classes from './dialogs.module.css'

/** Starts a partition, shows how far it is, and lets it be cancelled or left to itself. */
export function PartitionDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const job = useSessionState((state) => state.job)
  const isRunning = job !== null && (job.state === 'queued' || job.state === 'running')

  useEffect(() => session.watchJob(isOpen), [isOpen, session])
  useEffect(() => {
    if (job?.state === 'succeeded') onClose()
  }, [job, onClose])

  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t.partitionTitle}
      size={520}
      closeButtonProps={{ 'aria-label': t.close }}
      data-testid="partition-dialog"
    >
      {isRunning ? <RunningJob job={job} onClose={onClose} /> : <PartitionForm job={job} onClose={onClose} />}
    </Modal>
  )
}

function RunningJob({ job, onClose }: { job: Job; onClose: () => void }) {
  const { t, format } = useTranslation()
  const session = useSession()
  const [isCancelling, setCancelling] = useState(false)
  const cancel = async (): Promise<void> => {
    setCancelling(true)
    await session.cancelPartition()
  }
  return (
    <div className={classes.progress} data-testid="partition-progress" data-progress={job.progress}>
      <div className={classes.progressLine}>
        <span>{job.state === 'queued' ? t.stage.queued : stageText(t, job.stage)}…</span>
        <span className="figure">{format.percent(Math.floor(job.progress * 100) / 100)}</span>
      </div>
      <Progress value={job.progress * 100} size="lg" animated aria-label={t.partitionTitle} transitionDuration={200} />
      <div className={classes.actions}>
        <Button variant="subtle" onClick={onClose}>
          {t.partitionBackground}
        </Button>
        <Button
          variant="light"
          color="red"
          disabled={isCancelling}
          onClick={() => void cancel()}
          data-testid="partition-cancel"
        >
          {isCancelling ? t.partitionCancelling : t.partitionCancel}
        </Button>
      </div>
    </div>
  )
}

const stageText = (t: Messages, stage: string): string =>
  stage in t.stage ? t.stage[stage as keyof Messages['stage']] : t.stage.other

const weightChoices = ['customers', 'revenue', 'customers,revenue', 'revenue,customers'] as const
type WeightChoice = (typeof weightChoices)[number]

const weightsOf = (choice: WeightChoice): WeightKey[] => choice.split(',') as WeightKey[]
const choiceOf = (weights: readonly WeightKey[]): WeightChoice =>
  weightChoices.find((choice) => choice === weights.join()) ?? 'customers'

function PartitionForm({ job, onClose }: { job: Job | null; onClose: () => void }) {
  const { t, format } = useTranslation()
  const session = useSession()
  const model = useSessionState((state) => state.model)
  const plan = useSessionState((state) => state.plan)
  const jobError = useSessionState((state) => state.jobError)
  const [grids, setGrids] = useState<number | string>(plan?.gridCount ?? 60)
  const [tolerance, setTolerance] = useState<number | string>((plan?.parameters?.tolerance ?? 0.05) * 100)
  const [weights, setWeights] = useState(choiceOf(plan?.parameters?.weights ?? ['customers']))
  const [seed, setSeed] = useState<number | string>(1)
  const [name, setName] = useState('')
  const [isBusy, setBusy] = useState(false)
  const max = Math.min(65535, model?.lattice.cellCount ?? 1)
  const areGridsValid = typeof grids === 'number' && Number.isInteger(grids) && grids >= 1 && grids <= max
  const isToleranceValid = typeof tolerance === 'number' && tolerance > 0 && tolerance <= 100
  const customers = model?.city.snapshot?.totals.customers ?? 0

  const start = async (): Promise<void> => {
    if (!areGridsValid || !isToleranceValid) return
    setBusy(true)
    await session.startPartition({
      grids,
      tolerance: tolerance / 100,
      weights: weightsOf(weights),
      seed: typeof seed === 'number' ? seed : 1,
      ...(name.trim() ? { name: name.trim() } : {}),
    })
    setBusy(false)
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void start()
      }}
    >
      <p className={classes.intro}>{t.partitionIntro}</p>
      {job?.state === 'cancelled' && (
        <Alert color="gray" mb="md" data-testid="partition-cancelled">
          {t.partitionCancelled}
        </Alert>
      )}
      {(jobError || job?.state === 'failed') && (
        <Alert color="red" mb="md" title={t.partitionFailed} data-testid="partition-failed">
          {jobError ?? job?.problem?.detail}
        </Alert>
      )}
      <div className={classes.form}>
        <NumberInput
          label={t.partitionGrids}
          data-autofocus
          data-testid="partition-grids"
          description={areGridsValid ? t.partitionGridsHint({ customers: format.integer(customers / grids) }) : ' '}
          error={areGridsValid ? undefined : t.partitionGridsRange({ max: format.integer(max) })}
          min={1}
          max={max}
          allowDecimal={false}
          clampBehavior="none"
          value={grids}
          onChange={setGrids}
        />
        <NumberInput
          label={t.partitionTolerance}
          description={t.partitionToleranceHint}
          prefix="±"
          suffix=" %"
          min={0.1}
          max={100}
          step={1}
          decimalScale={1}
          value={tolerance}
          onChange={setTolerance}
        />
        <Select
          label={t.partitionWeights}
          description={t.partitionWeightsHint}
          allowDeselect={false}
          data={weightChoices.map((value) => ({ value, label: t.partitionWeightsOf[value] }))}
          value={weights}
          onChange={(value) => value && setWeights(value)}
        />
        <NumberInput
          label={t.partitionSeed}
          description={t.partitionSeedHint}
          min={0}
          max={4294967295}
          allowDecimal={false}
          value={seed}
          onChange={setSeed}
        />
        <TextInput
          className={classes.wide}
          label={t.partitionName}
          maxLength={120}
          placeholder={t.partitionNamePlaceholder({ grids: String(grids) })}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </div>
      <div className={classes.actions}>
        <Button variant="default" onClick={onClose}>
          {t.cancel}
        </Button>
        <Button
          type="submit"
          loading={isBusy}
          disabled={!areGridsValid || !isToleranceValid}
          data-testid="partition-start"
        >
          {t.partitionStart}
        </Button>
      </div>
    </form>
  )
}
