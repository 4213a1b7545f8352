import { Alert, Button, Modal, Select, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Command } from '../../partition/index.ts'
import type { GridFigures } from '../../server/contract/grids.ts'
import { plainOf } from '../../server/contract/plainText.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useRefusalText } from '../hooks/useRefusalText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './dialogs.module.css'

/** In place of a grid's id: a main grid that is made for it. */
const anew = 'new'

/** Which main grid a grid belongs to: one there is, or a new one without cells of its own. */
export function ParentDialog({ row, onClose }: { row: GridFigures; onClose: () => void }) {
  const { t } = useTranslation()
  const session = useSession()
  const refusalText = useRefusalText()
  const grids = useSessionState((state) => state.grids)
  const parents = new Set(grids.map(({ parentId }) => parentId))
  const mayBe = grids.filter((grid) => grid.parentId === null && grid.gridId !== row.gridId)
  const mains = mayBe.filter(({ gridId }) => parents.has(gridId))
  const others = mayBe.filter(({ gridId }) => !parents.has(gridId))
  const [chosen, setChosen] = useState(row.parentId ?? mains[0]?.gridId ?? anew)
  const [name, setName] = useState('')
  const isNew = chosen === anew
  const command: Command = isNew
    ? { kind: 'create', gridId: '', name: plainOf(name) }
    : { kind: 'assign-parent', gridId: row.gridId, parentId: chosen }
  const verdict = isNew && plainOf(name) === '' ? null : session.plan()?.judge(command)
  // It is chosen already: nothing to be done, and nothing wrong.
  const isDone = chosen === row.parentId
  const error = verdict && !verdict.ok && !isDone ? refusalText(verdict) : null
  const optionOf = ({ gridId, name: label }: GridFigures) => ({ value: gridId, label })
  const assign = (event: FormEvent): void => {
    event.preventDefault()
    if (!verdict?.ok) return
    if (session.gridEdits.assignParent(row.gridId, isNew ? { name: plainOf(name) } : { gridId: chosen })) onClose()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.mainGrid.title({ grid: row.name })}
      closeButtonProps={{ 'aria-label': t.close }}
      data-testid="parent-dialog"
    >
      <form onSubmit={assign} noValidate>
        <p className={classes.intro}>{t.mainGrid.text}</p>
        <Select
          label={t.mainGrid.field}
          data-autofocus
          data-testid="parent-select"
          mb="sm"
          searchable
          openOnFocus={false}
          allowDeselect={false}
          maxDropdownHeight={280}
          nothingFoundMessage={t.noMatch}
          data={[
            { value: anew, label: t.mainGrid.anew },
            ...(mains.length > 0 ? [{ group: t.mainGrid.mains, items: mains.map(optionOf) }] : []),
            ...(others.length > 0 ? [{ group: t.mainGrid.others, items: others.map(optionOf) }] : []),
          ]}
          value={chosen}
          onChange={(value) => value && setChosen(value)}
        />
        {isNew && (
          <TextInput
            label={t.mainGrid.nameField}
            data-testid="parent-name"
            placeholder={t.mainGrid.namePlaceholder}
            maxLength={120}
            error={error}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        {error && !isNew && (
          <Alert color="red" mt="sm" p="xs">
            {error}
          </Alert>
        )}
        <div className={classes.actions}>
          <Button variant="default" onClick={onClose}>
            {t.cancel}
          </Button>
          <Button type="submit" disabled={!verdict?.ok} data-testid="parent-go">
            {t.mainGrid.go}
          </Button>
        </div>
      </form>
    </Modal>
  )
}
