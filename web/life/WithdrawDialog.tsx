import { Alert, Button, Group, Modal, Textarea } from '@mantine/core'
import { useState } from 'react'
import { plainOf } from '../../server/contract/plainText.ts'
import type { Version } from '../../server/contract/versions.ts'
import { postWithdrawal } from '../api/client.ts'
import { useSession } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { useAct } from './useAct.ts'

interface WithdrawDialogProps {
  city: string
  version: Version
  onDone: () => void
  onClose: () => void
}

/** Asks why a scheduled version is to be void, which cannot be taken back. */
export function WithdrawDialog({ city, version, onDone, onClose }: WithdrawDialogProps) {
  const { t } = useTranslation()
  const { life } = useSession()
  const failureText = useFailureText()
  const { isBusy, failure, run } = useAct()
  const [reason, setReason] = useState('')
  const withdraw = async (): Promise<void> => {
    if (!(await run(() => postWithdrawal(city, version.number, plainOf(reason))))) return
    onClose()
    onDone()
    await life.read()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t.life.timeline.withdrawTitle({ version: version.id })}
      closeButtonProps={{ 'aria-label': t.close }}
      data-testid="withdraw-dialog"
    >
      <p>{t.life.timeline.withdrawText({ from: version.from })}</p>
      <Textarea
        label={t.life.decide.reason}
        required
        data-autofocus
        data-testid="withdraw-reason"
        maxLength={1000}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
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
          color="red.9"
          loading={isBusy}
          disabled={plainOf(reason) === ''}
          data-testid="withdraw-go"
          onClick={() => void withdraw()}
        >
          {t.life.timeline.withdrawGo}
        </Button>
      </Group>
    </Modal>
  )
}
