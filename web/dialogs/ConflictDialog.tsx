import { Button, Modal, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from '../i18n/Translation.tsx'
import { useSession, useSessionState } from '../state/SessionContext.tsx'
import classes from './dialogs.module.css'

/** The plan on the server is not the one on the screen: the planner chooses what becomes of the unsaved strokes. */
export function ConflictDialog() {
  const { t, format } = useTranslation()
  const session = useSession()
  const conflict = useSessionState((state) => state.conflict)
  const [isBusy, setBusy] = useState(false)
  if (!conflict) return null

  const resolve = async (choice: 'reapply' | 'discard'): Promise<void> => {
    setBusy(true)
    await session.resolveConflict(choice)
    setBusy(false)
  }
  const strokes = format.integer(conflict.strokes)
  const isRecovered = conflict.code === 'recovered'
  return (
    <Modal
      opened
      onClose={() => {}}
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
      title={isRecovered ? t.recoveredTitle : t.conflictTitle}
      data-testid="conflict-dialog"
    >
      <p className={classes.intro}>{isRecovered ? t.recoveredText({ strokes }) : t.conflictText({ strokes })}</p>
      {conflict.code !== 'revision-conflict' && conflict.message && (
        <p className={classes.intro}>{t.refusedByServer({ message: conflict.message })}</p>
      )}
      <Stack gap="xs">
        <Button loading={isBusy} onClick={() => void resolve('reapply')} data-testid="conflict-reapply">
          {t.conflictReapply}
        </Button>
        <Button
          variant="default"
          disabled={isBusy}
          onClick={() => void resolve('discard')}
          data-testid="conflict-discard"
        >
          {t.conflictDiscard}
        </Button>
      </Stack>
    </Modal>
  )
}
