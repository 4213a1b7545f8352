import { Button, Modal, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Command } from '../../partition/index.ts'
import type { GridFigures } from '../../server/contract/grids.ts'
import { plainOf } from '../../server/contract/plainText.ts'
import { useSession } from '../hooks/SessionContext.tsx'
import { useRefusalText } from '../hooks/useRefusalText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './dialogs.module.css'

/** Name and code of a grid; what the plan would refuse stands under the field. */
export function GridNameDialog({ row, onClose }: { row: GridFigures; onClose: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const refusalText = useRefusalText()
  const [name, setName] = useState(row.name)
  const [code, setCode] = useState(row.code)
  const { gridId } = row
  const wanted: { name?: Command; code?: Command } = {
    ...(plainOf(name) !== row.name && { name: { kind: 'rename', gridId, name: plainOf(name) } }),
    ...(plainOf(code) !== row.code && { code: { kind: 'recode', gridId, code: plainOf(code) } }),
  }
  const errorOf = (command: Command | undefined): string | null => {
    const verdict = command && session.plan()?.judge(command)
    return verdict && !verdict.ok ? refusalText(verdict) : null
  }
  const errors = { name: errorOf(wanted.name), code: errorOf(wanted.code) }
  const save = (event: FormEvent): void => {
    event.preventDefault()
    if (errors.name || errors.code) return
    const commands = [wanted.name, wanted.code].filter((command) => command !== undefined)
    if (session.gridEdits.editAll(commands)) onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.gridMenu.nameTitle({ grid: row.name })}
      closeButtonProps={{ 'aria-label': t.close }}
      data-testid="grid-name-dialog"
    >
      <form onSubmit={save} noValidate>
        <TextInput
          label={t.gridMenu.nameField}
          data-autofocus
          data-testid="grid-name"
          mb="sm"
          maxLength={120}
          error={errors.name}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <TextInput
          label={t.gridMenu.codeField}
          data-testid="grid-code"
          description={t.gridMenu.codeHint}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          maxLength={40}
          error={errors.code}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" data-testid="grid-name-save">
            {t.gridMenu.save}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
