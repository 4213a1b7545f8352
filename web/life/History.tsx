import { ActionIcon, SegmentedControl } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState } from 'react'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { AuditTable } from './AuditTable.tsx'
import { DisputesPane } from './DisputesPane.tsx'
import classes from './history.module.css'
import { OwnersPane } from './OwnersPane.tsx'
import { Timeline } from './Timeline.tsx'

/** Below the map: the city's versions in time, who did what, whose a customer is, or what is disputed. */
export function History() {
  const { t } = useTranslation()
  const { showHistory } = useSession().life
  const history = useSessionState((state) => state.history)
  const city = useSessionState((state) => state.model?.city.code)
  // What is shown may put its own parts beside the choice of what is shown.
  const [slot, setSlot] = useState<HTMLElement | null>(null)
  if (!history || city === undefined) return null
  return (
    <section className={classes.history} data-kind={history} data-testid="history" aria-label={t.life.timeline.open}>
      <div className={classes.head}>
        <SegmentedControl
          size="xs"
          aria-label={t.life.timeline.open}
          data-testid="history-kind"
          value={history}
          onChange={(kind) => showHistory(kind as typeof history)}
          data={[
            { value: 'timeline', label: t.life.timeline.title },
            { value: 'audit', label: t.life.timeline.audit },
            { value: 'owners', label: t.owners.title },
            { value: 'disputes', label: t.disputes.title },
          ]}
        />
        <div ref={setSlot} className={classes.slot} />
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t.close} onClick={() => showHistory(null)}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      {/* Keyed: what stays until the next answer must never be another city's, whose versions could be acted on. */}
      {history === 'timeline' ? (
        <Timeline key={city} city={city} />
      ) : history === 'audit' ? (
        <AuditTable key={city} city={city} />
      ) : history === 'owners' ? (
        <OwnersPane key={city} city={city} slot={slot} />
      ) : (
        <DisputesPane key={city} city={city} slot={slot} />
      )}
    </section>
  )
}
