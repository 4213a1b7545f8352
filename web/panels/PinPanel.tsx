import { useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import mapClasses from './MapPane.module.css'
import classes from './StrokePanel.module.css'

/** What pinning does, and how many cells are pinned. */
export function PinPanel() {
  const { t, format } = useTranslation()
  const pinned = useSessionState(({ grids }) =>
    grids.reduce((sum, { pins }) => sum + pins.reduce((own, { length }) => own + length, 0), 0),
  )
  const tool = useSessionState((state) => state.tool)
  return (
    <section className={`${mapClasses.card} ${classes.panel}`} data-testid="pin-panel" aria-live="polite">
      <div className={classes.head}>
        <b>{tool === 'unpin' ? t.pinning.unpin : t.pinning.pin}</b>
        <span className="figure">{t.pinning.count({ count: format.integer(pinned) })}</span>
      </div>
      <div className={classes.side} data-role="hint">
        {tool === 'unpin' ? t.pinning.unpinHint : t.pinning.pinHint}
      </div>
    </section>
  )
}
