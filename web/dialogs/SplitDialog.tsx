import { Alert, Button, Modal, NumberInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { GridFigures } from '../../server/contract/grids.ts'
import { figure } from '../../server/contract/planTolerances.ts'
import { useSession } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './dialogs.module.css'

const mostParts = 20

/** Into how many connected grids of about as many customers a grid is divided. */
export function SplitDialog({ row, onClose }: { row: GridFigures; onClose: () => void }) {
  const { t, format } = useTranslation()
  const session = useSession()
  const [parts, setParts] = useState<number | string>(2)
  const [isBusy, setBusy] = useState(false)
  const [hasFailed, setFailed] = useState(false)
  const most = Math.min(mostParts, row.cellCount)
  const isRight = typeof parts === 'number' && Number.isInteger(parts) && parts >= 2 && parts <= most
  const split = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (!isRight) return
    setBusy(true)
    const isDone = await session.gridEdits.split(row.number, parts)
    setBusy(false)
    setFailed(!isDone)
    if (isDone) onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.gridMenu.splitTitle({ grid: row.name })}
      closeButtonProps={{ 'aria-label': t.close }}
      data-testid="split-dialog"
    >
      <form onSubmit={(event) => void split(event)} noValidate>
        <p className={classes.intro}>{t.gridMenu.splitText}</p>
        <NumberInput
          label={t.gridMenu.splitField}
          data-autofocus
          data-testid="split-parts"
          description={
            isRight ? t.gridMenu.splitEach({ customers: format.integer(figure(row, 'customers') / parts) }) : ' '
          }
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          error={isRight ? null : t.partition.problem.range({ min: '2', max: format.integer(most) })}
          min={2}
          max={most}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          value={parts}
          onChange={(value) => {
            setParts(value)
            setFailed(false)
          }}
        />
        {hasFailed && (
          <Alert color="red" mt="sm" p="xs" role="alert">
            {t.gridMenu.splitFailed}
          </Alert>
        )}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" loading={isBusy} data-testid="split-go">
            {t.gridMenu.splitGo}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
