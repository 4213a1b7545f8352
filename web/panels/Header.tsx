import { ActionIcon, Button, Select, Tooltip } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconKeyboard,
  IconLanguage,
  IconReportAnalytics,
  IconTimelineEvent,
  IconWand,
} from '@tabler/icons-react'
import { divisionTitle } from '../../server/contract/divisions.ts'
import { reportUrl } from '../api/client.ts'
import type { DialogName } from '../dialogs/dialogName.ts'
import { modifierKey } from '../hooks/modifierKey.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFrozenText } from '../hooks/useFrozenText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { DeletePlan } from './DeletePlan.tsx'
import classes from './Header.module.css'
import { SaveState } from './SaveState.tsx'

export function Header({ onDialog }: { onDialog: (name: DialogName) => void }) {
  const { t, language, setLanguage, format } = useTranslation()
  const session = useSession()
  const cities = useSessionState((state) => state.cities)
  const city = useSessionState((state) => state.model?.city)
  const divisions = useSessionState((state) => state.divisions)
  const division = useSessionState((state) => state.division)
  const titles = divisions.map((one) => ({ value: one.key, label: divisionTitle(one, language) }))
  const plans = useSessionState((state) => state.plans).filter((one) => one.division === division)
  const plan = useSessionState((state) => state.plan)
  const snapshotId = useSessionState((state) => state.snapshot?.snapshotId ?? null)
  const hasData = useSessionState((state) => state.snapshots?.currentSnapshotId != null)
  const canUndo = useSessionState((state) => state.canUndo)
  const othersLast = useSessionState((state) => state.othersLast)
  const canRedo = useSessionState((state) => state.canRedo)
  const frozen = useFrozenText()
  const history = useSessionState((state) => state.history)
  const job = useSessionState((state) => state.job)
  const isRunning = job?.state === 'queued' || job?.state === 'running'
  // A plan that was named by itself begins with its number already.
  const planLabel = ({ name, planNumber }: { name: string; planNumber: number }): string =>
    name.startsWith(`#${planNumber} `) ? name : t.planOption({ name, number: planNumber })
  const other = language === 'zh-CN' ? 'en' : 'zh-CN'

  return (
    <header className={classes.header}>
      <div className={classes.brand}>
        <img src="/favicon.svg" alt="" />
        <h1>{t.productName}</h1>
        <span className={classes.title}>{t.appName === t.productName ? '' : t.appName}</span>
      </div>
      <div className={classes.pickers}>
        {cities.length > 1 && (
          <Select
            aria-label={t.city}
            classNames={{ input: classes.select }}
            size="xs"
            w={130}
            allowDeselect={false}
            searchable={cities.length > 8}
            title={city?.name}
            data={cities.map(({ code, name }) => ({ value: code, label: name }))}
            value={city?.code ?? null}
            onChange={(code) => code && void session.openCity(code)}
          />
        )}
        {divisions.length > 1 && (
          <Select
            aria-label={t.division}
            data-testid="division-picker"
            classNames={{ input: classes.select }}
            size="xs"
            w={110}
            allowDeselect={false}
            title={titles.find(({ value }) => value === division)?.label}
            data={titles}
            value={division}
            onChange={(key) => key && key !== division && void session.openDivision(key)}
          />
        )}
        {plans.length > 0 && (
          <Select
            aria-label={t.plan}
            data-testid="plan-picker"
            classNames={{ input: classes.select }}
            size="xs"
            w={218}
            allowDeselect={false}
            searchable={plans.length > 8}
            title={plan ? planLabel(plan) : undefined}
            data={plans.toReversed().map((one) => ({ value: one.planId, label: planLabel(one) }))}
            value={plan?.planId ?? null}
            onChange={(planId) => planId && planId !== plan?.planId && void session.openPlan(planId)}
          />
        )}
        <DeletePlan />
      </div>
      <Button
        size="xs"
        color="tide.6"
        data-testid="open-partition"
        leftSection={<IconWand size={15} />}
        disabled={!hasData}
        onClick={() => onDialog('partition')}
      >
        {isRunning
          ? t.partitionRunning({ percent: format.percent(Math.floor(job.progress * 100) / 100) })
          : t.runPartition}
      </Button>
      <span className={classes.spacer} />
      <SaveState />
      <Tooltip
        label={frozen ? frozen : canUndo ? `${t.undo} ${modifierKey}Z` : othersLast ? t.undoOthersOnly : t.undoNothing}
      >
        <ActionIcon
          className={classes.icon}
          variant="subtle"
          size="lg"
          aria-label={t.undo}
          data-testid="undo"
          // Not `disabled`: the reason must be readable, and pressing it tells whose stroke is the last.
          aria-disabled={!canUndo}
          data-disabled={!canUndo}
          onClick={session.undo}
        >
          <IconArrowBackUp size={19} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={frozen ?? (canRedo ? `${t.redo} ${modifierKey}Shift+Z` : t.redoNothing)} multiline maw={280}>
        <ActionIcon
          className={classes.icon}
          variant="subtle"
          size="lg"
          aria-label={t.redo}
          data-testid="redo"
          aria-disabled={!canRedo}
          data-disabled={!canRedo}
          onClick={session.redo}
        >
          <IconArrowForwardUp size={19} />
        </ActionIcon>
      </Tooltip>
      <span className={classes.divider} />
      {plan && (
        <Button
          component="a"
          size="xs"
          variant="subtle"
          className={classes.icon}
          data-testid="open-report"
          href={reportUrl(plan.planId, language, snapshotId === plan.snapshotId ? null : snapshotId)}
          target="_blank"
          rel="noreferrer"
          aria-label={`${t.balanceReport} (${t.opensInNewTab})`}
          leftSection={<IconReportAnalytics size={17} />}
        >
          <span className={classes.buttonText}>{t.balanceReport}</span>
        </Button>
      )}
      {city && (
        <Tooltip label={t.life.timeline.open}>
          <ActionIcon
            className={classes.icon}
            variant="subtle"
            size="lg"
            aria-label={t.life.timeline.open}
            aria-expanded={history !== null}
            data-testid="open-history"
            onClick={() => session.life.showHistory(history === null ? 'timeline' : null)}
          >
            <IconTimelineEvent size={19} />
          </ActionIcon>
        </Tooltip>
      )}
      <Button
        size="xs"
        variant="subtle"
        className={classes.icon}
        data-testid="switch-language"
        leftSection={<IconLanguage size={17} />}
        onClick={() => setLanguage(other)}
        title={t.switchLanguage}
        lang={other}
      >
        {other === 'en' ? 'EN' : '中文'}
      </Button>
      <Tooltip label={`${t.shortcuts} ?`}>
        <ActionIcon
          className={classes.icon}
          variant="subtle"
          size="lg"
          aria-label={t.shortcuts}
          onClick={() => onDialog('shortcuts')}
        >
          <IconKeyboard size={19} />
        </ActionIcon>
      </Tooltip>
    </header>
  )
}
