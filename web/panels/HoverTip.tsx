import { IconLock } from '@tabler/icons-react'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './MapPane.module.css'
import { ShortName } from './ShortName.tsx'
import { Swatch } from './Swatch.tsx'

/** What lies under the pointer. Hidden while a stroke is drawn: the stroke panel tells more then. */
export function HoverTip() {
  const { t, format } = useTranslation()
  const hover = useSessionState((state) => state.hover)
  const isDrawing = useSessionState((state) => state.stroke?.isDrawing ?? false)
  const snapshot = useSessionState((state) => state.snapshot)
  const row = useSessionState((state) => state.grids.find(({ number }) => number === state.hover?.grid))
  const isTool = useSessionState((state) => state.tool !== 'select')
  if (!hover || !snapshot || isDrawing) return null

  // Clear of the brush's own cells.
  const gap = isTool ? 34 : 16
  const isLeft = hover.x > globalThis.innerWidth - 620
  const isLow = hover.y > globalThis.innerHeight - 300
  return (
    <div
      className={`${classes.card} ${classes.tip}`}
      data-testid="hover-tip"
      style={{
        left: hover.x,
        top: hover.y,
        transform: `translate(${isLeft ? `calc(-100% - ${gap}px)` : `${gap}px`}, ${isLow ? `calc(-100% - ${gap}px)` : `${gap}px`})`,
      }}
    >
      <h3>
        <Swatch colour={row?.colour} />
        <ShortName name={row?.name ?? t.unassignedPool} />
        {row?.locked && <IconLock size={14} aria-label={t.locked} />}
      </h3>
      {row && !isTool && (
        <dl className={classes.facts}>
          <dt>{t.customers}</dt>
          <dd className="figure">
            {format.integer(row.customers)} <small>{format.deviation(row.customersDeviation)}</small>
          </dd>
          <dt>{t.revenue}</dt>
          <dd className="figure">
            {format.moneyCompact(row.revenueCents)} <small>{format.deviation(row.revenueDeviation)}</small>
          </dd>
          <dt>{t.arpu}</dt>
          <dd className="figure">{format.arpu(row.arpu)}</dd>
        </dl>
      )}
      <dl className={`${classes.facts} ${classes.tipCell}`}>
        <dt>{t.thisCell}</dt>
        <dd className="figure">
          {format.integer(snapshot.customers[hover.cellIndex]!)} ·{' '}
          {format.moneyCompact(snapshot.revenueCents[hover.cellIndex]!)}
        </dd>
      </dl>
    </div>
  )
}
