import { Alert, Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { useSession } from '../hooks/SessionContext.tsx'
import { useFailureText } from '../hooks/useFailureText.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { LifePanel } from '../session/state.ts'
import classes from './life.module.css'
import { useRebase } from './useRebase.ts'

/** What a re-base has come to: whose changes were taken, and where both sides changed the same cells, whose are to stand. */
export function RebasedPanel({ panel }: { panel: Extract<LifePanel, { kind: 'rebased' }> }) {
  const { t, format } = useTranslation()
  const { ask } = useSession().life
  const failureText = useFailureText()
  const { rebase, isBusy, failure } = useRebase()
  const [mine, setMine] = useState<readonly string[]>([])
  const { of, effectiveFrom, result } = panel
  const counted = (count: number) => ({ count: format.integer(count) })
  return (
    <>
      <div className={classes.body}>
        <p className={classes.text}>{t.life.rebased.base({ version: result.base })}</p>
        {result.mine > 0 && <p className={classes.text}>{t.life.rebased.mine(counted(result.mine))}</p>}
        {result.theirs > 0 && <p className={classes.text}>{t.life.rebased.theirs(counted(result.theirs))}</p>}
        {result.conflicts.length === 0 ? (
          <p className={classes.text}>{t.life.rebased.none}</p>
        ) : (
          <fieldset className={classes.warnings} data-testid="conflicts">
            <legend>{t.life.rebased.conflicts}</legend>
            {result.conflicts.map(({ gridId, name, cells }) => (
              <Checkbox
                key={gridId ?? ''}
                size="xs"
                disabled={gridId === null}
                data-conflict={gridId ?? ''}
                checked={gridId !== null && mine.includes(gridId)}
                onChange={(event) => {
                  if (gridId === null) return
                  setMine(event.currentTarget.checked ? [...mine, gridId] : mine.filter((one) => one !== gridId))
                }}
                label={t.life.rebased.conflict({
                  grid: gridId === null ? t.unassignedPool : name,
                  count: format.integer(cells),
                })}
              />
            ))}
          </fieldset>
        )}
        {failure && (
          <Alert color="red" p="xs" role="alert">
            {failureText(failure)}
          </Alert>
        )}
      </div>
      <div className={classes.footer}>
        <span className={classes.why} />
        {result.conflicts.length > 0 && (
          <Button
            size="xs"
            variant="light"
            loading={isBusy}
            disabled={mine.length === 0}
            data-testid="rebase-again"
            onClick={() => void rebase(of, { mine: [...mine], effectiveFrom }, result.planId)}
          >
            {t.life.rebased.again}
          </Button>
        )}
        <Button size="xs" data-testid="rebase-submit" onClick={() => ask({ kind: 'submit', date: effectiveFrom })}>
          {t.life.rebased.next}
        </Button>
      </div>
    </>
  )
}
