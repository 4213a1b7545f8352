import { Alert, Button, Loader } from '@mantine/core'
import { useState } from 'react'
import type { AuditList } from '../../server/contract/lifecycle.ts'
import { getAudit } from '../api/client.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useActorText } from '../hooks/useActorText.ts'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './history.module.css'
import { auditSubject } from './ownerWords.ts'
import { useAct } from './useAct.ts'
import { useAnswer } from './useAnswer.ts'

const page = 50

/** Who did what of a city, to what, why and when, the newest first. */
export function AuditTable({ city }: { city: string }) {
  const { t, format } = useTranslation()
  const failureText = useFailureText()
  const actorText = useActorText()
  const life = useSessionState((state) => state.life)
  const [earlier, setEarlier] = useState<AuditList['entries']>([])
  const [isWhole, setWhole] = useState(false)
  const { isBusy, failure: notMore, run } = useAct()
  const news = `${city} ${life?.status} ${life?.submissions.length} ${life?.versions.length}`
  const read = async (): Promise<AuditList> => {
    setEarlier([])
    const found = await getAudit(city, page)
    setWhole(found.entries.length < page)
    return found
  }
  const { answer, failure } = useAnswer(news, read, { keeps: true })
  const failed = failure ?? notMore
  if (failed)
    return (
      <Alert color="red" p="xs" m="sm" role="alert">
        {failureText(failed)}
      </Alert>
    )
  if (!answer) return <Loader size="sm" m="md" />
  const entries = [...answer.entries, ...earlier]
  if (entries.length === 0) return <p className={classes.none}>{t.life.audit.none}</p>
  const acts: Readonly<Record<string, string>> = t.life.audit.act
  const more = (): void => {
    void run(async () => {
      const found = await getAudit(city, page, entries.at(-1)!.change)
      setEarlier([...earlier, ...found.entries])
      setWhole(found.entries.length < page)
    })
  }
  return (
    <div className={classes.scroll}>
      <table className={classes.audit} data-testid="audit">
        <thead>
          <tr>
            {(['when', 'who', 'what', 'subject', 'why'] as const).map((column) => (
              <th key={column} scope="col">
                {t.life.audit[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map(({ change, at, actor, via, act, subject, reason }) => (
            <tr key={`${change} ${act} ${subject}`} data-act={act}>
              <td className="figure">{format.time(at)}</td>
              <td>
                {actorText(actor)}
                {via === 'cli' && ` · ${t.life.audit.viaCli}`}
              </td>
              <td>{acts[act] ?? t.life.audit.otherAct({ act })}</td>
              <td>{auditSubject(t.owners, { act, subject })}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!isWhole && (
        <Button size="compact-xs" variant="subtle" m="xs" loading={isBusy} data-testid="audit-more" onClick={more}>
          {t.life.audit.more}
        </Button>
      )}
    </div>
  )
}
