import { Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { VersionList } from '../../server/contract/versions.ts'
import { getOwnerChanges, postOwnerChange } from '../api/client.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { addDays } from '../model/civilDays.ts'
import { horizonDays, type OpenDates } from '../model/openDates.ts'
import {
  fieldOfRefusal,
  latestLastDay,
  type OwnerFault,
  type OwnerField,
  type OwnerForm,
  ownerFaults,
  ownerRequest,
} from '../model/ownerForm.ts'
import { ActDialog } from './ActDialog.tsx'
import { DateField } from './DateField.tsx'
import { LaterOwner } from './LaterOwner.tsx'
import { OwnerChoice } from './OwnerChoice.tsx'
import { OwnerSubjectFields } from './OwnerSubjectFields.tsx'
import classes from './owners.module.css'
import { tell } from './tell.ts'
import { useAct } from './useAct.ts'
import { useAnswer } from './useAnswer.ts'
import type { OwnerTargets } from './useOwnerTargets.ts'

/** Of whom an owner is proposed, as far as that is known already. */
export type ProposedSubject = Pick<OwnerForm, 'layer' | 'subject'>

interface ProposeOwnerProps {
  city: string
  list: VersionList
  targets: OwnerTargets
  of: ProposedSubject
  onDone: () => void
  onClose: () => void
}

/** Asks who is to own a customer, an account or a unit, from when until when and why; what is refused is said where it was filled in. */
export function ProposeOwner({ city, list, targets, of, onDone, onClose }: ProposeOwnerProps) {
  const { t } = useTranslation()
  const words = t.owners.propose
  const { isBusy, failure, run } = useAct()
  const { answer: isFirst } = useAnswer(city, () => isFirstOwner(city))
  const dates = datesOf(list, isFirst === true)
  const [form, setForm] = useState<OwnerForm>(() => ({ ...empty, ...of, from: dates.earliest }))
  const [isRefused, setRefused] = useState(false)
  const [tried, setTried] = useState(false)
  const faults = ownerFaults(form, dates)
  const code = isRefused && failure?.kind === 'problem' ? failure.problem.code : null
  const field = code === null ? null : fieldOfRefusal(code)
  const later = code === 'later-rows' && failure?.kind === 'problem' ? String(failure.problem.facts?.from) : null
  const change = (next: Partial<OwnerForm>): void => {
    setForm({ ...form, replace: false, ...next })
    // Whether to replace is an answer to the refusal, which it leaves there.
    if (!('replace' in next)) setRefused(false)
  }
  const latest = latestLastDay(form)
  const said = (of: OwnerField): string | undefined => {
    const fault = faults[of]
    if (tried && fault) return faultText(fault)
    if (code !== null && field === of)
      return of === 'owner' ? words.unknownOwner : code === 'override-too-long' ? t.problem[code] : undefined
    return undefined
  }
  const faultText = (fault: OwnerFault): string =>
    fault === 'from'
      ? ''
      : fault === 'last-too-far'
        ? words.fault['last-too-far']({ latest: latest ?? '' })
        : words.fault[fault]
  const propose = async (): Promise<void> => {
    setTried(true)
    if (Object.keys(faults).length > 0) return
    setRefused(true)
    if (!(await run(() => postOwnerChange(city, ownerRequest(form))))) return
    onDone()
    onClose()
    tell(words.done, t.close)
  }
  return (
    <ActDialog
      name="propose-owner"
      title={words.title}
      go={words.go}
      canGo
      isBusy={isBusy}
      failure={isRefused && field === null ? failure : null}
      onGo={propose}
      onClose={onClose}
    >
      <div className={classes.form}>
        <OwnerSubjectFields form={form} error={said('subject')} onChange={change} />
        <OwnerChoice form={form} list={list} targets={targets} error={said('owner')} onChange={change} />
        <div className={classes.dates}>
          <DateField
            dates={dates}
            value={form.from}
            onChange={(from) => change({ from })}
            effectiveAt={undefined}
            first={words.firstOfAll}
            refused={field === 'from' && code === 'date-not-open' ? t.problem[code] : undefined}
          />
        </div>
        <TextInput
          type="date"
          size="xs"
          classNames={{ error: classes.below, description: classes.below }}
          label={words.lastDay}
          data-testid="owner-last-day"
          min={form.from}
          {...(latest !== null && { max: latest })}
          value={form.lastDay}
          error={said('lastDay')}
          description={latest === null ? words.lastHint : words.lastHintOverride({ latest })}
          inputWrapperOrder={['label', 'input', 'error', 'description']}
          onChange={(event) => change({ lastDay: event.currentTarget.value })}
        />
        {later !== null && (
          <LaterOwner
            from={later}
            replaces={form.replace}
            onReplace={(replace) => change({ replace })}
            onEnd={later > form.from ? () => change({ lastDay: addDays(later, -1) }) : null}
          />
        )}
        <Textarea
          size="xs"
          classNames={{ error: classes.below }}
          label={words.reason}
          placeholder={words.reasonPlaceholder}
          data-testid="owner-reason"
          maxLength={1000}
          autosize
          minRows={2}
          value={form.reason}
          error={said('reason')}
          onChange={(event) => change({ reason: event.currentTarget.value })}
        />
      </div>
    </ActDialog>
  )
}

const empty: OwnerForm = {
  ...{ layer: 'override', clusterOf: 'account', subject: '', kind: 'team', id: null, plane: null },
  ...{ from: '', lastDay: '', reason: '', replace: false },
}

/** A city's first owners may begin on any date: none was approved yet, not even one that was cancelled since. */
async function isFirstOwner(city: string): Promise<boolean> {
  const counts = await Promise.all(
    (['approved', 'cancelled'] as const).map((state) => getOwnerChanges(city, { state, limit: 1 })),
  )
  return counts.every(({ changes }) => changes.length === 0)
}

function datesOf({ today, timezone }: VersionList, isFirst: boolean): OpenDates & { readonly timezone: string } {
  const [earliest, latest] = [addDays(today, 1), addDays(today, horizonDays)]
  return { today, timezone, earliest, latest, isFirst, taken: [] }
}
