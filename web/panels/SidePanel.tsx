import { Skeleton } from '@mantine/core'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { GridList } from './GridList.tsx'
import { PlanSummaryPanel } from './PlanSummaryPanel.tsx'
import classes from './SidePanel.module.css'
import { Tray } from './Tray.tsx'

export function SidePanel(_props: { onPartition: () => void }) {
  const { t } = useTranslation()
  const plan = useSessionState((state) => state.plan)
  const screen = useSessionState((state) => state.screen)
  return (
    <aside className={classes.side} aria-label={t.gridList}>
      {plan && (
        <>
          <PlanSummaryPanel plan={plan} />
          <Tray />
          <GridList />
        </>
      )}
      {!plan && screen.kind === 'loading' && (
        <div className={classes.summary}>
          <Skeleton height={18} width="60%" mb={16} />
          <Skeleton height={38} mb={12} />
          <Skeleton height={18} mb={8} />
          <Skeleton height={18} />
        </div>
      )}
    </aside>
  )
}
