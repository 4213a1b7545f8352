import { ActionIcon, Menu, UnstyledButton } from '@mantine/core'
import { IconArrowBackUp, IconArrowsExchange, IconCalendarCancel, IconDots, IconGitCompare } from '@tabler/icons-react'
import type { Version } from '../../server/contract/versions.ts'
import { useActorText } from '../hooks/useActorText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { addDays } from '../model/civilDays.ts'
import { type TimelineScale, timelineBar } from '../model/timelineScale.ts'
import classes from './history.module.css'

export type VersionAct = 'movement' | 'compare' | 'withdraw' | 'rollback'

interface VersionRowProps {
  version: Version
  scale: TimelineScale
  /** its plan is the one on the map */
  isOpen: boolean
  /** there is a version in force to compare it with */
  canCompare: boolean
  onLook: () => void
  onAct: (what: VersionAct) => void
}

/** A version: what it is called, from when to when it is in force as a bar, and what can be done with it. */
export function VersionRow({ version, scale, isOpen, canCompare, onLook, onAct }: VersionRowProps) {
  const { t, format } = useTranslation()
  const actorText = useActorText()
  const { id, phase, from, until, planName, voided } = version
  const bar = timelineBar(version, scale)
  const days =
    phase === 'void'
      ? t.life.wouldBegin({ from })
      : until === null
        ? t.life.since({ from })
        : t.life.between({ from, last: addDays(until, -1) })
  const kind = version.kind === 'publish' ? '' : ` · ${t.life.kind[version.kind]}`
  return (
    <li className={classes.version} data-version={version.number} data-phase={phase} data-open={isOpen || undefined}>
      <UnstyledButton
        className={classes.look}
        title={t.life.timeline.look({ version: id, plan: planName })}
        aria-current={isOpen || undefined}
        onClick={onLook}
      >
        <span className={classes.name}>
          <b>
            {id} <span className={classes.phase}>{t.life.phase[phase]}</span>
            {kind}
          </b>
          <small>{days}</small>
        </span>
        <span className={classes.track}>
          <i
            className={classes.bar}
            data-end={bar.isOpen || undefined}
            style={{
              left: `${bar.from * 100}%`,
              ...(phase !== 'void' && { width: `${(bar.to - bar.from) * 100}%` }),
            }}
          />
        </span>
      </UnstyledButton>
      <Menu position="top-end" shadow="md" width={260} withinPortal withInitialFocusPlaceholder={false}>
        <Menu.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={26}
            aria-label={t.life.timeline.acts({ version: id })}
            data-testid="version-acts"
          >
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown data-testid="version-menu">
          <Menu.Label className={classes.label}>
            {planName} · {t.life.timeline.grids({ count: format.integer(version.gridCount) })}
            <br />
            {t.life.timeline.by({
              submitter: actorText(version.submittedBy),
              approver: actorText(version.approvedBy),
              time: format.time(version.recordedAt),
            })}
            {version.soleUser && (
              <>
                <br />
                {t.life.timeline.soleUser}
              </>
            )}
            {version.note !== '' && (
              <>
                <br />
                {version.note}
              </>
            )}
            {voided && (
              <>
                <br />
                {t.life.timeline.voidBecause({ reason: voided.reason })}
              </>
            )}
          </Menu.Label>
          <Menu.Item leftSection={<IconArrowsExchange size={15} />} onClick={() => onAct('movement')}>
            {t.life.timeline.movement}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconGitCompare size={15} />}
            disabled={!canCompare || phase === 'in-force'}
            onClick={() => onAct('compare')}
          >
            {t.life.timeline.compare}
          </Menu.Item>
          {phase === 'ended' && (
            <Menu.Item leftSection={<IconArrowBackUp size={15} />} onClick={() => onAct('rollback')}>
              {t.life.timeline.rollback}
            </Menu.Item>
          )}
          {phase === 'scheduled' && (
            <Menu.Item color="red" leftSection={<IconCalendarCancel size={15} />} onClick={() => onAct('withdraw')}>
              {t.life.timeline.withdraw}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </li>
  )
}
