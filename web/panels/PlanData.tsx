import { Button, Loader, Select } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { SnapshotName } from '../../server/contract/cities.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './SidePanel.module.css'

/** Which period the plan is looked at with: that of its own data at first, and any other of the city, in its present or an earlier version. Every figure on the screen is of that one. */
export function PlanData({ plan }: { plan: PlanDetail }) {
  const { t, format } = useTranslation()
  const session = useSession()
  const snapshots = useSessionState((state) => state.snapshots)
  const shownId = useSessionState((state) => state.snapshot?.snapshotId ?? plan.snapshotId)
  const isReading = useSessionState((state) => state.isReadingData)
  const listed: readonly SnapshotName[] = snapshots?.snapshots ?? [plan.snapshot]
  const shown = listed.find(({ snapshotId }) => snapshotId === shownId) ?? plan.snapshot
  const newest = listed.find(({ snapshotId }) => snapshotId === snapshots?.currentSnapshotId)
  // The newest of a period, which comes first, is its data; those after it are its earlier versions.
  const isEarlier = (one: SnapshotName) =>
    listed.find(({ period }) => period === one.period)?.snapshotId !== one.snapshotId
  const textOf = (one: SnapshotName) => (isEarlier(one) ? t.earlierData : t.planData)(format.data(one))
  const earlier = new Set(listed.filter(isEarlier).map(({ snapshotId }) => String(snapshotId)))
  const isOther = shownId !== plan.snapshotId

  return (
    <div data-testid="plan-data" data-snapshot={shownId}>
      {listed.length < 2 ? (
        <p className={classes.data}>{textOf(shown)}</p>
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
            label: textOf(one) + (one.snapshotId === plan.snapshotId ? t.ownData : ''),
          }))}
          value={String(shownId)}
          title={textOf(shown)}
          renderOption={({ option, checked }) => (
            <span
              className={classes.dataOption}
              data-earlier={earlier.has(option.value) || undefined}
              data-checked={checked || undefined}
            >
              {option.label}
            </span>
          )}
          onChange={(value) => value && void session.lookWith(Number(value))}
        />
      )}
      {isOther && (
        <DataNotice
          id="other-data"
          role="status"
          text={t.otherData(format.data(plan.snapshot))}
          way={t.backToOwnData}
          onWay={() => void session.lookWith(plan.snapshotId)}
        />
      )}
      {!isOther && newest && newest.snapshotId !== shownId && (
        <DataNotice
          id="older-data"
          role="note"
          text={t.olderData(format.data(newest))}
          way={t.lookWithNewest}
          onWay={() => void session.lookWith(newest.snapshotId)}
        />
      )}
    </div>
  )
}

interface DataNoticeProps {
  id: string
  role: 'status' | 'note'
  text: string
  way: string
  onWay: () => void
}

/** That the figures are not of the data one may take them for, and the way to those. */
function DataNotice({ id, role, text, way, onWay }: DataNoticeProps) {
  return (
    <div className={`${classes.alert} ${classes.dataAlert}`} role={role} data-testid={id}>
      <IconAlertTriangle size={15} />
      <span>
        {text}{' '}
        <Button size="compact-xs" variant="light" data-testid={`${id}-way`} onClick={onWay}>
          {way}
        </Button>
      </span>
    </div>
  )
}
