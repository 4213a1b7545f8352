import { ActionIcon, CloseButton, Select, TextInput, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconDots, IconLock, IconPlus, IconSearch } from '@tabler/icons-react'
import { memo, useEffect, useMemo, useRef, useState } from 'react'
import type { GridFigures } from '../../server/contract/grids.ts'
import { figure, type Judgement } from '../../server/contract/planTolerances.ts'
import type { BarScales } from '../charts/barScale.ts'
import { DeviationBar } from '../charts/DeviationBar.tsx'
import { toneOf } from '../charts/judgement.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { type ShownFigures, useFigures } from '../hooks/useFigures.ts'
import { useBarScales, useJudgement } from '../hooks/useJudgement.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { FigureChoice } from './FigureChoice.tsx'
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
  const figures = useFigures()
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
            ...figures.shown.map(({ key }) => ({ value: key, label: t.sortMost({ figure: figures.label(key) }) })),
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
      <div className={classes.columns} style={columnsOf(figures)}>
        <span>
          {t.grids} <FigureChoice />
        </span>
        {figures.shown.map(({ key }) => (
          <span key={key} title={judgement.weights.includes(key) ? undefined : t.notBalanced} aria-hidden>
            {t.deviationOf({ figure: figures.title(key) })}
          </span>
        ))}
      </div>
      <ul ref={list} className={classes.list} data-testid="grid-list" onPointerLeave={() => session.pointAt(0)}>
        {ordered.map((row) => (
          <GridRow
            key={row.number}
            row={row}
            figures={figures}
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

/** A column a figure beside the names. */
const columnsOf = ({ shown }: ShownFigures) => ({
  gridTemplateColumns: `minmax(0, 1fr) repeat(${shown.length}, minmax(0, var(--bar)))`,
})

interface GridRowProps {
  row: GridFigures
  figures: ShownFigures
  scales: BarScales
  judgement: Judgement
  isSelected: boolean
  onPick: (grid: number) => void
  onPoint: (grid: number) => void
}

const GridRow = memo(function GridRow({ row, figures, scales, judgement, isSelected, onPick, onPoint }: GridRowProps) {
  const { t, format } = useTranslation()
  const [first] = figures.shown
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
        style={columnsOf(figures)}
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
            {first && (
              <small className="figure">
                <VisuallyHidden>{figures.title(first.key)} </VisuallyHidden>
                {figures.short(first.key, figure(row, first.key))}
              </small>
            )}
          </span>
          {row.locked && <IconLock size={14} aria-label={t.locked} />}
        </span>
        {figures.shown.map(({ key }) => (
          <span key={key} className={classes.deviation}>
            <VisuallyHidden>{t.deviationOf({ figure: figures.title(key) })}</VisuallyHidden>
            <span className="figure" data-figure={key}>
              {format.deviation(row.deviations[key] ?? null)}
            </span>
            <DeviationBar value={row.deviations[key] ?? null} scale={scales(key)} tone={toneOf(row, key, judgement)} />
          </span>
        ))}
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
