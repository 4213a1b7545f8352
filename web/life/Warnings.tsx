import { Checkbox } from '@mantine/core'
import type { ImpactWarning, WarningCode } from '../../server/contract/impact.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './life.module.css'

/** What a warning says. */
export function useImpactWarningText(): (warning: ImpactWarning) => string {
  const { t, format } = useTranslation()
  return ({ code, count }) =>
    t.life.impact.warning[code]({ count: code === 'moved' ? format.percent(count) : format.integer(count) })
}

interface WarningsProps {
  warnings: readonly ImpactWarning[]
  ticked: ReadonlySet<WarningCode>
  onTick: (ticked: ReadonlySet<WarningCode>) => void
}

/** Warnings, each to be ticked by whoever submits. */
export function Warnings({ warnings, ticked, onTick }: WarningsProps) {
  const { t } = useTranslation()
  const textOf = useImpactWarningText()
  if (warnings.length === 0) return null
  const toggle = (code: WarningCode): void => {
    const next = new Set(ticked)
    if (!next.delete(code)) next.add(code)
    onTick(next)
  }
  return (
    <fieldset className={classes.warnings} data-testid="warnings">
      <legend>{t.life.impact.warnings}</legend>
      {warnings.map((warning) => (
        <Checkbox
          key={warning.code}
          size="xs"
          data-testid={`warning-${warning.code}`}
          checked={ticked.has(warning.code)}
          onChange={() => toggle(warning.code)}
          label={textOf(warning)}
        />
      ))}
    </fieldset>
  )
}
