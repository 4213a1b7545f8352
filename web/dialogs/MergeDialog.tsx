import { Alert, Button, Modal, Radio } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Command } from '../../partition/index.ts'
import { deviation } from '../../partition/index.ts'
import type { GridFigures } from '../../server/contract/grids.ts'
import { territories } from '../../server/contract/mainGrids.ts'
import { figure, sumOf } from '../../server/contract/planTolerances.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useRefusalText } from '../hooks/useRefusalText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './dialogs.module.css'

/** Which of the grids that touch it a grid is merged into, with what each would have then. */
export function MergeDialog({ row, onClose }: { row: GridFigures; onClose: () => void }) {
  const { t, format } = useTranslation()
  const session = useSession()
  const refusalText = useRefusalText()
  const grids = useSessionState((state) => state.grids)
  const neighbours = session.gridEdits
    .neighboursOf(row.number)
    .flatMap((number) => grids.find((grid) => grid.number === number) ?? [])
  const [chosen, setChosen] = useState(neighbours.find(({ locked }) => !locked)?.gridId ?? '')
  const command: Command = { kind: 'merge', gridId: chosen, gone: [row.gridId] }
  const verdict = chosen === '' ? null : session.plan()?.judge(command)
  const average =
    sumOf(grids, 'customers') / Math.max(1, territories(grids, ({ cellCount }) => cellCount > 0).length - 1)
  const merged = (grid: GridFigures) => figure(grid, 'customers') + figure(row, 'customers')
  const merge = (event: FormEvent): void => {
    event.preventDefault()
    if (verdict?.ok && session.gridEdits.edit(command)) onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.gridMenu.mergeTitle({ grid: row.name })}
      closeButtonProps={{ 'aria-label': t.close }}
      data-testid="merge-dialog"
    >
      <form onSubmit={merge}>
        <p className={classes.intro}>{neighbours.length > 0 ? t.gridMenu.mergeText : t.gridMenu.mergeNone}</p>
        <Radio.Group aria-label={t.gridMenu.mergeField} value={chosen} onChange={setChosen}>
          <div className={classes.lines}>
            {neighbours.map((grid, i) => (
              <Radio
                key={grid.gridId}
                value={grid.gridId}
                disabled={grid.locked}
                data-autofocus={i === 0 || undefined}
                data-merge-into={grid.number}
                label={grid.name}
                description={
                  grid.locked
                    ? t.locked
                    : t.gridMenu.mergeAfter({
                        customers: format.integer(merged(grid)),
                        deviation: format.deviation(deviation(merged(grid), average)),
                      })
                }
              />
            ))}
          </div>
        </Radio.Group>
        {verdict && !verdict.ok && (
          <Alert color="red" mt="sm" p="xs">
            {refusalText(verdict)}
          </Alert>
        )}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" disabled={!verdict?.ok} data-testid="merge-go">
            {t.gridMenu.mergeGo}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
