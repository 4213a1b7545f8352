import { Button } from '@mantine/core'
import { Fragment } from 'react'
import type { Claim, Dispute } from '../../server/contract/disputes.ts'
import { useSession } from '../hooks/SessionContext.tsx'
import { useActorText } from '../hooks/useActorText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { dueOf } from '../model/disputeTable.ts'
import { ownerSubject } from '../model/ownerSubjects.ts'
import { dueText } from './disputeWords.ts'
import classes from './owners.module.css'
import { daysText, ownerTitle, subjectText } from './ownerWords.ts'
import type { ProposedSubject } from './ProposeOwner.tsx'
import type { OwnerTargets } from './useOwnerTargets.ts'

interface DisputeViewProps {
  dispute: Dispute
  today: string
  nameOf: OwnerTargets['nameOf']
  onClaim: (of: ProposedSubject) => void
  onRule: (dispute: Dispute) => void
  onWithdraw: (claim: Claim) => void
}

/** One dispute: who holds its subject meanwhile, who wants it and why, until when it is to be ruled, what came of it, and what can be done. */
export function DisputeView({ dispute, today, nameOf, onClaim, onRule, onWithdraw }: DisputeViewProps) {
  const { t, format } = useTranslation()
  const { life } = useSession()
  const words = t.disputes
  const { id, layer, subject, status, waitsFor, openedOn, due, closedOn, held, claims } = dispute
  const of = ownerSubject(layer, subject)
  const isOpen = closedOn === null
  const left = dueText(words, format, dueOf(dispute, today))
  const facts: (readonly [title: string, value: string, note?: string])[] = [
    [
      words.heldBy,
      held?.name ?? words.byPlace,
      [...(held ? [ownerTitle(t.owners, held)] : []), ...(isOpen ? [words.heldUntilRuling] : [])].join(' · '),
    ],
    [words.opened, openedOn],
    ...(isOpen ? [[words.deadline, due === null ? left : words.dueOn({ due, left })] as const] : []),
    ...(waitsFor === null ? [] : [[words.stages, words.stage[waitsFor]] as const]),
  ]
  return (
    <div className={classes.columns} data-testid="dispute" data-dispute={id} data-status={status}>
      <article>
        <p className={classes.asked}>
          {words.number({ id: String(id) })} · {t.owners.layer[layer]}
        </p>
        <h3 className={classes.name}>
          {subjectText(t.owners, dispute)}
          <small className={classes.kind}>{words.status[status]}</small>
        </h3>
        <dl className={classes.facts}>
          {facts.map(([title, value, note]) => (
            <Fragment key={title}>
              <dt>{title}</dt>
              <dd>
                {value}
                {note && <small className={classes.note}>{note}</small>}
              </dd>
            </Fragment>
          ))}
        </dl>
        <Ruling dispute={dispute} nameOf={nameOf} />
        <div className={classes.acts}>
          {isOpen && (
            <>
              <Button size="compact-xs" data-testid="rule-dispute" mx={7} onClick={() => onRule(dispute)}>
                {words.rule}
              </Button>
              <Button
                size="compact-xs"
                variant="subtle"
                data-testid="join-dispute"
                onClick={() => onClaim({ layer, subject })}
              >
                {words.join}
              </Button>
            </>
          )}
          {of.of === 'customer' ? (
            <Button
              size="compact-xs"
              variant="subtle"
              data-testid="look-up-disputed"
              onClick={() => life.lookUp(of.id)}
            >
              {words.lookUp}
            </Button>
          ) : (
            <Button
              size="compact-xs"
              variant="subtle"
              data-testid="changes-of-disputed"
              onClick={() => life.showChanges(subject)}
            >
              {words.changes}
            </Button>
          )}
        </div>
      </article>
      <div>
        <section>
          <h3 className={classes.title}>{words.claims}</h3>
          <ul className={classes.claims} data-testid="dispute-claims">
            {claims.map((claim) => (
              <ClaimText key={claim.id} claim={claim} onWithdraw={onWithdraw} />
            ))}
          </ul>
        </section>
        <Events dispute={dispute} />
      </div>
    </div>
  )
}

/** Who is to own it, from when until when, by whose ruling and why. */
function Ruling({ dispute: { ruling }, nameOf }: Pick<DisputeViewProps, 'dispute' | 'nameOf'>) {
  const { t } = useTranslation()
  if (ruling === null) return null
  const { owner, effectiveFrom, effectiveUntil, reason } = ruling
  const days = daysText(t.owners, effectiveFrom, effectiveUntil)
  return (
    <div data-testid="ruling">
      <p className={classes.why}>{t.disputes.ruledFor({ owner: nameOf(owner), days })}</p>
      <p className={classes.reason}>{t.owners.ask.reason({ reason })}</p>
    </div>
  )
}

function ClaimText({ claim, onWithdraw }: { claim: Claim } & Pick<DisputeViewProps, 'onWithdraw'>) {
  const { t, format } = useTranslation()
  const actorText = useActorText()
  const words = t.disputes
  const { claimant, successor, state, statement, evidence, madeBy, madeAt, endedBy, reason } = claim
  return (
    <li data-claim={claim.id} data-state={state}>
      <b>{words.claimFor({ who: claimant.name })}</b>
      <small className={classes.note}>{ownerTitle(t.owners, claimant)}</small>
      {state === 'standing' && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          className={classes.last}
          aria-label={words.withdrawOf({ who: claimant.name })}
          data-testid="withdraw-claim"
          onClick={() => onWithdraw(claim)}
        >
          {words.withdraw}
        </Button>
      )}
      {successor && <p className={classes.text}>{words.successor({ grid: successor.name })}</p>}
      <p className={classes.reason}>{statement}</p>
      {evidence.length > 0 && (
        <p className={classes.text}>{words.evidence({ list: evidence.join(t.listSeparator) })}</p>
      )}
      <small className={classes.small}>
        {words.madeBy({ who: actorText(madeBy), time: format.time(madeAt) })}
        {endedBy !== null && ` · ${words.endedBy({ state: words.claimState[state], who: actorText(endedBy) })}`}
        {state === 'withdrawn' && reason !== null && ` · ${t.owners.ask.reason({ reason })}`}
      </small>
    </li>
  )
}

/** What happened, the newest first. */
function Events({ dispute: { openedOn, escalatedOn, closedOn, status, ruling } }: Pick<DisputeViewProps, 'dispute'>) {
  const { t } = useTranslation()
  const actorText = useActorText()
  const words = t.disputes.event
  return (
    <section className={classes.history}>
      <h3 className={classes.title}>{t.disputes.history}</h3>
      <ol data-testid="dispute-history">
        {closedOn !== null && (
          <li>
            {status === 'ruled' && ruling
              ? words.ruled({ date: closedOn, who: actorText(ruling.by) })
              : words.dropped({ date: closedOn })}
            {ruling?.soleUser && <p>{t.disputes.soleUser}</p>}
          </li>
        )}
        {escalatedOn
          .map((date, i) => (
            <li key={date}>{words.escalated({ date, who: t.disputes.stage[i === 0 ? 'cityApprover' : 'named'] })}</li>
          ))
          .toReversed()}
        <li>{words.opened({ date: openedOn })}</li>
      </ol>
    </section>
  )
}
