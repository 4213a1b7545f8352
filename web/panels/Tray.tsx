import { Button, Group } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useSession, useSessionState } from '../hooks/SessionContext.tsx'
import { useAuthorText } from '../hooks/useAuthorText.ts'
import { useCommandText } from '../hooks/useCommandText.ts'
import { useRefusalText } from '../hooks/useRefusalText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { Mend } from '../model/mends.ts'
import type { SetAside } from '../model/planEntry.ts'
import classes from './Tray.module.css'

/** What the plan no longer took: why, and what can be done about it. Nothing else waits for it. */
export function Tray() {
  const { t } = useTranslation()
  const tray = useSessionState((state) => state.tray)
  if (tray.length === 0) return null
  return (
    <section className={classes.tray} aria-label={t.tray.title} data-testid="tray">
      <h3 className={classes.title}>
        <IconAlertTriangle size={15} />
        {t.tray.title} <span className="figure">{tray.length}</span>
      </h3>
      <ul className={classes.list}>
        {tray.map((aside) => (
          <AsideItem key={aside.commandId} aside={aside} />
        ))}
      </ul>
    </section>
  )
}

function AsideItem({ aside }: { aside: SetAside }) {
  const { t, format } = useTranslation()
  const commandText = useCommandText()
  const { tray } = useSession()
  const refusalText = useRefusalText()
  const authorText = useAuthorText()
  const { commandId, command, refusal, changedBy } = aside
  // What can be done changes with the plan.
  useSessionState((state) => state.edition)
  const mends = tray.mendsOf(aside)
  const mendText = (mend: Mend): string => {
    if (mend.kind === 'into') return t.tray.into({ grid: mend.heirName })
    if (mend.kind === 'with-fragment') return t.tray.withFragment({ count: format.integer(mend.fragment) })
    return mend.cells > 0 ? t.tray.inPart({ count: format.integer(mend.cells) }) : t.tray.whatIsLeft
  }
  return (
    <li className={classes.item}>
      <b>{commandText(command)}</b>
      <p data-testid="tray-reason">
        {refusalText(refusal)}
        {changedBy && t.changedSinceBy({ who: authorText(changedBy) })}
      </p>
      <Group gap={6}>
        <Button size="compact-xs" variant="light" data-testid="tray-retry" onClick={() => tray.retry(commandId)}>
          {t.tray.retry}
        </Button>
        {mends.map((mend) => (
          <Button
            key={mend.kind}
            size="compact-xs"
            variant="light"
            data-testid={`tray-${mend.kind}`}
            onClick={() => tray.mend(commandId, mend.kind)}
          >
            {mendText(mend)}
          </Button>
        ))}
        <Button size="compact-xs" variant="subtle" onClick={() => tray.show(commandId)}>
          {t.tray.show}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          data-testid="tray-drop"
          onClick={() => tray.drop(commandId)}
        >
          {t.tray.drop}
        </Button>
      </Group>
    </li>
  )
}
