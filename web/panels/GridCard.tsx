import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconBrush, IconFocus2, IconLock, IconX } from '@tabler/icons-react'
import { DeviationBar } from '../charts/DeviationBar.tsx'
import { toneOf } from '../charts/judgement.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
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
  const scales = useBarScales()
  const grids = useSessionState((state) => state.grids)
  if (!row) return null
  const parent = grids.find(({ gridId }) => gridId === row.parentId)
  const members = grids.filter(({ parentId }) => parentId === row.gridId)
  const sums = sumOf([row, ...members])
  const pinned = row.pins.reduce((sum, { length }) => sum + length, 0)
  const measures = [
    {
      weight: 'customers' as const,
      label: t.customers,
      value: format.integer(row.customers),
      deviation: row.customersDeviation,
    },
    {
      weight: 'revenue' as const,
      label: t.revenue,
      value: format.money(row.revenueCents),
      deviation: row.revenueDeviation,
    },
  ]
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
      {measures.map(({ weight, label, value, deviation }) => (
        <div key={label} className={classes.measure}>
          <div className={classes.measureLine} title={scales[weight].band === null ? t.notBalanced : undefined}>
            <span>{label}</span>
            <span className="figure">
              <b>{value}</b> {format.deviation(deviation)}
            </span>
          </div>
          <DeviationBar value={deviation} scale={scales[weight]} tone={toneOf(row, weight, judgement)} />
        </div>
      ))}
      <dl className={classes.facts}>
        <dt>{t.arpu}</dt>
        <dd className="figure">{format.arpu(row.arpu)}</dd>
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
            <dd>{parent.name}</dd>
          </>
        )}
        {members.length > 0 && (
          <>
            <dt>{t.mainGrid.sums}</dt>
            <dd className="figure" data-testid="main-grid-sums">
              {t.mainGrid.sumsOf({
                count: format.integer(members.length),
                customers: format.integer(sums.customers),
                revenue: format.moneyCompact(sums.revenueCents),
              })}
            </dd>
          </>
        )}
      </dl>
      <div className={classes.actions}>
        <Button
          size="xs"
          variant="light"
          fullWidth
          leftSection={<IconBrush size={15} />}
          disabled={row.locked}
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
