import { Checkbox, Input, NumberInput, SegmentedControl, Select, Slider, TextInput } from '@mantine/core'
import { type WeightKey, weightKey } from '../../server/contract/weightKey.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './dialogs.module.css'
import type { PartitionFieldsProps } from './partitionFieldsProps.ts'
import {
  type DistrictRule,
  type Field,
  limits,
  outlookOf,
  type Preset,
  problemsOf,
  weightsOf,
} from './partitionForm.ts'
import { problemText, toleranceText } from './partitionText.ts'

const weightChoices = ['customers', 'revenue', 'customers,revenue', 'revenue,customers'] as const
const districtRules: readonly DistrictRule[] = ['ignore', 'avoid', 'never']
const presets: readonly Preset[] = ['fast', 'balanced', 'quality']

/** The settings that most runs leave as they are. */
export function PartitionSettings({ form, scope, onChange }: PartitionFieldsProps) {
  const { t, format } = useTranslation()
  const problems = problemsOf(form, scope)
  const errorOf = (field: Field) => problems[field] && problemText(t, format, problems[field])
  const weights = weightsOf(form)
  const second = weights[1]
  const isBand = form.size === 'band'
  return (
    <div className={classes.settings}>
      <Select
        className={second ? undefined : classes.wide}
        label={t.partition.weights}
        description={isBand ? t.partition.weightsBandHint : t.partition.weightsHint}
        data-testid="partition-weights"
        allowDeselect={false}
        data={weightChoices.map((value) => ({
          value,
          label: t.partition.weightsOf[value],
          disabled: isBand && value.startsWith(weightKey.enum.revenue),
        }))}
        value={weights.join()}
        onChange={(value) => value && onChange({ weights: value.split(',') as WeightKey[] })}
      />
      {second && (
        <div>
          <NumberInput
            label={t.partition.toleranceOf[second]}
            description={toleranceText(t, format, scope, {
              weight: second,
              grids: outlookOf(form, scope)?.grids,
              tolerance: form.secondTolerance,
            })}
            error={errorOf('secondTolerance')}
            prefix="± "
            suffix=" %"
            {...limits.tolerance}
            step={1}
            decimalScale={1}
            clampBehavior="none"
            allowNegative={false}
            value={form.secondTolerance}
            onChange={(secondTolerance) => onChange({ secondTolerance })}
          />
          <Checkbox
            mt={8}
            size="xs"
            label={t.partition.softSecond[second]}
            description={t.partition.softSecondHint}
            checked={form.isSecondSoft}
            onChange={(event) => onChange({ isSecondSoft: event.currentTarget.checked })}
          />
        </div>
      )}
      <Input.Wrapper
        labelElement="div"
        label={t.partition.districts}
        description={t.partition.districtsHint[form.districts]}
        inputWrapperOrder={['label', 'input', 'description']}
        classNames={{ description: classes.under }}
      >
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t.partition.districts}
          data-testid="partition-districts"
          data={districtRules.map((value) => ({ value, label: t.partition.districtsOf[value] }))}
          value={form.districts}
          onChange={(districts) => onChange({ districts })}
        />
      </Input.Wrapper>
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
