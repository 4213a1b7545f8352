import { ActionIcon, CloseButton, Select, TextInput, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconDots, IconLock, IconPlus, IconSearch } from '@tabler/icons-react'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import type { GridFigures } from '../../server/contract/grids.ts'
import type { Judgement } from '../../server/contract/planTolerances.ts'
import { weightKey } from '../../server/contract/weightKey.ts'
import type { BarScales } from '../charts/barScale.ts'
import { DeviationBar } from '../charts/DeviationBar.tsx'
import { toneOf } from '../charts/judgement.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useBarScales, useJudgement } from '../hooks/useJudgement.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import menuClasses from './GridMenu.module.css'
import { GridMenu } from './GridMenu.tsx'
import { type GridSort, orderGrids } from './gridOrder.ts'
import { ShortName } from './ShortName.tsx'
import classes from './SidePanel.module.css'
import { Swatch } from './Swatch.tsx'

export function GridList() {
  const { t } = useTranslation()
  const session = useSession()
  const rows = useSessionState((state) => state.grids)
  const judgement = useJudgement()
  const judgeBy = useSessionState((state) => state.judgeBy)
  const selected = useSessionState((state) => (state.tool === 'brush' ? state.receiving : state.selected))
  const [search, setSearch] = useState('')
  const [sort, setSort] = useState<GridSort>('worst')
  const ordered = useMemo(
    () => orderGrids(rows, { by: judgeBy, judgement }, sort, search),
    [rows, judgeBy, judgement, sort, search],
  )
  const scales = useBarScales()
  const list = useRef<HTMLUListElement>(null)

  useEffect(() => {
    list.current?.querySelector(`[data-grid="${selected}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [selected])

  const pick = (grid: number): void => {
    const { tool, selected: current } = session.store.get()
    if (tool === 'brush') session.pickReceiver(grid)
    else session.select(grid === current ? 0 : grid)
  }

  return (
    <>
      <div className={classes.controls}>
        <TextInput
          size="xs"
          id="grid-search"
          aria-label={t.searchGrids}
          placeholder={t.searchGrids}
          leftSection={<IconSearch size={14} />}
          rightSection={search && <CloseButton size="xs" aria-label={t.clearSearch} onClick={() => setSearch('')} />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Select
          size="xs"
          aria-label={t.sortBy}
          allowDeselect={false}
          data={[
            { value: 'worst', label: t.sortWorst },
            { value: 'name', label: t.sortName },
            { value: 'customers', label: t.sortCustomers },
            { value: 'revenue', label: t.sortRevenue },
          ]}
          value={sort}
          onChange={(value) => value && setSort(value as GridSort)}
        />
        <Tooltip label={t.gridMenu.createHint}>
          <ActionIcon
            variant="light"
            size={30}
            aria-label={t.gridMenu.create}
            data-testid="create-grid"
            onClick={session.gridEdits.create}
          >
            <IconPlus size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.columns} aria-hidden>
        <span>{t.grids}</span>
        {weightKey.options.map((weight) => (
          <span key={weight} title={judgement.weights.includes(weight) ? undefined : t.notBalanced}>
            {t[`${weight}Deviation`]}
          </span>
        ))}
      </div>
      <ul ref={list} className={classes.list} data-testid="grid-list" onPointerLeave={() => session.pointAt(0)}>
        {ordered.map((row) => (
          <GridRow
            key={row.number}
            row={row}
            scales={scales}
            judgement={judgement}
            isSelected={row.number === selected}
            onPick={pick}
            onPoint={session.pointAt}
          />
        ))}
        {ordered.length === 0 && <li className={classes.none}>{t.noMatch}</li>}
      </ul>
    </>
  )
}

interface GridRowProps {
  row: GridFigures
  scales: BarScales
  judgement: Judgement
  isSelected: boolean
  onPick: (grid: number) => void
  onPoint: (grid: number) => void
}

const GridRow = memo(function GridRow({ row, scales, judgement, isSelected, onPick, onPoint }: GridRowProps) {
  const { t, format } = useTranslation()
  const customers = format.deviation(row.customersDeviation)
  const revenue = format.deviation(row.revenueDeviation)
  const [isMenuOpen, setMenuOpen] = useState(false)
  // Hundreds of rows: a menu stands in those alone that are pointed at or in focus.
  const [hasMenu, setHasMenu] = useState(false)
  const ready = (): void => setHasMenu(true)
  return (
    <li
      onPointerEnter={ready}
      onFocus={ready}
      onContextMenu={(event) => {
        event.preventDefault()
        setHasMenu(true)
        setMenuOpen(true)
      }}
    >
      <button
        type="button"
        className={classes.row}
        data-grid={row.number}
        data-selected={isSelected || undefined}
        aria-pressed={isSelected}
        onClick={() => onPick(row.number)}
        onPointerEnter={() => onPoint(row.number)}
        onFocus={() => onPoint(row.number)}
        onBlur={() => onPoint(0)}
      >
        <span className={classes.name}>
          <Swatch colour={row.colour} />
          <span className={classes.nameText}>
            <b>
              <ShortName name={row.name} />
            </b>
            <small className="figure">
              <VisuallyHidden>{t.customers} </VisuallyHidden>
              {format.integer(row.customers)}
            </small>
          </span>
          {row.locked && <IconLock size={14} aria-label={t.locked} />}
        </span>
        <span className={classes.deviation}>
          <VisuallyHidden>{t.customersDeviation}</VisuallyHidden>
          <span className="figure" data-figure="customers">
            {customers}
          </span>
          <DeviationBar
            value={row.customersDeviation}
            scale={scales.customers}
            tone={toneOf(row, 'customers', judgement)}
          />
        </span>
        <span className={classes.deviation}>
          <VisuallyHidden>{t.revenueDeviation}</VisuallyHidden>
          <span className="figure" data-figure="revenue">
            {revenue}
          </span>
          <DeviationBar value={row.revenueDeviation} scale={scales.revenue} tone={toneOf(row, 'revenue', judgement)} />
        </span>
      </button>
      {hasMenu ? (
        <GridMenu row={row} isOpen={isMenuOpen} onOpen={setMenuOpen} />
      ) : (
        <ActionIcon
          className={menuClasses.more}
          variant="subtle"
          color="gray"
          size={24}
          tabIndex={-1}
          aria-label={t.gridMenu.open({ grid: row.name })}
          data-testid="grid-menu"
        >
          <IconDots size={17} />
        </ActionIcon>
      )}
    </li>
  )
})
