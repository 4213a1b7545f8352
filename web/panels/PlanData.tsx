import { Button, Loader, Select } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { SnapshotName } from '../../server/contract/cities.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './SidePanel.module.css'

/** Which data the plan is looked at with: its own at first, and any other of the city. Every figure on the screen is of that one. */
export function PlanData({ plan }: { plan: PlanDetail }) {
  const { t, format } = useTranslation()
  const session = useSession()
  const snapshots = useSessionState((state) => state.snapshots)
  const shownId = useSessionState((state) => state.snapshot?.snapshotId ?? plan.snapshotId)
  const isReading = useSessionState((state) => state.isReadingData)
  const listed: readonly SnapshotName[] = snapshots?.snapshots ?? [plan.snapshot]
  const shown = listed.find(({ snapshotId }) => snapshotId === shownId) ?? plan.snapshot
  const newest = listed.find(({ snapshotId }) => snapshotId === snapshots?.currentSnapshotId)
  const named = ({ sourceName, completedAt }: SnapshotName) => ({ source: sourceName, date: format.date(completedAt) })
  const isOther = shownId !== plan.snapshotId

  return (
    <div data-testid="plan-data" data-snapshot={shownId}>
      {listed.length < 2 ? (
        <p className={classes.data}>{t.planData(named(shown))}</p>
      ) : (
        <Select
          className={classes.dataPicker}
          size="xs"
          aria-label={t.lookWith}
          data-testid="data-picker"
          allowDeselect={false}
          rightSection={isReading ? <Loader size={12} /> : undefined}
          data={listed.map((one) => ({
            value: String(one.snapshotId),
            label: t.planData(named(one)) + (one.snapshotId === plan.snapshotId ? t.ownData : ''),
          }))}
          value={String(shownId)}
          title={t.planData(named(shown))}
          onChange={(value) => value && void session.lookWith(Number(value))}
        />
      )}
      {isOther && (
        <div className={`${classes.alert} ${classes.dataAlert}`} role="status" data-testid="other-data">
          <IconAlertTriangle size={15} />
          <span>
            {t.otherData(named(plan.snapshot))}{' '}
            <Button
              size="compact-xs"
              variant="light"
              data-testid="own-data"
              onClick={() => void session.lookWith(plan.snapshotId)}
            >
              {t.backToOwnData}
            </Button>
          </span>
        </div>
      )}
      {!isOther && newest && newest.snapshotId !== shownId && (
        <div className={`${classes.alert} ${classes.dataAlert}`} role="note" data-testid="older-data">
          <IconAlertTriangle size={15} />
          <span>
            {t.olderData(named(newest))}{' '}
            <Button
              size="compact-xs"
              variant="light"
              data-testid="newest-data"
              onClick={() => void session.lookWith(newest.snapshotId)}
            >
              {t.lookWithNewest}
            </Button>
          </span>
        </div>
      )}
    </div>
  )
}
