import { Checkbox, Input, MultiSelect, NumberInput, SegmentedControl, Slider, TextInput } from '@mantine/core'
import { mostWeights } from '../../server/contract/partitionRequest.ts'
import { useFigures } from '../hooks/useFigures.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './dialogs.module.css'
import type { PartitionFieldsProps } from './partitionFieldsProps.ts'
import {
  type Field,
  type FurtherWeight,
  furtherField,
  furtherOf,
  limits,
  outlookOf,
  type Preset,
  problemsOf,
  weightsOf,
} from './partitionForm.ts'
import { problemText, toleranceText } from './partitionText.ts'
import { ToleranceInput } from './ToleranceInput.tsx'

const presets: readonly Preset[] = ['fast', 'balanced', 'quality']

/** The settings that most runs leave as they are. */
export function PartitionSettings({ form, scope, onChange }: PartitionFieldsProps) {
  const { t, format } = useTranslation()
  const figures = useFigures()
  const problems = problemsOf(form, scope)
  const errorOf = (field: Field) => problems[field] && problemText(t, format, problems[field])
  const weights = weightsOf(form)
  const isBand = form.size === 'band'
  return (
    <div className={classes.settings}>
      <MultiSelect
        className={classes.wide}
        label={t.partition.weights}
        description={isBand ? t.partition.weightsBandHint : t.partition.weightsHint}
        data-testid="partition-weights"
        data={Object.keys(scope.totals).map((value) => ({ value, label: figures.title(value) }))}
        maxValues={mostWeights}
        value={weights}
        onChange={(chosen) => chosen.length > 0 && onChange({ weights: chosen })}
      />
      {weights.slice(1).map((key) => {
        const further = furtherOf(form, key)
        const change = (change: Partial<FurtherWeight>) =>
          onChange({ further: { ...form.further, [key]: { ...further, ...change } } })
        return (
          <div key={key} data-testid={`partition-further-${key}`}>
            <ToleranceInput
              label={t.partition.toleranceOf({ figure: figures.title(key) })}
              description={toleranceText(t, figures, scope, {
                weight: key,
                grids: outlookOf(form, scope)?.grids,
                tolerance: further.tolerance,
              })}
              error={errorOf(furtherField(key))}
              value={further.tolerance}
              onChange={(tolerance) => change({ tolerance })}
            />
            <Checkbox
              mt={8}
              size="xs"
              label={t.partition.soft({ figure: figures.title(key) })}
              description={t.partition.softHint}
              checked={further.isSoft}
              onChange={(event) => change({ isSoft: event.currentTarget.checked })}
            />
          </div>
        )
      })}
      <Input.Wrapper
        labelElement="div"
        label={t.partition.preset}
        description={t.partition.presetHint[form.preset]}
        inputWrapperOrder={['label', 'input', 'description']}
        classNames={{ description: classes.under }}
      >
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t.partition.preset}
          data-testid="partition-preset"
          data={presets.map((value) => ({ value, label: t.partition.presetOf[value] }))}
          value={form.preset}
          onChange={(preset) => onChange({ preset })}
        />
      </Input.Wrapper>
      <Input.Wrapper className={classes.wide} labelElement="div" label={t.partition.balanceOrShape}>
        <Slider
          className={classes.dial}
          min={0}
          max={100}
          step={5}
          startPointValue={50}
          label={null}
          thumbLabel={t.partition.balanceOrShape}
          thumbValueText={(value) =>
            value === 50 ? t.partition.even : value < 50 ? t.partition.balanceFirst : t.partition.shapeFirst
          }
          marks={[
            { value: 0, label: t.partition.balanceFirst },
            { value: 50, label: t.partition.even },
            { value: 100, label: t.partition.shapeFirst },
          ]}
          value={form.compactness}
          onChange={(compactness) => onChange({ compactness })}
        />
      </Input.Wrapper>
      <NumberInput
        label={t.partition.timeLimit}
        description={t.partition.timeLimitHint}
        error={errorOf('timeLimit')}
        placeholder={t.partition.noLimit}
        suffix={t.partition.minutesUnit}
        {...limits.timeLimit}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="none"
        value={form.timeLimit}
        onChange={(timeLimit) => onChange({ timeLimit })}
      />
      <NumberInput
        label={t.partition.seed}
        description={t.partition.seedHint}
        error={errorOf('seed')}
        {...limits.seed}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="none"
        value={form.seed}
        onChange={(seed) => onChange({ seed })}
      />
      <TextInput
        className={classes.wide}
        label={t.partition.name}
        maxLength={120}
        placeholder={t.partition.namePlaceholder}
        value={form.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
      />
    </div>
  )
}
