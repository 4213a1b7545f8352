import { IconLock } from '@tabler/icons-react'
import { Fragment } from 'react'
import { valuesOf } from '../../partition/index.ts'
import { figure } from '../../server/contract/planTolerances.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useFigures } from '../hooks/useFigures.ts'
import { usePlaceName } from '../hooks/usePlaceName.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './MapPane.module.css'
import { ShortName } from './ShortName.tsx'
import { Swatch } from './Swatch.tsx'

/** Of the city's own; the others are told by a press. */
const mostPlaces = 3

/** What lies under the pointer. Hidden while a stroke is drawn: the stroke panel tells more then. */
export function HoverTip() {
  const { t, format } = useTranslation()
  const hover = useSessionState((state) => state.hover)
  const isDrawing = useSessionState((state) => state.stroke?.isDrawing ?? false)
  const snapshot = useSessionState((state) => state.snapshot)
  const row = useSessionState((state) => state.grids.find(({ number }) => number === state.hover?.grid))
  const figures = useFigures()
  const isTool = useSessionState((state) => state.tool !== 'select')
  const units = useSessionState((state) => state.units)
  const nameOf = usePlaceName()
  // The popover says more, and would lie under this.
  const isPicked = useSessionState((state) => state.pickedPlaces !== null)
  if (!hover || !snapshot || isDrawing || isPicked) return null
  const places = hover.places.slice(0, mostPlaces)

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
          {figures.shown.map(({ key }) => (
            <Fragment key={key}>
              <dt>{figures.title(key)}</dt>
              <dd className="figure">
                {figures.short(key, figure(row, key))} <small>{format.deviation(row.deviations[key] ?? null)}</small>
              </dd>
            </Fragment>
          ))}
          {figures.ratios.map((ratio) => (
            <Fragment key={ratio.key}>
              <dt>{figures.title(ratio.key)}</dt>
              <dd className="figure">{figures.ratio(ratio, row.figures)}</dd>
            </Fragment>
          ))}
        </dl>
      )}
      <dl className={`${classes.facts} ${classes.tipCell}`}>
        {places.map(({ kind, id }) => {
          const unit = units?.byId(id)?.properties
          const households = unit?.households ?? null
          return (
            <Fragment key={`${kind} ${id}`}>
              <dt>{t.layers.one[kind]}</dt>
              <dd data-testid="hover-place">
                {nameOf({ kind, id })}
                {households !== null && ` · ${t.layers.households({ count: format.integer(households) })}`}
              </dd>
            </Fragment>
          )
        })}
        <dt>{t.thisCell}</dt>
        <dd className="figure">
          {figures.shown
            .map(({ key }) => figures.short(key, valuesOf(snapshot.facts, key)[hover.cellIndex]!))
            .join(' · ')}
        </dd>
      </dl>
    </div>
  )
}
