import { ActionIcon, Loader } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { openSubmission } from '../model/planSteps.ts'
import { ComparePanel } from './ComparePanel.tsx'
import { DecidePanel } from './DecidePanel.tsx'
import classes from './life.module.css'
import { MovementPanel } from './MovementPanel.tsx'
import { RebasedPanel } from './RebasedPanel.tsx'
import { SubmitPanel } from './SubmitPanel.tsx'

/** What is asked about how the open plan takes effect: beside the map, which shows what it is about. */
export function LifePanel({ onPartition }: { onPartition: () => void }) {
  const { t } = useTranslation()
  const { ask } = useSession().life
  const panel = useSessionState((state) => state.lifePanel)
  const plan = useSessionState((state) => state.plan)
  const life = useSessionState((state) => state.life)
  const section = useRef<HTMLElement>(null)
  const kind = panel?.kind
  // Whoever works by the keyboard goes on in it.
  useEffect(() => {
    if (kind) section.current?.focus()
  }, [kind])
  if (!panel || !plan) return null
  const open = life && openSubmission(life)
  const again = open && open.kind !== 'publish' ? t.life.decide.titleAgain[open.kind] : t.life.decide.title
  const title = {
    submit: t.life.submit.title,
    decide: again,
    rebased: t.life.rebased.title,
    movement: panel.kind === 'movement' ? t.life.movement.title({ version: panel.of.id }) : '',
    compare: panel.kind === 'compare' ? t.life.compare.title({ version: panel.against.id }) : '',
  }[panel.kind]
  return (
    <section
      ref={section}
      tabIndex={-1}
      className={classes.panel}
      data-over-map
      data-testid={`life-${panel.kind}`}
      aria-label={title}
    >
      <div className={classes.head}>
        <h2>{title}</h2>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t.close} onClick={() => ask(null)}>
          <IconX size={16} />
        </ActionIcon>
      </div>
      {!life ? (
        <Loader size="sm" m="md" />
      ) : panel.kind === 'submit' ? (
        <SubmitPanel key={plan.planId} plan={plan} life={life} firstDate={panel.date} onPartition={onPartition} />
      ) : panel.kind === 'decide' ? (
        <DecidePanel key={open?.number} plan={plan} life={life} />
      ) : panel.kind === 'rebased' ? (
        <RebasedPanel key={plan.planId} panel={panel} />
      ) : panel.kind === 'movement' ? (
        <MovementPanel key={panel.of.id} plan={plan} of={panel.of} />
      ) : (
        <ComparePanel key={plan.planId + panel.against.id} plan={plan} against={panel.against} />
      )}
    </section>
  )
}
