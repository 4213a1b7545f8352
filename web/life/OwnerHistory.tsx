import { UnstyledButton } from '@mantine/core'
import type { CustomerHistory } from '../../server/contract/ownership.ts'
import type { Version } from '../../server/contract/versions.ts'
import { useSession } from '../hooks/SessionContext.tsx'
import { useActorText } from '../hooks/useActorText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import { type HistoryPeriod, newestPeriods } from '../model/ownerPeriods.ts'
import { pastText } from './disputeWords.ts'
import classes from './owners.module.css'
import { daysText, ownerHeadline, ownerSentence } from './ownerWords.ts'

interface OwnerHistoryProps {
  history: CustomerHistory
  /** the date that was asked for */
  date: string
  versions: readonly Version[]
}

/** Whose a customer was, is and will be: a line of periods, the newest first, each with the reason and who decided. */
export function OwnerHistory({ history, date, versions }: OwnerHistoryProps) {
  const { t } = useTranslation()
  const { life } = useSession()
  return (
    <section className={classes.history}>
      <h3 className={classes.title}>{t.owners.history.title}</h3>
      <ol data-testid="owner-history">
        {newestPeriods(history.periods, date).map(({ period, isAsked }) => (
          <li
            key={period.from}
            data-from={period.from}
            data-asked={isAsked || undefined}
            aria-current={isAsked || undefined}
          >
            <PeriodText period={period} versions={versions} />
          </li>
        ))}
      </ol>
      {history.disputes.length > 0 && (
        <>
          <h3 className={classes.title}>{t.disputes.past}</h3>
          <ul className={classes.past} data-testid="owner-disputes">
            {history.disputes.map((past) => (
              <li key={past.id}>
                <UnstyledButton className={classes.link} onClick={() => life.showDispute(past.id)}>
                  {pastText(t, past)}
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function PeriodText({ period, versions }: { period: HistoryPeriod; versions: readonly Version[] }) {
  const { t } = useTranslation()
  const actorText = useActorText()
  const { from, until, missing, active, owner, place } = period
  const words = t.owners.history
  const version = versions.find(({ id }) => id === period.version)
  const decided = version && words.version({ version: version.id, who: actorText(version.approvedBy) })
  const grid = place?.grid?.name
  const lines =
    missing !== null || !active || !place
      ? []
      : owner
        ? [...ownerSentence(t.owners, actorText, owner), ...(grid === undefined ? [] : [words.stands({ grid })])]
        : [place.reason === null ? words.placed : t.owners.ask.poolWhy[place.reason], ...(decided ? [decided] : [])]
  return (
    <>
      <time>{daysText(t.owners, from, until)}</time>
      <b>{missing === null ? ownerHeadline(t.owners, { active, owner, place }) : words.missing[missing]}</b>
      {lines.length > 0 && <p>{lines.join(' · ')}</p>}
      {owner && active && <p className={classes.reason}>{t.owners.ask.reason({ reason: owner.reason })}</p>}
    </>
  )
}
