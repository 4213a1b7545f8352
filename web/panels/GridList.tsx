import { ActionIcon, CloseButton, Select, TextInput, Tooltip } from '@mantine/core'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { Fragment, useEffect, useMemo, useRef, useState } from 'react'
import type { GridFigures } from '../../server/contract/grids.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFigures } from '../hooks/useFigures.ts'
import { useFrozenText } from '../hooks/useFrozenText.ts'
import { useBarScales, useJudgement } from '../hooks/useJudgement.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { isPainting } from '../tools/tools.ts'
import { FigureChoice } from './FigureChoice.tsx'
import { columnsOf } from './figureColumns.ts'
import { GridRow } from './GridRow.tsx'
import { type GridSort, orderGrids } from './gridOrder.ts'
import { groupGrids } from './groupGrids.ts'
import { MainGridRow } from './MainGridRow.tsx'
import classes from './SidePanel.module.css'

export function GridList() {
  const { t } = useTranslation()
  const session = useSession()
  const frozen = useFrozenText()
  const rows = useSessionState((state) => state.grids)
  const judgement = useJudgement()
  const judgeBy = useSessionState((state) => state.judgeBy)
  const selected = useSessionState((state) => (isPainting(state.tool) ? state.receiving : state.selected))
  const [search, setSearch] = useState('')
  const [sort, setSort] = useState<GridSort>('worst')
  const ordered = useMemo(
    () => orderGrids(rows, { by: judgeBy, judgement }, sort, search),
    [rows, judgeBy, judgement, sort, search],
  )
  const listed = useMemo(() => groupGrids(ordered, rows), [ordered, rows])
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const scales = useBarScales()
  const figures = useFigures()
  const list = useRef<HTMLUListElement>(null)

  useEffect(() => {
    list.current?.querySelector(`[data-grid="${selected}"]`)?.scrollIntoView({ block: 'nearest' })
  }, [selected])

  const pick = (grid: number): void => {
    const { tool, selected: current } = session.store.get()
    if (isPainting(tool)) session.pickReceiver(grid)
    else session.select(grid === current ? 0 : grid)
  }

  const toggle = (gridId: string): void => {
    const next = new Set(closed)
    if (!next.delete(gridId)) next.add(gridId)
    setClosed(next)
  }
  const rowOf = (row: GridFigures, isMember = false) => (
    <GridRow
      key={row.number}
      row={row}
      figures={figures}
      scales={scales}
      judgement={judgement}
      isMember={isMember}
      isSelected={row.number === selected}
      onPick={pick}
      onPoint={session.pointAt}
    />
  )

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
        <Tooltip label={frozen ?? t.gridMenu.createHint} multiline maw={280}>
          <ActionIcon
            variant="light"
            size={30}
            aria-label={t.gridMenu.create}
            aria-disabled={frozen !== null}
            data-disabled={frozen !== null}
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
        {figures.columns.map(({ key }) => (
          <span key={key} title={judgement.weights.includes(key) ? undefined : t.notBalanced} aria-hidden>
            {t.deviationOf({ figure: figures.title(key) })}
          </span>
        ))}
      </div>
      <ul ref={list} className={classes.list} data-testid="grid-list" onPointerLeave={() => session.pointAt(0)}>
        {listed.map((one) =>
          one.kind === 'grid' ? (
            rowOf(one.row)
          ) : (
            <Fragment key={one.main.number}>
              <MainGridRow
                group={one}
                figures={figures}
                isOpen={!closed.has(one.main.gridId)}
                isSelected={one.main.number === selected}
                onToggle={toggle}
                onPick={pick}
                onPoint={session.pointAt}
              />
              {!closed.has(one.main.gridId) && one.members.map((row) => rowOf(row, true))}
            </Fragment>
          ),
        )}
        {ordered.length === 0 && <li className={classes.none}>{t.noMatch}</li>}
      </ul>
    </>
  )
}
