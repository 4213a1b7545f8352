import { Textarea } from '@mantine/core'
import { useState } from 'react'
import type { OwnerChange } from '../../server/contract/owners.ts'
import { plainOf } from '../../server/contract/plainText.ts'
import { deleteOwnerChange, postOwnerDecision } from '../api/client.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { OwnerAct } from '../model/ownerSubjects.ts'
import { ActDialog } from './ActDialog.tsx'
import classes from './owners.module.css'
import { daysText, subjectText } from './ownerWords.ts'
import { tell } from './tell.ts'
import { useAct } from './useAct.ts'
import type { OwnerTargets } from './useOwnerTargets.ts'

interface DecideOwnerProps {
  city: string
  act: OwnerAct
  change: OwnerChange
  nameOf: OwnerTargets['nameOf']
  onDone: () => void
  onClose: () => void
}

/** Approves, rejects, recalls or cancels a change of owners; what it says stands there once more. */
export function DecideOwner({ city, act, change, nameOf, onDone, onClose }: DecideOwnerProps) {
  const { t } = useTranslation()
  const { isBusy, failure, run } = useAct()
  const [reason, setReason] = useState('')
  const words = t.owners.decide
  const id = String(change.id)
  const why = plainOf(reason)
  const first = change.changes[0]!
  const days = daysText(t.owners, first.effectiveFrom, first.effectiveUntil)
  const done = act === 'approve' ? words.done.approve({ days }) : words.done[act]
  const go = async (): Promise<void> => {
    const isDone = await run(async () => {
      if (act === 'approve')
        await postOwnerDecision(city, change.id, { decision: act, ...(why !== '' && { reason: why }) })
      else if (act === 'reject') await postOwnerDecision(city, change.id, { decision: act, reason: why })
      else await deleteOwnerChange(city, change.id, why)
    })
    // What was refused may have been decided meanwhile: it is shown as it is now.
    onDone()
    if (!isDone) return
    onClose()
    tell(done, t.close)
  }
  return (
    <ActDialog
      name={`${act}-owner`}
      title={words.title[act]({ id })}
      go={words.go[act]}
      isFinal={act === 'cancel'}
      canGo={act !== 'reject' || why !== ''}
      isBusy={isBusy}
      failure={failure}
      onGo={go}
      onClose={onClose}
    >
      <p className={classes.said}>
        <b>{subjectText(t.owners, first)}</b> → <b>{nameOf(first.owner)}</b>
        <br />
        {days}
        <br />
        {t.owners.ask.reason({ reason: first.reason })}
      </p>
      <p className={classes.text}>{words.text[act]}</p>
      {act === 'approve' && <p className={classes.text}>{t.life.decide.soleUser}</p>}
      <Textarea
        size="xs"
        label={act === 'reject' ? words.reason : words.reasonOptional}
        data-testid="decide-reason"
        maxLength={1000}
        autosize
        minRows={2}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ActDialog>
  )
}
