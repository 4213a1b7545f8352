import { Button, UnstyledButton } from '@mantine/core'
import type { OwnerChange } from '../../server/contract/owners.ts'
import { useActorText } from '../hooks/useActorText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { actsOn, type OwnerAct } from '../model/ownerSubjects.ts'
import classes from './owners.module.css'
import { daysText, subjectText } from './ownerWords.ts'
import type { OwnerTargets } from './useOwnerTargets.ts'

interface OwnerChangeRowProps {
  change: OwnerChange
  today: string
  nameOf: OwnerTargets['nameOf']
  onAct: (act: OwnerAct) => void
  onLookUp: (customer: string) => void
}

/** What was asked for together: of whom, who is to own, when, why, by whom, what became of it, and what can be done. */
export function OwnerChangeRow({ change, today, nameOf, onAct, onLookUp }: OwnerChangeRowProps) {
  const { t, format } = useTranslation()
  const actorText = useActorText()
  const words = t.owners.changes
  const { id, state, count, source, sourceName, proposedBy, proposedAt, decidedBy, decidedAt, soleUser } = change
  const first = change.changes[0]
  if (!first) return null
  const { layer, owner, effectiveFrom, effectiveUntil, reason } = first
  const subject = subjectText(t.owners, first)
  const decided = state === 'cancelled' ? words.approved : words.by
  const { cancelledBy, cancelledAt, cancelReason } = change
  return (
    <tr data-change={id} data-state={state}>
      <td>
        {layer === 'override' ? (
          <UnstyledButton
            className={classes.link}
            title={words.lookUp({ customer: first.subject })}
            onClick={() => onLookUp(first.subject)}
          >
            {subject}
          </UnstyledButton>
        ) : (
          subject
        )}
        <small className={classes.small}>
          {t.owners.layer[layer]}
          {count > 1 && ` · ${words.and({ count: format.integer(count) })}`}
          {source === 'ruling' && ` · ${words.ruling({ dispute: sourceName })}`}
          {source === 'import' && ` · ${sourceName}`}
        </small>
      </td>
      <td className={classes.owner}>
        {nameOf(owner)}
        {owner.id !== null && (
          <small className={classes.small}>
            {t.owners.kind[owner.kind]}
            {owner.plane !== null && ` · ${t.owners.plane[owner.plane]}`}
          </small>
        )}
      </td>
      <td className={classes.days}>{daysText(t.owners, effectiveFrom, effectiveUntil)}</td>
      <td>{reason}</td>
      <td>
        {state !== 'open' && <span className={classes.state}>{words.state[state]}</span>}
        {decidedBy !== null && decidedAt !== null && (
          <small className={classes.small} title={soleUser ? words.soleUser : undefined}>
            {decided({ who: actorText(decidedBy), time: format.time(decidedAt) })}
          </small>
        )}
        {cancelledBy !== null && cancelledAt !== null && (
          <small className={classes.small}>
            {words.cancelled({ who: actorText(cancelledBy), time: format.time(cancelledAt) })}
            {cancelReason !== null && ` · ${cancelReason}`}
          </small>
        )}
        {state === 'open' && (
          <small className={classes.small}>
            {words.proposed({ who: actorText(proposedBy), time: format.time(proposedAt) })}
          </small>
        )}
        {change.reason !== null && <small className={classes.small}>{change.reason}</small>}
      </td>
      <td className={classes.rowActs}>
        {actsOn(change, today).map((act) => (
          <Button
            key={act}
            size="compact-xs"
            variant={act === 'approve' ? 'light' : 'subtle'}
            color={act === 'approve' ? 'tide' : 'gray'}
            aria-label={`${words[act]} ${subject}`}
            data-testid={`${act}-owner`}
            onClick={() => onAct(act)}
          >
            {words[act]}
          </Button>
        ))}
      </td>
    </tr>
  )
}
