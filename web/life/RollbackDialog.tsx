import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { plainOf } from '../../server/contract/plainText.ts'
import type { Version, VersionList } from '../../server/contract/versions.ts'
import { postRollback } from '../api/client.ts'
import { useSession } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { addDays } from '../model/civilDays.ts'
import { dateFault, type OpenDates, proposedDate } from '../model/openDates.ts'
import { ActDialog } from './ActDialog.tsx'
import { DateField } from './DateField.tsx'
import { type Later, LaterChoice, laterIsChosen } from './LaterChoice.tsx'
import { useAct } from './useAct.ts'

interface RollbackDialogProps {
  city: string
  list: VersionList
  version: Version
  onClose: () => void
}

/** How far ahead a version may begin. */
const horizonDays = 730

/** Asks from when an earlier version's plan is to be in force again; it waits for approval then, and is shown for it. */
export function RollbackDialog({ city, list, version, onClose }: RollbackDialogProps) {
  const { t } = useTranslation()
  const session = useSession()
  const { isBusy, failure, run } = useAct()
  const dates = datesOf(list, version)
  const [date, setDate] = useState(() => proposedDate(dates))
  const [later, setLater] = useState<Later | null>(null)
  const [note, setNote] = useState('')
  const around = { effectiveFrom: date, later: dates.taken.filter(({ from }) => from >= date) }
  const canGo = dateFault(date, dates) === null && laterIsChosen(around, later)

  const submit = async (): Promise<void> => {
    const isDone = await run(() =>
      postRollback(city, {
        version: version.number,
        effectiveFrom: date,
        ...(later && around.later.length > 0 && { later }),
        note: plainOf(note),
      }),
    )
    if (!isDone) return
    onClose()
    await session.openPlan(version.planId)
    session.life.ask({ kind: 'decide' })
  }
  return (
    <ActDialog
      name="rollback"
      title={t.life.timeline.rollbackTitle({ version: version.id })}
      go={t.life.timeline.rollbackGo}
      canGo={canGo}
      isBusy={isBusy}
      failure={failure}
      onGo={submit}
      onClose={onClose}
    >
      <p>{t.life.timeline.rollbackText({ plan: version.planName })}</p>
      <DateField dates={dates} value={date} onChange={setDate} effectiveAt={undefined} />
      <LaterChoice impact={around} value={later} onChange={setLater} />
      <Textarea
        size="xs"
        label={t.life.submit.note}
        placeholder={t.life.submit.notePlaceholder}
        data-testid="rollback-note"
        maxLength={1000}
        autosize
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </ActDialog>
  )
}

/** Where something ended, tomorrow is the first day that is open. */
function datesOf({ today, timezone, versions }: VersionList, { division }: Version): OpenDates & { timezone: string } {
  return {
    today,
    timezone,
    earliest: addDays(today, 1),
    latest: addDays(today, horizonDays),
    isFirst: false,
    taken: versions
      .filter((one) => one.division === division && one.phase === 'scheduled')
      .map(({ id, from }) => ({ id, from }))
      .toSorted((a, b) => a.from.localeCompare(b.from)),
  }
}
