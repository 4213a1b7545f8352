import { Textarea } from '@mantine/core'
import { useState } from 'react'
import type { ClaimantKind, ClaimMade } from '../../server/contract/disputes.ts'
import type { VersionList } from '../../server/contract/versions.ts'
import { postClaim } from '../api/client.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { addDays } from '../model/civilDays.ts'
import { type ClaimForm, claimAsked, claimFaults, claimFormOf } from '../model/disputeForms.ts'
import { ActDialog } from './ActDialog.tsx'
import { OwnerChoice } from './OwnerChoice.tsx'
import { OwnerSubjectFields } from './OwnerSubjectFields.tsx'
import classes from './owners.module.css'
import type { ProposedSubject } from './ProposeOwner.tsx'
import { tell } from './tell.ts'
import { useAct } from './useAct.ts'
import type { OwnerTargets } from './useOwnerTargets.ts'

interface MakeClaimProps {
  city: string
  list: VersionList
  targets: OwnerTargets
  of: ProposedSubject
  onDone: (made: ClaimMade) => void
  onClose: () => void
}

const claimants: readonly ClaimantKind[] = ['team', 'person', 'grid']

/** Asks who wants a customer, an account or a unit, and what shows that it is theirs. */
export function MakeClaim({ city, list, targets, of, onDone, onClose }: MakeClaimProps) {
  const { t } = useTranslation()
  const words = t.disputes.claimForm
  const { isBusy, failure, run } = useAct()
  const [form, setForm] = useState<ClaimForm>(() => claimFormOf(of))
  const [tried, setTried] = useState(false)
  const [isRefused, setRefused] = useState(false)
  const faults = tried ? claimFaults(form) : new Set()
  const isUnknown = isRefused && failure?.kind === 'problem' && failure.problem.code === 'unknown-owner'
  const change = (next: Partial<ClaimForm>): void => {
    setForm({ ...form, ...next })
    setRefused(false)
  }
  const make = async (): Promise<void> => {
    setTried(true)
    if (claimFaults(form).size > 0) return
    setRefused(true)
    let made: ClaimMade | undefined
    const isDone = await run(async () => {
      made = await postClaim(city, claimAsked(form))
    })
    if (!isDone || !made) return
    onClose()
    onDone(made)
    tell(made.dispute ? words.done : words.waits, t.close)
  }
  return (
    <ActDialog
      name="make-claim"
      title={words.title}
      go={words.go}
      canGo
      isBusy={isBusy}
      failure={isRefused && !isUnknown ? failure : null}
      onGo={make}
      onClose={onClose}
    >
      <div className={classes.form}>
        <p className={classes.text}>{words.text}</p>
        <OwnerSubjectFields
          form={form}
          error={faults.has('subject') ? t.owners.propose.fault.subject : undefined}
          onChange={change}
        />
        <OwnerChoice
          form={{ ...form, from: addDays(list.today, 1) }}
          list={list}
          targets={targets}
          title={words.who}
          kinds={claimants}
          error={
            faults.has('claimant')
              ? t.owners.propose.fault.owner
              : isUnknown
                ? t.owners.propose.unknownOwner
                : undefined
          }
          onChange={(next) => change(next as Partial<ClaimForm>)}
        />
        <Textarea
          size="xs"
          classNames={{ error: classes.below }}
          label={words.statement}
          placeholder={words.statementPlaceholder}
          data-testid="claim-statement"
          maxLength={1000}
          autosize
          minRows={2}
          value={form.statement}
          error={faults.has('statement') ? words.fault.statement : undefined}
          onChange={(event) => change({ statement: event.currentTarget.value })}
        />
        <Textarea
          size="xs"
          classNames={{ error: classes.below, description: classes.below }}
          label={words.evidence}
          description={words.evidenceHint}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          data-testid="claim-evidence"
          autosize
          minRows={1}
          value={form.evidence}
          error={faults.has('evidence') ? words.fault.evidence : undefined}
          onChange={(event) => change({ evidence: event.currentTarget.value })}
        />
      </div>
    </ActDialog>
  )
}
