import { Button, Modal, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Problem } from '../../server/contract/common.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { isRefusalReason, useRefusalText } from '../hooks/useRefusalText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './dialogs.module.css'

/** The plan on the server is not the one on the screen: the planner chooses what becomes of the unsaved strokes. */
export function ConflictDialog() {
  const { t, format } = useTranslation()
  const session = useSession()
  const conflict = useSessionState((state) => state.conflict)
  const [isBusy, setBusy] = useState(false)
  const failureText = useFailureText()
  const refusalText = useRefusalText()
  if (!conflict) return null

  /** A plan's refusal names the grid where the server tells which. */
  const reasonOf = (problem: Problem): string =>
    isRefusalReason(problem.code) && problem.grid !== undefined
      ? refusalText({ reason: problem.code, grid: problem.grid }, problem.grid)
      : failureText({ kind: 'problem', problem })
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
      title={isRecovered ? t.recoveredTitle : conflict.code === 'revision-conflict' ? t.conflictTitle : t.refusedTitle}
      data-testid="conflict-dialog"
    >
      <p className={classes.intro}>{isRecovered ? t.recoveredText({ strokes }) : t.conflictText({ strokes })}</p>
      {conflict.problem && conflict.code !== 'revision-conflict' && (
        <p className={classes.intro} data-testid="conflict-reason">
          {t.refusedByServer({ message: reasonOf(conflict.problem) })}
        </p>
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
