import { Button } from '@mantine/core'
import { useSession } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import type { PendingStroke } from '../session/state.ts'
import classes from './StrokePanel.module.css'

export interface PendingChoiceProps {
  pending: PendingStroke
  strokeCells: number
  /** the way to drop it */
  children: React.ReactNode
}

/** What can be done with a stroke that would break a grid. */
export function PendingChoice({ pending, strokeCells, children }: PendingChoiceProps) {
  const { t, format } = useTranslation()
  const session = useSession()
  const isLarger = pending.ways.some((way) => way.kind === 'with-fragment' && way.fragment > strokeCells)
  return (
    <div className={classes.pending} data-testid="pending-stroke">
      {isLarger && <p className={classes.more}>{t.pending.larger}</p>}
      {pending.ways.map((way) => (
        <Button
          key={way.kind}
          size="compact-sm"
          variant={way.kind === 'with-fragment' && !isLarger ? 'filled' : 'light'}
          data-testid={`pending-${way.kind}`}
          onClick={() => session.acceptPending(way.kind)}
        >
          {way.kind === 'with-fragment'
            ? `${t.pending.withFragment({
                count: format.integer(way.fragment),
                customers: format.integer(Math.round(way.moreCustomers)),
              })}${isLarger ? '' : ' · Enter'}`
            : t.pending.inPart({ count: format.integer(way.cells) })}
        </Button>
      ))}
      {children}
    </div>
  )
}
