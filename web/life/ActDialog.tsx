import { Alert, Button, Group, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Failure } from '../api/failure.ts'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'

interface ActDialogProps {
  /** what it is called in tests: `<name>-dialog`, and its button `<name>-go` */
  name: string
  title: string
  go: string
  /** it cannot be taken back */
  isFinal?: boolean
  canGo: boolean
  isBusy: boolean
  failure: Failure | null
  onGo: () => Promise<void>
  onClose: () => void
  children: ReactNode
}

/** Asks what an act on a version needs to know, does it, and says why it was refused. */
export function ActDialog({
  name,
  title,
  go,
  isFinal,
  canGo,
  isBusy,
  failure,
  onGo,
  onClose,
  children,
}: ActDialogProps) {
  const { t } = useTranslation()
  const failureText = useFailureText()
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t.close }}
      data-testid={`${name}-dialog`}
    >
      {children}
      {failure && (
        <Alert color="red" p="xs" mt="sm" role="alert">
          {failureText(failure)}
        </Alert>
      )}
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="default" onClick={onClose}>
          {t.cancel}
        </Button>
        <Button
          {...(isFinal && { color: 'red.9' })}
          loading={isBusy}
          disabled={!canGo}
          data-testid={`${name}-go`}
          onClick={() => void onGo()}
        >
          {go}
        </Button>
      </Group>
    </Modal>
  )
}
