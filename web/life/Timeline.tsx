import { Alert, Loader } from '@mantine/core'
import { Fragment, useMemo, useState } from 'react'
import { divisionTitle } from '../../server/contract/divisions.ts'
import type { Version } from '../../server/contract/versions.ts'
import { getVersions } from '../api/client.ts'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { byDivision, timelineScale } from '../model/timelineScale.ts'
import classes from './history.module.css'
import { RollbackDialog } from './RollbackDialog.tsx'
import { useAnswer } from './useAnswer.ts'
import { type VersionAct, VersionRow } from './VersionRow.tsx'
import { WithdrawDialog } from './WithdrawDialog.tsx'

/** A city's versions, a row each over one scale of days: no two of a division overlap, and there is no gap between them. */
export function Timeline({ city }: { city: string }) {
  const { t, language } = useTranslation()
  const session = useSession()
  const failureText = useFailureText()
  const divisions = useSessionState((state) => state.divisions)
  const openPlan = useSessionState((state) => state.plan?.planId)
  const life = useSessionState((state) => state.life)
  const [asked, setAsked] = useState<{ readonly what: 'withdraw' | 'rollback'; readonly version: Version } | null>(null)
  // Where a plan stands is read anew with each act, and with the news of others'.
  const news = `${city} ${life?.status} ${life?.versions.length}`
  const { answer, failure, again } = useAnswer(news, () => getVersions(city), { keeps: true })
  const scale = useMemo(() => answer && timelineScale(answer.versions, answer.today), [answer])
  if (failure)
    return (
      <Alert color="red" p="xs" m="sm" role="alert">
        {failureText(failure)}
      </Alert>
    )
  if (!answer || !scale) return <Loader size="sm" m="md" />
  if (answer.versions.length === 0)
    return (
      <p className={classes.none} data-testid="timeline-none">
        {t.life.timeline.none}
      </p>
    )
  const groups = byDivision(
    answer.versions,
    divisions.map(({ key }) => key),
  )
  const inForce = (division: string) =>
    answer.versions.find((one) => one.division === division && one.phase === 'in-force')
  const act = (what: VersionAct, version: Version): void => {
    const against = inForce(version.division)
    if (what === 'movement')
      void session.openPlan(version.planId).then(() => session.life.ask({ kind: 'movement', of: version }))
    else if (what !== 'compare') setAsked({ what, version })
    else if (against) void session.openPlan(version.planId).then(() => session.life.ask({ kind: 'compare', against }))
  }
  return (
    <div className={classes.scroll} data-testid="timeline">
      <div className={classes.picture}>
        <p className={classes.legend}>
          <i /> {t.life.timeline.today({ date: answer.today })}
        </p>
        <div className={classes.axis} aria-hidden>
          {scale.ticks.map(({ date, at, isYear }) => (
            <span key={date} style={{ left: `${at * 100}%` }} data-year={isYear || undefined}>
              {isYear ? date.slice(0, 4) : date.slice(2, 7)}
            </span>
          ))}
        </div>
        <div className={classes.today} aria-hidden>
          <span
            style={{ left: `${scale.at(answer.today) * 100}%` }}
            title={t.life.timeline.today({ date: answer.today })}
          />
        </div>
        {groups.map(([key, versions]) => {
          const division = divisions.find((one) => one.key === key)
          return (
            <Fragment key={key}>
              {groups.length > 1 && <h3>{division ? divisionTitle(division, language) : key}</h3>}
              <ol className={classes.versions} aria-label={division ? divisionTitle(division, language) : key}>
                {versions.map((version) => (
                  <VersionRow
                    key={version.id}
                    version={version}
                    scale={scale}
                    isOpen={version.planId === openPlan}
                    canCompare={inForce(version.division) !== undefined}
                    onLook={() => void session.openPlan(version.planId)}
                    onAct={(what) => act(what, version)}
                  />
                ))}
              </ol>
            </Fragment>
          )
        })}
      </div>
      {asked?.what === 'withdraw' && (
        <WithdrawDialog city={city} version={asked.version} onDone={again} onClose={() => setAsked(null)} />
      )}
      {asked?.what === 'rollback' && (
        <RollbackDialog city={city} list={answer} version={asked.version} onClose={() => setAsked(null)} />
      )}
    </div>
  )
}
