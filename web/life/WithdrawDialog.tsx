import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { plainOf } from '../../server/contract/plainText.ts'
import type { Version } from '../../server/contract/versions.ts'
import { postWithdrawal } from '../api/client.ts'
import { useSession } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { ActDialog } from './ActDialog.tsx'
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
  const { isBusy, failure, run } = useAct()
  const [reason, setReason] = useState('')
  const withdraw = async (): Promise<void> => {
    if (!(await run(() => postWithdrawal(city, version.number, plainOf(reason))))) return
    onClose()
    onDone()
    await life.read()
  }
  return (
    <ActDialog
      name="withdraw"
      title={t.life.timeline.withdrawTitle({ version: version.id })}
      go={t.life.timeline.withdrawGo}
      isFinal
      canGo={plainOf(reason) !== ''}
      isBusy={isBusy}
      failure={failure}
      onGo={withdraw}
      onClose={onClose}
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
    </ActDialog>
  )
}
