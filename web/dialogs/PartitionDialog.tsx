import { Button, Modal, Progress } from '@mantine/core'
import { useEffect, useMemo, useState } from 'react'
import type { Job } from '../../server/contract/jobs.ts'
import { territories } from '../../server/contract/mainGrids.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import type { RulePreview } from '../session/state.ts'
import classes from './dialogs.module.css'
import { PartitionFields } from './PartitionFields.tsx'
import { initialForm, type PartitionForm, type PartitionScope } from './partitionForm.ts'
import { useRuleData } from './useRuleData.ts'

/** Starts a partition, shows how far it is, and lets it be cancelled or left to itself. */
export function PartitionDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const job = useSessionState((state) => state.job)
  const scope = usePartitionScope()
  // What was filled in outlives a cancelled run and a closed dialog, but not the plan or division it was filled in for.
  const [draft, setDraft] = useState<{ of: string; form: PartitionForm } | null>(null)
  const of = `${scope.division?.key ?? ''}/${scope.plan?.planId ?? ''}`
  const first = useMemo(() => initialForm(scope), [scope])
  const form = draft?.of === of ? draft.form : first
  const isRunning = job !== null && (job.state === 'queued' || job.state === 'running')

  useEffect(() => session.watchJob(isOpen), [isOpen, session])
  // The map shows what rules do while they are chosen.
  const isChoosing = isOpen && !isRunning
  const previewed = JSON.stringify(isChoosing ? previewOf(form) : null)
  useEffect(() => {
    void session.places.preview(JSON.parse(previewed))
  }, [previewed, session])
  useEffect(() => {
    if (job?.state === 'succeeded') onClose()
  }, [job, onClose])

  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t.partition.title}
      size={600}
      // Beside the map, which stays in sight.
      overlayProps={{ backgroundOpacity: 0.22 }}
      classNames={{ inner: classes.aside }}
      closeButtonProps={{ 'aria-label': t.close }}
      data-testid="partition-dialog"
    >
      {isRunning ? (
        <RunningJob job={job} onClose={onClose} />
      ) : (
        <PartitionFields
          form={form}
          scope={scope}
          onChange={(change) => setDraft({ of, form: { ...form, ...change } })}
          onClose={onClose}
        />
      )}
    </Modal>
  )
}

/** What the map shows of rules that are on. */
const previewOf = (form: PartitionForm): RulePreview => ({
  keepWhole: form.keepWhole,
  barriers: form.barriers,
  layers: [
    ...(form.subdistricts === 'ignore' ? [] : (['subdistrict'] as const)),
    ...(form.districts === 'ignore' && form.mainGrids !== 'district' ? [] : (['district'] as const)),
    ...(form.outletCentres ? (['own-outlet'] as const) : []),
    ...(form.ownGrids ? (['key-account'] as const) : []),
    ...(form.listedLeave ? (['listed-account'] as const) : []),
  ],
})

function usePartitionScope(): PartitionScope {
  const city = useSessionState((state) => state.model?.city)
  const snapshots = useSessionState((state) => state.snapshots)
  const divisions = useSessionState((state) => state.divisions)
  const division = useSessionState((state) => state.division)
  const plan = useSessionState((state) => state.plan)
  const gridCount = useSessionState(({ grids }) => territories(grids, ({ cellCount }) => cellCount > 0).length)
  const unsaved = useSessionState((state) => state.saving?.unsaved ?? 0)
  const ruleData = useRuleData()
  const cityRules = useSessionState((state) => state.cityRules)
  return useMemo(() => {
    const snapshot = snapshots?.snapshots.find(({ snapshotId }) => snapshotId === snapshots.currentSnapshotId) ?? null
    const own = divisions.length > 1 ? (divisions.find(({ key }) => key === division) ?? null) : null
    return {
      cellCount: city?.cellCount ?? 1,
      totals: own?.totals ?? snapshot?.totals ?? {},
      snapshot,
      division: own,
      plan: plan && { ...plan, gridCount },
      ruleData,
      cityRules,
      unsaved,
    }
  }, [city, snapshots, divisions, division, plan, gridCount, ruleData, cityRules, unsaved])
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
        <span>{t.stage[job.state === 'queued' ? 'queued' : job.stage]}…</span>
        <span className="figure">{format.percent(Math.floor(job.progress * 100) / 100)}</span>
      </div>
      <Progress value={job.progress * 100} size="lg" animated aria-label={t.partition.title} transitionDuration={200} />
      <div className={classes.actions}>
        <Button variant="subtle" onClick={onClose}>
          {t.partition.background}
        </Button>
        <Button
          variant="light"
          color="red"
          disabled={isCancelling}
          onClick={() => void cancel()}
          data-testid="partition-cancel"
        >
          {isCancelling ? t.partition.cancelling : t.partition.cancel}
        </Button>
      </div>
    </div>
  )
}
