import { Badge } from '@mantine/core'
import { IconAlertTriangle, IconLock } from '@tabler/icons-react'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useRefusalText } from '../hooks/useRefusalText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { GridChange } from '../session/state.ts'
import mapClasses from './MapPane.module.css'
import classes from './StrokePanel.module.css'
import { StrokeSide } from './StrokeSide.tsx'

/** The brush's panel: who receives and who gives, their figures moving with every cell of the stroke. */
export function StrokePanel() {
  const { t, format } = useTranslation()
  const refusalText = useRefusalText()
  const stroke = useSessionState((state) => state.stroke)
  const receiving = useSessionState((state) => state.grids.find(({ number }) => number === state.receiving))
  const giver = stroke?.giving[0]
  const standing: GridChange | null = receiving
    ? { grid: receiving.number, before: receiving.figures, after: receiving.figures }
    : null
  const receiver = stroke?.receiving ?? standing
  const others = (stroke?.giving.length ?? 0) - 1

  return (
    <section
      className={`${mapClasses.card} ${classes.panel}`}
      data-testid="stroke-panel"
      data-drawing={stroke?.isDrawing || undefined}
      aria-live="polite"
    >
      <div className={classes.head}>
        <b>{stroke ? (stroke.isDrawing ? t.thisStroke : t.lastStroke) : t.toolBrush}</b>
        {stroke ? (
          <span className="figure">{t.strokeCells({ count: format.integer(stroke.cellCount) })}</span>
        ) : (
          <span>{receiving ? t.paintHint : t.pickReceiver}</span>
        )}
        {receiving?.locked && (
          <Badge size="sm" color="red" variant="light" leftSection={<IconLock size={11} />}>
            {t.locked}
          </Badge>
        )}
      </div>
      <div className={classes.sides}>
        {receiver ? (
          <StrokeSide side="receiver" change={receiver} isStill={!stroke} />
        ) : (
          <div className={classes.side} data-role="hint">
            {t.pickReceiverHint}
          </div>
        )}
        {giver ? (
          <StrokeSide side="giver" change={giver} isStill={false} />
        ) : (
          <div className={classes.side} data-role="hint">
            {receiver ? t.giverHint : t.growHint}
          </div>
        )}
      </div>
      {others > 0 && <p className={classes.more}>{t.moreGivers({ count: format.integer(others) })}</p>}
      {stroke?.refusal && (
        <div className={classes.refusal} data-testid="stroke-refusal">
          <IconAlertTriangle size={16} />
          <span>{refusalText(stroke.refusal, stroke.receiving.grid)}</span>
        </div>
      )}
    </section>
  )
}
