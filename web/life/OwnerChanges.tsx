import { Alert, Button, Loader, TextInput, VisuallyHidden } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import type { OwnerChange } from '../../server/contract/owners.ts'
import { plainOf } from '../../server/contract/plainText.ts'
import { getOwnerChanges } from '../api/client.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { OwnerAct } from '../model/ownerSubjects.ts'
import { DecideOwner } from './DecideOwner.tsx'
import { OwnerChangeRow } from './OwnerChangeRow.tsx'
import classes from './owners.module.css'
import { useAct } from './useAct.ts'
import { useAnswer } from './useAnswer.ts'
import type { OwnerTargets } from './useOwnerTargets.ts'

const page = 50
/** Whoever types has paused. */
const pauseMs = 300

interface OwnerChangesProps {
  city: string
  today: string
  /** what waits for a decision, the newest first */
  open: readonly OwnerChange[]
  /** grows with what is done about owners */
  news: number
  targets: OwnerTargets
  onPropose: () => void
  onActed: () => void
  onLookUp: (customer: string) => void
}

/** What was proposed about owners: what waits first, then what was decided, of all or of one subject. */
export function OwnerChanges({ city, today, open, news, targets, onPropose, onActed, onLookUp }: OwnerChangesProps) {
  const { t } = useTranslation()
  const failureText = useFailureText()
  const { life } = useSession()
  const typed = useSessionState((state) => state.askedSubject)
  const [paused] = useDebouncedValue(plainOf(typed), pauseMs)
  const subject = paused === '' ? undefined : paused
  const [earlier, setEarlier] = useState<readonly OwnerChange[]>([])
  const [isWhole, setWhole] = useState(false)
  const { isBusy, failure: notMore, run } = useAct()
  const [asked, setAsked] = useState<{ readonly act: OwnerAct; readonly change: OwnerChange } | null>(null)
  const read = async (): Promise<readonly OwnerChange[]> => {
    setEarlier([])
    const { changes } = await getOwnerChanges(city, { subject, limit: page })
    setWhole(changes.length < page)
    return changes
  }
  const { answer, failure } = useAnswer(`${city} ${news} ${subject}`, read, { keeps: true })
  const failed = failure ?? notMore
  const all = [...(answer ?? []), ...earlier]
  const more = (): void => {
    void run(async () => {
      const { changes } = await getOwnerChanges(city, { subject, limit: page, before: all.at(-1)!.id })
      setEarlier([...earlier, ...changes])
      setWhole(changes.length < page)
    })
  }
  // What waits is known whole; of one subject it is among what was read of it.
  const waiting = subject === undefined ? open : all.filter(({ state }) => state === 'open')
  const decided = all.filter(({ state }) => state !== 'open')
  const columns = ['subject', 'owner', 'days', 'reason', 'who'] as const
  const row = (change: OwnerChange) => (
    <OwnerChangeRow
      key={change.id}
      change={change}
      today={today}
      nameOf={targets.nameOf}
      onAct={(act) => setAsked({ act, change })}
      onLookUp={onLookUp}
    />
  )
  return (
    <>
      <div className={classes.bar}>
        <TextInput
          size="xs"
          className={classes.filter}
          aria-label={t.owners.changes.subject}
          placeholder={t.owners.changes.subject}
          data-testid="changes-subject"
          maxLength={200}
          value={typed}
          onChange={(event) => life.askSubject(event.currentTarget.value)}
        />
        <Button size="xs" className={classes.last} data-testid="propose-owner" onClick={onPropose}>
          {t.owners.changes.propose}
        </Button>
      </div>
      <div className={classes.scroll}>
        {failed ? (
          <Alert color="red" p="xs" role="alert">
            {failureText(failed)}
          </Alert>
        ) : !answer ? (
          <Loader size="sm" />
        ) : (
          <>
            <table className={classes.changes} data-testid="owner-changes">
              <thead>
                <tr>
                  {columns.map((column) => (
                    <th key={column} scope="col">
                      {t.owners.changes.column[column]}
                    </th>
                  ))}
                  <th scope="col">
                    <VisuallyHidden>{t.owners.changes.column.acts}</VisuallyHidden>
                  </th>
                </tr>
              </thead>
              {(
                [
                  ['open', waiting, t.owners.changes.openNone],
                  ['decided', decided, t.owners.changes.decidedNone],
                ] as const
              ).map(([group, changes, none]) => (
                <tbody key={group} data-group={group}>
                  <tr className={classes.group}>
                    <th colSpan={6} scope="rowgroup">
                      {t.owners.changes[group]}
                      {changes.length === 0 && <span>{none}</span>}
                    </th>
                  </tr>
                  {changes.map(row)}
                </tbody>
              ))}
            </table>
            {!isWhole && (
              <Button size="compact-xs" variant="subtle" m="xs" loading={isBusy} onClick={more}>
                {t.owners.changes.more}
              </Button>
            )}
          </>
        )}
      </div>
      {asked && (
        <DecideOwner
          city={city}
          act={asked.act}
          change={asked.change}
          nameOf={targets.nameOf}
          onDone={onActed}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}
