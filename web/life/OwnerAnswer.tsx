import { Button, UnstyledButton } from '@mantine/core'
import { IconMapPin } from '@tabler/icons-react'
import { Fragment, useEffect, useMemo } from 'react'
import { parseCellId } from '../../partition/index.ts'
import { divisionTitle } from '../../server/contract/divisions.ts'
import type { OwnershipAnswer } from '../../server/contract/ownership.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useActorText } from '../hooks/useActorText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { OwnerLayers } from './OwnerLayers.tsx'
import classes from './owners.module.css'
import { daysText, ownerHeadline, ownerSentence, ownerTitle, placedSentence } from './ownerWords.ts'

interface OwnerAnswerProps {
  answer: OwnershipAnswer
  onPropose: (customer: string) => void
  onClaim: (customer: string) => void
}

/** Whose a customer or a place is on a date, by what, why, and for how long. */
export function OwnerAnswer({ answer, onPropose, onClaim }: OwnerAnswerProps) {
  const { t, language } = useTranslation()
  const session = useSession()
  const actorText = useActorText()
  const divisions = useSessionState((state) => state.divisions)
  const cellIds = useSessionState((state) => state.model?.lattice.cellIds)
  const { customer, on, owner, place, dispute, version, snapshot, holds, active } = answer
  const division = divisions.find(({ key }) => key === answer.division)
  const words = t.owners.ask
  // -1 for a cell outside the city.
  const cell = useMemo(() => cellIds?.indexOf(parseCellId(place.cellId)) ?? -1, [cellIds, place.cellId])
  useEffect(() => {
    session.life.markAsked(cell < 0 ? null : cell)
    return () => session.life.markAsked(null)
  }, [session, cell])
  const facts: (readonly [title: string, value: string, note?: string])[] = [
    [
      words.place,
      place.grid?.name ?? words.pool,
      [place.grid?.code, place.grid?.main && words.main({ main: place.grid.main.name }), words.rule[place.rule]]
        .filter(Boolean)
        .join(' · '),
    ],
    ...(holds ? [[words.holds, daysText(t.owners, holds.from, holds.until)] as const] : []),
    ...(version ? [[words.version, version.id, daysText(t.owners, version.from, version.until)] as const] : []),
    ...(snapshot
      ? [[words.snapshot, words.snapshotIs({ id: String(snapshot.id), from: snapshot.from })] as const]
      : []),
    ...(divisions.length > 1 && division ? [[words.division, divisionTitle(division, language)] as const] : []),
  ]
  return (
    <article className={classes.answer} data-testid="owner-answer" data-basis={owner?.basis ?? place.basis}>
      <p className={classes.asked}>
        {[customer === null ? words.ofPoint : words.ofCustomer({ customer }), ...(on === null ? [] : [on])].join(' · ')}
      </p>
      <h3 className={classes.name} data-testid="owner-name">
        {ownerHeadline(t.owners, answer)}
        {active && owner && <small className={classes.kind}>{ownerTitle(t.owners, owner)}</small>}
      </h3>
      <p className={classes.why} data-testid="owner-why">
        {active && owner ? ownerSentence(t.owners, actorText, owner).join(' · ') : placedSentence(t.owners, answer)}
      </p>
      {active && owner && <p className={classes.reason}>{words.reason({ reason: owner.reason })}</p>}
      {dispute && (
        <p className={classes.disputed}>
          <UnstyledButton
            className={classes.link}
            data-testid="open-dispute"
            onClick={() => session.life.showDispute(dispute.id)}
          >
            {t.disputes.disputed({ id: String(dispute.id), date: dispute.openedOn })}
          </UnstyledButton>
        </p>
      )}
      <div className={classes.acts}>
        {cell >= 0 && (
          <Button
            size="compact-xs"
            variant="subtle"
            leftSection={<IconMapPin size={14} />}
            data-testid="show-owner"
            onClick={() => session.life.goTo([cell])}
          >
            {words.show}
          </Button>
        )}
        {customer !== null && (
          <Button size="compact-xs" variant="subtle" data-testid="propose-for" onClick={() => onPropose(customer)}>
            {words.propose}
          </Button>
        )}
        {customer !== null && active && (
          <Button size="compact-xs" variant="subtle" data-testid="claim-for" onClick={() => onClaim(customer)}>
            {dispute ? t.disputes.join : t.disputes.raise}
          </Button>
        )}
      </div>
      {answer.layers && customer !== null && <OwnerLayers layers={answer.layers} />}
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
    </article>
  )
}
