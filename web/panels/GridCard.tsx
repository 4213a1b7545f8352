import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconBrush, IconFocus2, IconLock, IconX } from '@tabler/icons-react'
import { Fragment } from 'react'
import { figure } from '../../server/contract/planTolerances.ts'
import { DeviationBar } from '../charts/DeviationBar.tsx'
import { toneOf } from '../charts/judgement.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFigures } from '../hooks/useFigures.ts'
import { useFrozenText } from '../hooks/useFrozenText.ts'
import { useBarScales, useJudgement } from '../hooks/useJudgement.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { sumOf } from './groupGrids.ts'
import classes from './MapPane.module.css'
import { ShortName } from './ShortName.tsx'
import { Swatch } from './Swatch.tsx'

/** Everything known of the selected grid. */
export function GridCard({ onZoom }: { onZoom: (grid: number) => void }) {
  const { t, format } = useTranslation()
  const session = useSession()
  const row = useSessionState((state) => state.grids.find(({ number }) => number === state.selected))
  const judgement = useJudgement()
  const scaleOf = useBarScales()
  const frozen = useFrozenText()
  const figures = useFigures()
  const grids = useSessionState((state) => state.grids)
  if (!row) return null
  const parent = grids.find(({ gridId }) => gridId === row.parentId)
  const members = grids.filter(({ parentId }) => parentId === row.gridId)
  const sums = sumOf([row, ...members])
  const pinned = row.pins.reduce((sum, { length }) => sum + length, 0)
  return (
    <section className={`${classes.card} ${classes.details}`} data-testid="grid-card" aria-label={row.name}>
      <div className={classes.detailsHead}>
        <Swatch colour={row.colour} />
        <h2>
          <ShortName name={row.name} />
        </h2>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t.close} onClick={() => session.select(0)}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      <div className={classes.detailsCode}>
        <span className="figure">
          {t.code} {row.code}
        </span>
        {row.locked && (
          <Tooltip label={t.lockedHint}>
            <span style={{ display: 'inline-flex', alignItems: 'center', gap: 3 }}>
              <IconLock size={13} /> {t.locked}
            </span>
          </Tooltip>
        )}
      </div>
      {figures.shown.map(({ key }) => {
        const scale = scaleOf(key)
        const value = row.deviations[key] ?? null
        return (
          <div key={key} className={classes.measure}>
            <div className={classes.measureLine} title={scale.band === null ? t.notBalanced : undefined}>
              <span>{figures.title(key)}</span>
              <span className="figure">
                <b>{figures.exact(key, figure(row, key))}</b> {format.deviation(value)}
              </span>
            </div>
            <DeviationBar value={value} scale={scale} tone={toneOf(row, key, judgement)} />
          </div>
        )
      })}
      <dl className={classes.facts}>
        {figures.ratios.map((ratio) => (
          <Fragment key={ratio.key}>
            <dt>{figures.title(ratio.key)}</dt>
            <dd className="figure">{figures.ratio(ratio, row.figures)}</dd>
          </Fragment>
        ))}
        <dt>{t.area}</dt>
        <dd className="figure">{format.area(row.areaKm2)}</dd>
        <dt>{t.compactness}</dt>
        <dd className="figure">{format.decimal(row.compactness)}</dd>
        <dt>{t.cells}</dt>
        <dd className="figure">{format.integer(row.cellCount)}</dd>
        {pinned > 0 && (
          <>
            <dt>{t.pinning.pinned}</dt>
            <dd className="figure">{t.strokeCells({ count: format.integer(pinned) })}</dd>
          </>
        )}
        {parent && (
          <>
            <dt>{t.mainGrid.of}</dt>
            <dd>
              <ShortName name={parent.name} />
            </dd>
          </>
        )}
        {members.length > 0 && (
          <>
            <dt>{t.mainGrid.count}</dt>
            <dd className="figure">{format.integer(members.length)}</dd>
            {figures.shown.map(({ key }) => (
              <Fragment key={key}>
                <dt>{t.mainGrid.sumOf({ figure: figures.title(key) })}</dt>
                <dd className="figure" data-sum={key} data-testid="main-grid-sums">
                  {figures.short(key, sums[key] ?? 0)}
                </dd>
              </Fragment>
            ))}
          </>
        )}
      </dl>
      <div className={classes.actions}>
        <Button
          size="xs"
          variant="light"
          fullWidth
          leftSection={<IconBrush size={15} />}
          disabled={row.locked || frozen !== null}
          title={frozen ?? undefined}
          data-testid="make-receiver"
          onClick={() => session.pickReceiver(row.number)}
        >
          {t.setReceiver}
        </Button>
        <Tooltip label={t.zoomToGrid}>
          <ActionIcon variant="light" size={30} aria-label={t.zoomToGrid} onClick={() => onZoom(row.number)}>
            <IconFocus2 size={17} />
          </ActionIcon>
        </Tooltip>
      </div>
    </section>
  )
}
