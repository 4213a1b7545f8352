import { Badge, Button } from '@mantine/core'
import { IconAlertTriangle, IconLock } from '@tabler/icons-react'
import type { GridFigures } from '../../server/contract/grids.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useRefusalText } from '../hooks/useRefusalText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { GridChange } from '../session/state.ts'
import mapClasses from './MapPane.module.css'
import { Neighbours } from './Neighbours.tsx'
import { PendingChoice } from './PendingChoice.tsx'
import classes from './StrokePanel.module.css'
import { StrokeSide } from './StrokeSide.tsx'
import { UnderBrush } from './UnderBrush.tsx'

const standing = (row: GridFigures | undefined): GridChange | null =>
  row ? { grid: row.number, before: row.figures, after: row.figures } : null

/** The painting tools' panel: who receives and who gives, their figures moving with every cell of the stroke. */
export function StrokePanel() {
  const { t, format } = useTranslation()
  const session = useSession()
  const refusalText = useRefusalText()
  const stroke = useSessionState((state) => state.stroke)
  const tool = useSessionState((state) => state.tool)
  const pending = useSessionState((state) => state.pending)
  const isGiving = useSessionState((state) => state.direction === 'give')
  const inHand = useSessionState((state) => state.grids.find(({ number }) => number === state.receiving))
  const partner = useSessionState((state) => state.grids.find(({ number }) => number === state.partner))
  const receiver = stroke?.receiving ?? standing(isGiving ? partner : inHand)
  const giver = stroke?.giving[0] ?? standing(isGiving ? inHand : partner)
  const others = (stroke?.giving.length ?? 0) - 1

  return (
    <section
      className={`${mapClasses.card} ${classes.panel}`}
      data-testid="stroke-panel"
      data-drawing={stroke?.isDrawing || undefined}
    >
      <div className={classes.head}>
        <b>
          {pending
            ? t.pending.title
            : stroke
              ? stroke.isDrawing
                ? t.thisStroke
                : t.lastStroke
              : tool === 'select'
                ? ''
                : t.tools.name[tool]}
        </b>
        {stroke ? (
          <span className="figure">{t.strokeCells({ count: format.integer(stroke.cellCount) })}</span>
        ) : inHand ? (
          <UnderBrush />
        ) : (
          <span>{t.pickReceiver}</span>
        )}
        {inHand?.locked && (
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
            {isGiving && inHand ? t.receiverHint : t.pickReceiverHint}
          </div>
        )}
        {giver ? (
          <StrokeSide side="giver" change={giver} isStill={!stroke} />
        ) : (
          <div className={classes.side} data-role="hint">
            {inHand ? t.giverHint : t.growHint}
          </div>
        )}
      </div>
      {others > 0 && <p className={classes.more}>{t.moreGivers({ count: format.integer(others) })}</p>}
      {!stroke && inHand && <Neighbours grid={inHand.number} />}
      {stroke?.refusal && (
        <div className={classes.refusal} data-testid="stroke-refusal">
          <IconAlertTriangle size={16} />
          <span>{refusalText(stroke.refusal, stroke.receiving.grid)}</span>
        </div>
      )}
      {pending && stroke && (
        <PendingChoice pending={pending} strokeCells={stroke.cellCount}>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            data-testid="pending-drop"
            onClick={session.dropPending}
          >
            {t.pending.drop} · Esc
          </Button>
        </PendingChoice>
      )}
    </section>
  )
}
