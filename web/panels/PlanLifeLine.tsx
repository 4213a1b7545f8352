import { ActionIcon, Badge, Button, Menu, Tooltip } from '@mantine/core'
import { IconArchive, IconArrowsExchange, IconCopy, IconDots } from '@tabler/icons-react'
import type { PlanDetail } from '../../server/contract/plans.ts'
import { postArchive, postCopy, postRebase } from '../api/client.ts'
import { failureOf } from '../api/failure.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useActorText } from '../hooks/useActorText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { lastReturn, namedVersion, nextStep, openSubmission, type PlanStep } from '../model/planSteps.ts'
import classes from './PlanLifeLine.module.css'

/** Where the open plan stands on its way to taking effect, and the one thing that comes next. */
export function PlanLifeLine({ plan }: { plan: PlanDetail }) {
  const { t } = useTranslation()
  const session = useSession()
  const actorText = useActorText()
  const life = useSessionState((state) => state.life)
  const isSaved = useSessionState((state) => (state.saving?.unsaved ?? 0) === 0)
  if (!life || life.planId !== plan.planId) return <div className={classes.line} />

  const { planId } = plan
  const open = openSubmission(life)
  const version = namedVersion(life)
  const returned = lastReturn(life)
  const step = nextStep(life)
  const proposed =
    open && (open.kind === 'publish' ? t.life.proposed : t.life.proposedAgain)({ date: open.effectiveFrom })
  const stands =
    proposed ??
    (version
      ? t.life.versionIs({ version: version.id, phase: t.life.phase[version.phase] })
      : life.base === null
        ? t.life.afresh
        : t.life.base({ version: life.base }))

  const make = (work: () => Promise<void>): void => {
    work().catch((error: unknown) => session.life.tellFailure(failureOf(error)))
  }
  const copy = () => make(async () => session.life.openMade((await postCopy(planId)).planId))
  const rebase = () =>
    make(async () => {
      const result = await postRebase(planId, { mine: [] })
      await session.life.openMade(result.planId)
      session.life.ask({ kind: 'rebased', of: planId, effectiveFrom: undefined, result })
    })
  const archive = () =>
    make(async () => {
      await postArchive(planId)
      await session.life.read()
    })
  const go: Record<PlanStep, () => void> = {
    submit: () => session.life.ask({ kind: 'submit' }),
    decide: () => session.life.ask({ kind: 'decide' }),
    rebase,
    copy,
  }
  return (
    <>
      <div className={classes.line} data-testid="plan-life" data-step={step}>
        <span className={classes.stands} title={stands}>
          {stands}
        </span>
        {life.isBehind && life.base !== null && (
          <Tooltip label={t.life.behindHint({ version: life.base })} multiline maw={300}>
            <Badge size="sm" variant="light" radius="sm" className={classes.behind} data-testid="plan-behind">
              {t.life.behind}
            </Badge>
          </Tooltip>
        )}
        <Button
          size="compact-sm"
          className={classes.step}
          variant={step === 'copy' ? 'light' : 'filled'}
          disabled={step === 'rebase' && !isSaved}
          data-testid="next-step"
          onClick={go[step]}
        >
          {t.life.step[step]}
        </Button>
        <Menu position="bottom-end" shadow="md" width={220} withinPortal withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size={26} aria-label={t.life.more} data-testid="plan-more">
              <IconDots size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {step !== 'copy' && (
              <Menu.Item leftSection={<IconCopy size={15} />} data-testid="plan-copy" onClick={copy}>
                {t.life.step.copy}
              </Menu.Item>
            )}
            {plan.status === 'draft' && !life.isFirst && step !== 'rebase' && (
              <Menu.Item leftSection={<IconArrowsExchange size={15} />} disabled={!isSaved} onClick={rebase}>
                {t.life.step.rebase}
              </Menu.Item>
            )}
            <Menu.Item
              leftSection={<IconArchive size={15} />}
              disabled={plan.status !== 'draft' || !isSaved}
              title={t.life.archiveSure}
              data-testid="plan-archive"
              onClick={archive}
            >
              {t.life.archive}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {returned && (
        <p className={classes.returned} data-testid="plan-returned">
          {t.life.returned({
            who: actorText(returned.decidedBy ?? ''),
            reason: returned.reason ?? '',
          })}
        </p>
      )}
    </>
  )
}
