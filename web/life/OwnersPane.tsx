import { Alert, Loader, SegmentedControl } from '@mantine/core'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { getOwnerChanges, getVersions } from '../api/client.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { MakeClaim } from './MakeClaim.tsx'
import { OwnerChanges } from './OwnerChanges.tsx'
import { OwnerLookup } from './OwnerLookup.tsx'
import { OwnerTargetLists } from './OwnerTargetLists.tsx'
import classes from './owners.module.css'
import { type ProposedSubject, ProposeOwner } from './ProposeOwner.tsx'
import { useAnswer } from './useAnswer.ts'
import { useOwnerTargets } from './useOwnerTargets.ts'

type Section = 'ask' | 'changes' | 'targets'

/** As many as one answer may hold: who has more that wait decides about these first. */
const mostOpen = 200

/** Whose a customer is and why, what was proposed about it, and who may own; `slot`: where its parts are chosen. */
export function OwnersPane({ city, slot }: { city: string; slot: HTMLElement | null }) {
  const { t, format } = useTranslation()
  const { life } = useSession()
  const failureText = useFailureText()
  const subject = useSessionState((state) => state.askedSubject)
  const [section, setSection] = useState<Section>(subject === '' ? 'ask' : 'changes')
  const [proposed, setProposed] = useState<ProposedSubject | null>(null)
  const [claimed, setClaimed] = useState<ProposedSubject | null>(null)
  const asked = useSessionState((state) => state.askedOwner)
  const plan = useSessionState((state) => state.life)
  const news = `${city} ${plan?.status} ${plan?.versions.length}`
  const timeline = useAnswer(news, () => getVersions(city), { keeps: true })
  const waiting = useAnswer(news, () => getOwnerChanges(city, { state: 'open', limit: mostOpen }), { keeps: true })
  const [acts, setActs] = useState(0)
  const targets = useOwnerTargets(city)

  // Whoever comes from an account, or from a dispute, sees its changes.
  useEffect(() => {
    if (subject !== '') setSection('changes')
  }, [subject])

  // A press on the map asks.
  useEffect(() => {
    if (asked && 'at' in asked) setSection('ask')
  }, [asked])

  const failed = timeline.failure ?? waiting.failure ?? targets?.failure
  if (failed)
    return (
      <Alert color="red" p="xs" m="sm" role="alert">
        {failureText(failed)}
      </Alert>
    )
  if (!timeline.answer || !waiting.answer || !targets) return <Loader size="sm" m="md" />
  const open = waiting.answer.changes
  const onActed = (): void => {
    waiting.again()
    setActs(acts + 1)
  }
  const sections = (
    <SegmentedControl
      size="xs"
      aria-label={t.owners.sections}
      data-testid="owners-section"
      value={section}
      onChange={(next) => {
        setSection(next as Section)
        life.askSubject('')
      }}
      data={(['ask', 'changes', 'targets'] as const).map((value) => ({
        value,
        label:
          value === 'changes' && open.length > 0
            ? t.owners.waiting({ section: t.owners.section.changes, count: format.integer(open.length) })
            : t.owners.section[value],
      }))}
    />
  )
  return (
    <div className={classes.pane} data-testid="owners">
      {slot && createPortal(sections, slot)}
      {section === 'ask' ? (
        <OwnerLookup
          city={city}
          list={timeline.answer}
          news={acts}
          onPropose={(customer) => setProposed({ layer: 'override', subject: customer })}
          onClaim={(customer) => setClaimed({ layer: 'override', subject: customer })}
        />
      ) : section === 'changes' ? (
        <OwnerChanges
          city={city}
          today={timeline.answer.today}
          open={open}
          news={acts}
          targets={targets}
          onPropose={() => setProposed({ layer: 'override', subject: '' })}
          onActed={onActed}
          onLookUp={(customer) => {
            life.lookUp(customer)
            setSection('ask')
          }}
        />
      ) : (
        <OwnerTargetLists city={city} list={timeline.answer} targets={targets} />
      )}
      {proposed && (
        <ProposeOwner
          city={city}
          list={timeline.answer}
          targets={targets}
          of={proposed}
          onDone={() => {
            onActed()
            setSection('changes')
          }}
          onClose={() => setProposed(null)}
        />
      )}
      {claimed && (
        <MakeClaim
          {...{ city, list: timeline.answer, targets, of: claimed }}
          onDone={({ dispute }) => {
            onActed()
            if (dispute) life.showDispute(dispute.id)
          }}
          onClose={() => setClaimed(null)}
        />
      )}
    </div>
  )
}
