import { Button, Stack } from '@mantine/core'
import { useSession } from '../hooks/SessionContext.tsx'
import { useWarningText } from '../hooks/useWarningText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { Notice } from '../session/state.ts'

/** More would cover the map; the side panel has them all. */
const shownWarnings = 3
const shownCosts = 4

/** What a finished partition has come to: who moved, what could not be met, and the plan to open. */
export function RunOutcomeNotice({ notice: { plan, outcome, isOpened } }: { notice: Notice }) {
  const { t, format } = useTranslation()
  const session = useSession()
  const warningText = useWarningText()
  const { warnings = [], moved } = outcome ?? {}
  // What was asked for by itself is told by itself: costs of rules take no room of what the plan falls short of.
  const costs = warnings.filter(({ code }) => code === 'rule-cost')
  const notes = warnings.filter(({ code }) => code !== 'rule-cost')
  const shown = [...notes.slice(0, shownWarnings), ...costs.slice(0, shownCosts)]
  return (
    <Stack gap={6} align="flex-start" c="var(--ink)">
      {plan && isOpened && <span>{t.planOpened({ name: plan.name, grids: format.integer(plan.gridCount) })}</span>}
      {moved && (
        <span data-testid="notice-moved" data-customers={moved.customers}>
          {moved.customers > 0
            ? t.movedFrom({
                customers: format.integer(moved.customers),
                share: format.percent(moved.share),
                plan: moved.planName,
              })
            : t.movedNone({ plan: moved.planName })}
        </span>
      )}
      {shown.map((note) => (
        <span key={JSON.stringify(note)}>{warningText(note)}</span>
      ))}
      {warnings.length > shown.length && (
        <span>{t.moreNotes({ count: format.integer(warnings.length - shown.length) })}</span>
      )}
      {plan && !isOpened && (
        <Button size="compact-sm" variant="light" onClick={() => void session.openPlan(plan.planId)}>
          {t.openPlan({ name: plan.name })}
        </Button>
      )}
    </Stack>
  )
}
