import { NumberInput, SegmentedControl } from '@mantine/core'
import { useFigures } from '../hooks/useFigures.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './dialogs.module.css'
import type { PartitionFieldsProps } from './partitionFieldsProps.ts'
import { type Field, limits, outlookOf, type PartitionForm, problemsOf, weightsOf } from './partitionForm.ts'
import { problemText, toleranceText } from './partitionText.ts'
import { ToleranceInput } from './ToleranceInput.tsx'

/** How large grids are: their number and a tolerance, or the customers each may have; what either comes to is said at once. */
export function PartitionSize({ form, scope, onChange }: PartitionFieldsProps) {
  const { t, format } = useTranslation()
  const figures = useFigures()
  const problems = problemsOf(form, scope)
  const outlook = outlookOf(form, scope)
  const weight = weightsOf(form)[0]!
  const errorOf = (field: Field) => problems[field] && problemText(t, format, problems[field])
  const count = { allowDecimal: false, allowNegative: false, thousandSeparator: ',', clampBehavior: 'none' } as const
  return (
    <section className={classes.section}>
      <div className={classes.sizeHead}>
        <span className={classes.label} id="partition-size">
          {t.partition.size}
        </span>
        <SegmentedControl
          size="xs"
          aria-labelledby="partition-size"
          data-testid="partition-size"
          data={[
            { value: 'count', label: t.partition.byCount },
            { value: 'band', label: t.partition.byBand },
          ]}
          value={form.size}
          onChange={(size) => onChange({ size: size as PartitionForm['size'] })}
        />
      </div>
      {form.size === 'count' ? (
        <div className={classes.form}>
          <NumberInput
            {...count}
            label={t.partition.grids}
            data-autofocus
            data-testid="partition-grids"
            description={outlook ? t.partition.average({ customers: format.integer(outlook.average) }) : ' '}
            error={errorOf('grids')}
            min={1}
            max={Math.min(limits.mostGrids, scope.cellCount)}
            value={form.grids}
            onChange={(grids) => onChange({ grids })}
          />
          <ToleranceInput
            label={t.partition.tolerance}
            data-testid="partition-tolerance"
            description={toleranceText(t, figures, scope, { weight, grids: outlook?.grids, tolerance: form.tolerance })}
            error={errorOf('tolerance')}
            value={form.tolerance}
            onChange={(tolerance) => onChange({ tolerance })}
          />
        </div>
      ) : (
        <div className={classes.form}>
          {(['smallest', 'largest'] as const).map((field) => (
            <NumberInput
              key={field}
              {...count}
              {...limits.band}
              label={t.partition[field]}
              data-testid={`partition-${field}`}
              suffix={t.partition.customersUnit}
              step={100}
              error={errorOf(field)}
              value={form[field]}
              onChange={(value) => onChange({ [field]: value })}
            />
          ))}
          <p className={classes.outlook} data-testid="partition-outlook" aria-live="polite">
            {outlook &&
              t.partition[outlook.fewest === outlook.most ? 'bandOne' : 'bandRange']({
                grids: format.integer(outlook.grids),
                customers: format.integer(outlook.average),
                fewest: format.integer(outlook.fewest),
                most: format.integer(outlook.most),
              })}
          </p>
        </div>
      )}
    </section>
  )
}
