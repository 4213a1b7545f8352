import { Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Claim } from '../../server/contract/disputes.ts'
import { plainOf } from '../../server/contract/plainText.ts'
import { deleteClaim } from '../api/client.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { ActDialog } from './ActDialog.tsx'
import classes from './owners.module.css'
import { tell } from './tell.ts'
import { useAct } from './useAct.ts'

interface WithdrawClaimProps {
  city: string
  claim: Claim
  onActed: () => void
  onClose: () => void
}

/** Takes a claim back, with the reason. */
export function WithdrawClaim({ city, claim, onActed, onClose }: WithdrawClaimProps) {
  const { t } = useTranslation()
  const words = t.disputes.withdrawForm
  const { isBusy, failure, run } = useAct()
  const [reason, setReason] = useState('')
  const why = plainOf(reason)
  const withdraw = async (): Promise<void> => {
    const isDone = await run(() => deleteClaim(city, claim.id, why))
    // What was refused may have been decided meanwhile: it is shown as it is now.
    onActed()
    if (!isDone) return
    onClose()
    tell(words.done, t.close)
  }
  return (
    <ActDialog
      name="withdraw-claim"
      title={words.title({ who: claim.claimant.name })}
      go={words.go}
      isFinal
      canGo={why !== ''}
      isBusy={isBusy}
      failure={failure}
      onGo={withdraw}
      onClose={onClose}
    >
      <p className={classes.text}>{words.text}</p>
      <Textarea
        size="xs"
        label={words.reason}
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
