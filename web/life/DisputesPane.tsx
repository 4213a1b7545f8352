import { Alert, Button, Loader, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { createPortal } from 'react-dom'
import type { Claim, Dispute } from '../../server/contract/disputes.ts'
import { plainOf } from '../../server/contract/plainText.ts'
import { getClaims, getDispute, getDisputes, getVersions } from '../api/client.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { DisputeTable } from './DisputeTable.tsx'
import { DisputeView } from './DisputeView.tsx'
import { MakeClaim } from './MakeClaim.tsx'
import classes from './owners.module.css'
import type { ProposedSubject } from './ProposeOwner.tsx'
import { RuleDispute } from './RuleDispute.tsx'
import { useAct } from './useAct.ts'
import { useAnswer } from './useAnswer.ts'
import { useOwnerTargets } from './useOwnerTargets.ts'
import { WithdrawClaim } from './WithdrawClaim.tsx'

const page = 50
/** As many as one answer may hold. */
const mostOpen = 200
/** Whoever types has paused. */
const pauseMs = 300

type Asked =
  | { readonly act: 'claim'; readonly of: ProposedSubject }
  | { readonly act: 'rule'; readonly dispute: Dispute }
  | { readonly act: 'withdraw'; readonly claim: Claim }

/** What several want, or somebody beside the owner: all of it, or one dispute; `slot`: where it is looked for. */
export function DisputesPane({ city, slot }: { city: string; slot: HTMLElement | null }) {
  const { t } = useTranslation()
  const { life } = useSession()
  const failureText = useFailureText()
  const openDispute = useSessionState((state) => state.openDispute)
  const plan = useSessionState((state) => state.life)
  const [typed, setTyped] = useState('')
  const [paused] = useDebouncedValue(plainOf(typed), pauseMs)
  const subject = paused === '' ? undefined : paused
  const [acts, setActs] = useState(0)
  const [asked, setAsked] = useState<Asked | null>(null)
  const [earlier, setEarlier] = useState<readonly Dispute[]>([])
  const [isWhole, setWhole] = useState(false)
  const { isBusy, failure: notMore, run } = useAct()
  const targets = useOwnerTargets(city)
  const timeline = useAnswer(`${city} ${plan?.status} ${plan?.versions.length}`, () => getVersions(city), {
    keeps: true,
  })
  const readAll = async () => {
    setEarlier([])
    const limit = mostOpen
    const [open, escalated, newest, claims] = await Promise.all([
      getDisputes(city, { status: 'open', subject, limit }),
      getDisputes(city, { status: 'escalated', subject, limit }),
      getDisputes(city, { subject, limit: page }),
      getClaims(city, { state: 'standing', subject, limit }),
    ])
    setWhole(newest.disputes.length < page)
    return {
      open: [...open.disputes, ...escalated.disputes],
      newest: newest.disputes,
      waiting: claims.claims.filter(({ dispute }) => dispute === null),
    }
  }
  const all = useAnswer(`${city} ${acts} ${subject}`, readAll, { keeps: true })
  const one = useAnswer(openDispute === null ? null : `${city} ${acts} ${openDispute}`, () =>
    getDispute(city, openDispute!),
  )

  const failed = timeline.failure ?? all.failure ?? targets?.failure ?? one.failure ?? notMore
  if (failed)
    return (
      <Alert color="red" p="xs" m="sm" role="alert">
        {failureText(failed)}
      </Alert>
    )
  if (!timeline.answer || !all.answer || !targets) return <Loader size="sm" m="md" />
  const list = timeline.answer
  const { open, newest, waiting } = all.answer
  const seen = [...newest, ...earlier]
  const onActed = (): void => setActs(acts + 1)
  const more = (): void => {
    void run(async () => {
      const { disputes } = await getDisputes(city, { subject, limit: page, before: seen.at(-1)!.id })
      setEarlier([...earlier, ...disputes])
      setWhole(disputes.length < page)
    })
  }
  const head = (
    <div className={classes.headLine}>
      {openDispute !== null ? (
        <Button size="compact-xs" variant="subtle" data-testid="all-disputes" onClick={() => life.showDispute(null)}>
          {t.disputes.back}
        </Button>
      ) : (
        <>
          <TextInput
            size="xs"
            className={classes.filter}
            aria-label={t.disputes.filter}
            placeholder={t.disputes.filter}
            data-testid="disputes-subject"
            maxLength={200}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Button
            size="xs"
            className={classes.last}
            data-testid="make-claim"
            onClick={() => setAsked({ act: 'claim', of: { layer: 'override', subject: '' } })}
          >
            {t.disputes.claim}
          </Button>
        </>
      )}
    </div>
  )
  return (
    <div className={classes.pane} data-testid="disputes">
      {slot && createPortal(head, slot)}
      <div className={classes.scroll}>
        {openDispute === null ? (
          <>
            <DisputeTable
              today={list.today}
              open={open}
              closed={seen.filter(({ closedOn }) => closedOn !== null)}
              waiting={waiting}
              onShow={life.showDispute}
              onWithdraw={(claim) => setAsked({ act: 'withdraw', claim })}
            />
            {!isWhole && (
              <Button size="compact-xs" variant="subtle" m="xs" loading={isBusy} onClick={more}>
                {t.disputes.more}
              </Button>
            )}
          </>
        ) : one.answer ? (
          <DisputeView
            dispute={one.answer}
            today={list.today}
            nameOf={targets.nameOf}
            onClaim={(of) => setAsked({ act: 'claim', of })}
            onRule={(dispute) => setAsked({ act: 'rule', dispute })}
            onWithdraw={(claim) => setAsked({ act: 'withdraw', claim })}
          />
        ) : (
          <Loader size="sm" />
        )}
      </div>
      {asked?.act === 'claim' && (
        <MakeClaim
          {...{ city, list, targets, of: asked.of }}
          onDone={({ dispute }) => {
            onActed()
            if (dispute) life.showDispute(dispute.id)
          }}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.act === 'rule' && (
        <RuleDispute
          {...{ city, list, targets, dispute: asked.dispute }}
          onActed={onActed}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.act === 'withdraw' && (
        <WithdrawClaim city={city} claim={asked.claim} onActed={onActed} onClose={() => setAsked(null)} />
      )}
    </div>
  )
}
