import { Radio, Textarea } from '@mantine/core'
import { useState } from 'react'
import type { Dispute } from '../../server/contract/disputes.ts'
import type { VersionList } from '../../server/contract/versions.ts'
import { postRuling } from '../api/client.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { addDays, isCivilDate } from '../model/civilDays.ts'
import { candidatesOf, type RulingForm, rulingAsked, rulingFaults } from '../model/disputeForms.ts'
import { horizonDays } from '../model/openDates.ts'
import { fieldOfRefusal, latestLastDay } from '../model/ownerForm.ts'
import { ActDialog } from './ActDialog.tsx'
import { DateField } from './DateField.tsx'
import { LaterOwner } from './LaterOwner.tsx'
import { OwnerChoice } from './OwnerChoice.tsx'
import classes from './owners.module.css'
import { ownerTitle } from './ownerWords.ts'
import { tell } from './tell.ts'
import { useAct } from './useAct.ts'
import type { OwnerTargets } from './useOwnerTargets.ts'

interface RuleDisputeProps {
  city: string
  dispute: Dispute
  list: VersionList
  targets: OwnerTargets
  /** it was ruled, or is no more as it was shown */
  onActed: () => void
  onClose: () => void
}

/** Asks who is to own what is disputed, from when on and why: who holds it, a claimant, or somebody else. */
export function RuleDispute({ city, dispute, list, targets, onActed, onClose }: RuleDisputeProps) {
  const { t } = useTranslation()
  const words = t.disputes.rulingForm
  const { isBusy, failure, run } = useAct()
  const earliest = addDays(list.today, 1)
  const dates = {
    ...{ today: list.today, timezone: list.timezone, earliest, latest: addDays(list.today, horizonDays) },
    ...{ isFirst: false, taken: [] },
  }
  const [form, setForm] = useState<RulingForm>({ ...empty, from: earliest })
  const [tried, setTried] = useState(false)
  const [isRefused, setRefused] = useState(false)
  const faults = tried ? rulingFaults(form, dates) : new Set()
  const candidates = candidatesOf(dispute)
  const code = isRefused && failure?.kind === 'problem' ? failure.problem.code : null
  const field = code === null ? null : fieldOfRefusal(code)
  const later = code === 'later-rows' && failure?.kind === 'problem' ? String(failure.problem.facts?.from) : null
  const lasts = isCivilDate(form.from) ? latestLastDay({ layer: dispute.layer, from: form.from }) : null
  const change = (next: Partial<RulingForm>): void => {
    setForm({ ...form, replace: false, ...next })
    // Whether to replace is an answer to the refusal, which it leaves there.
    if (!('replace' in next)) setRefused(false)
  }
  const rule = async (): Promise<void> => {
    setTried(true)
    if (rulingFaults(form, dates).size > 0) return
    setRefused(true)
    const isDone = await run(() => postRuling(city, dispute.id, rulingAsked(form, candidates)))
    if (!isDone) return
    onClose()
    onActed()
    tell(words.done({ id: String(dispute.id) }), t.close)
  }
  const winnerError = faults.has('winner')
    ? words.fault.winner
    : code === 'unknown-owner'
      ? t.owners.propose.unknownOwner
      : undefined
  return (
    <ActDialog
      name="rule-dispute"
      title={words.title({ id: String(dispute.id) })}
      go={words.go}
      canGo
      isBusy={isBusy}
      failure={isRefused && field === null ? failure : null}
      onGo={rule}
      onClose={onClose}
    >
      <div className={classes.form}>
        <p className={classes.text}>
          {words.text} {words.soleUser}
        </p>
        <Radio.Group
          size="xs"
          classNames={{ error: classes.below }}
          label={words.winner}
          data-testid="ruling-winner"
          value={form.winner ?? ''}
          error={form.winner === 'other' ? undefined : winnerError}
          onChange={(winner) => change({ winner })}
        >
          <div className={classes.candidates}>
            {candidates.map(({ key, role, owner }) => (
              <Radio
                key={key}
                size="xs"
                value={key}
                data-testid={`winner-${key}`}
                label={`${owner.name} · ${ownerTitle(t.owners, owner)} · ${words[role]}`}
              />
            ))}
            <Radio size="xs" value="other" data-testid="winner-other" label={words.other} />
          </div>
        </Radio.Group>
        {form.winner === 'other' && (
          <OwnerChoice form={form} list={list} targets={targets} error={winnerError} onChange={change} />
        )}
        <div className={classes.dates}>
          <DateField
            dates={dates}
            value={form.from}
            onChange={(from) => change({ from })}
            effectiveAt={undefined}
            refused={code === 'date-not-open' ? t.problem[code] : undefined}
          />
        </div>
        {lasts !== null && <p className={classes.text}>{words.lasts({ last: lasts })}</p>}
        {later !== null && (
          <LaterOwner from={later} replaces={form.replace} onReplace={(replace) => change({ replace })} onEnd={null} />
        )}
        <Textarea
          size="xs"
          classNames={{ error: classes.below }}
          label={words.reason}
          data-testid="ruling-reason"
          maxLength={1000}
          autosize
          minRows={2}
          value={form.reason}
          error={faults.has('reason') ? words.fault.reason : undefined}
          onChange={(event) => change({ reason: event.currentTarget.value })}
        />
      </div>
    </ActDialog>
  )
}

const empty: RulingForm = {
  ...{ winner: null, kind: 'team', id: null, plane: null },
  ...{ from: '', reason: '', replace: false },
}
