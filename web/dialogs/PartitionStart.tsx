import { Alert, NumberInput, Radio } from '@mantine/core'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useFigures } from '../hooks/useFigures.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './dialogs.module.css'
import type { PartitionFieldsProps } from './partitionFieldsProps.ts'
import { limits, type PartitionForm, problemsOf, startsFromPlan, weightsOf } from './partitionForm.ts'
import { problemText, totalOf } from './partitionText.ts'

/** From scratch, or from the open plan within a budget of customers that may change their grid. */
export function PartitionStart({ form, scope, onChange }: PartitionFieldsProps) {
  const { t, format } = useTranslation()
  const planName = useSessionState((state) => state.plan?.name)
  const locked = useSessionState((state) => state.grids.filter((grid) => grid.locked).length)
  const figures = useFigures()
  const problems = problemsOf(form, scope)
  const weight = weightsOf(form)[0]!
  const choices = [
    {
      value: 'afresh',
      label: t.partition.afresh,
      hint: locked > 0 ? t.partition.afreshLocked({ locked: format.integer(locked) }) : t.partition.afreshHint,
    },
    {
      value: 'current',
      label: t.partition.current,
      hint: planName ? t.partition.currentHint({ plan: planName }) : t.partition.currentNone,
    },
  ]
  return (
    <section className={classes.section}>
      <Radio.Group
        label={t.partition.start}
        value={startsFromPlan(form, scope) ? 'current' : 'afresh'}
        onChange={(start) => onChange({ start: start as PartitionForm['start'] })}
      >
        <div className={classes.choices}>
          {choices.map(({ value, label, hint }) => (
            <Radio.Card
              key={value}
              value={value}
              className={classes.choice}
              disabled={value === 'current' && !scope.plan}
              data-testid={`partition-start-${value}`}
            >
              <Radio.Indicator size="xs" />
              <span>
                <b>{label}</b>
                <small title={hint}>{hint}</small>
              </span>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      {startsFromPlan(form, scope) && (
        <div className={classes.underChoice}>
          <NumberInput
            label={t.partition.budget}
            data-testid="partition-budget"
            suffix=" %"
            {...limits.budget}
            step={1}
            decimalScale={1}
            clampBehavior="none"
            description={
              typeof form.budget === 'number' && !problems.budget && totalOf(scope, weight) > 0
                ? t.partition.budgetHint({
                    amount: figures.short(weight, (totalOf(scope, weight) * form.budget) / 100),
                    figure: figures.label(weight),
                    isPlural: figures.isPlural(weight),
                  })
                : ' '
            }
            error={problems.budget && problemText(t, format, problems.budget)}
            value={form.budget}
            onChange={(budget) => onChange({ budget })}
          />
          <p className={classes.promise}>{t.partition.currentPromise}</p>
          {problems.start && (
            <Alert color="orange" className={classes.wide} p="xs" data-testid="partition-unsaved">
              {problemText(t, format, problems.start)}
            </Alert>
          )}
        </div>
      )}
    </section>
  )
}
