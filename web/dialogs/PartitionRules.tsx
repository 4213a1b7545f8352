import { Chip, SegmentedControl } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import { type BarrierKind, barrierKinds, type UnitKind, unitKinds } from '../../server/contract/placeKinds.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import classes from './PartitionRules.module.css'
import type { PartitionFieldsProps } from './partitionFieldsProps.ts'
import type { DistrictRule } from './ruleChoices.ts'
import { useKeptText, usePartedText } from './useRuleEffect.ts'

const districtRules: readonly DistrictRule[] = ['ignore', 'avoid', 'never']

/**
 * The rules that the city has something for, each with a sentence of what it does and, once it is on, what it comes to; below them in a
 * fold those it has nothing for, with what to import.
 */
export function PartitionRules({ form, onChange }: Pick<PartitionFieldsProps, 'form' | 'onChange'>) {
  const { t, format } = useTranslation()
  const city = useSessionState((state) => state.model?.city.code ?? 'demo')
  const units = useSessionState((state) => state.units?.counts)
  const barriers = useSessionState((state) => state.barriers?.counts)
  const districtCount = useSessionState((state) => state.model?.districtNames.length ?? 0)
  const keptText = useKeptText()
  const partedText = usePartedText()
  const say = t.partition.rules
  const kindLabel = (kind: UnitKind | BarrierKind, count: number) => `${t.layers.kind[kind]} ${format.integer(count)}`
  const unitChoices = unitKinds.filter((kind) => units?.has(kind))
  const barrierChoices = barrierKinds.filter((kind) => barriers?.has(kind))

  const rules: { key: string; title: string; hint: string; need: string | null; control: ReactNode }[] = [
    {
      key: 'keep-whole',
      title: say.keepWhole,
      hint: say.keepWholeHint,
      need: unitChoices.length > 0 ? null : say.need({ city, file: 'estates.geojson', kind: 'estate' }),
      control: (
        <Choices
          label={say.keepWhole}
          kinds={unitChoices.map((kind) => [kind, kindLabel(kind, units!.get(kind)!)])}
          value={form.keepWhole}
          effect={form.keepWhole.length > 0 ? keptText : null}
          onChange={(keepWhole) => onChange({ keepWhole })}
        />
      ),
    },
    {
      key: 'barriers',
      title: say.barriers,
      hint: say.barriersHint,
      need: barrierChoices.length > 0 ? null : say.need({ city, file: 'river.geojson', kind: 'river' }),
      control: (
        <Choices
          label={say.barriers}
          kinds={barrierChoices.map((kind) => [kind, kindLabel(kind, barriers!.get(kind)!)])}
          value={form.barriers}
          effect={form.barriers.length > 0 ? partedText : null}
          onChange={(chosen) => onChange({ barriers: chosen })}
        />
      ),
    },
    {
      key: 'districts',
      title: t.partition.districts,
      hint: t.partition.districtsHint[form.districts],
      need: districtCount > 1 ? null : say.oneDistrict,
      control: (
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={t.partition.districts}
          data-testid="partition-districts"
          data={districtRules.map((value) => ({ value, label: t.partition.districtsOf[value] }))}
          value={form.districts}
          onChange={(districts) => onChange({ districts })}
        />
      ),
    },
  ]
  const there = rules.filter(({ need }) => need === null)
  const missing = rules.filter(({ need }) => need !== null)
  return (
    <div className={classes.rules} data-testid="partition-rules">
      {there.map(({ key, title, hint, control }) => (
        <section key={key} className={classes.rule} data-testid={`rule-${key}`}>
          <h3>{title}</h3>
          <p>{hint}</p>
          {control}
        </section>
      ))}
      {missing.length > 0 && (
        <details className={classes.missing} data-testid="rules-missing">
          <summary>{say.missing({ count: format.integer(missing.length) })}</summary>
          {missing.map(({ key, title, need }) => (
            <section key={key} className={classes.rule} data-off>
              <h3>{title}</h3>
              <p>{need}</p>
            </section>
          ))}
        </details>
      )}
    </div>
  )
}

interface ChoicesProps<Kind extends string> {
  label: string
  kinds: readonly (readonly [Kind, string])[]
  value: readonly Kind[]
  /** what the choice comes to */
  effect: string | null
  onChange: (kinds: Kind[]) => void
}

function Choices<Kind extends string>({ label, kinds, value, effect, onChange }: ChoicesProps<Kind>) {
  const effectId = useId()
  return (
    <>
      <Chip.Group multiple value={[...value]} onChange={(chosen) => onChange(chosen as Kind[])}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would be a second title */}
        <div className={classes.chips} role="group" aria-label={label} aria-describedby={effectId}>
          {kinds.map(([kind, text]) => (
            <Chip key={kind} value={kind} size="xs" radius="sm" data-testid={`rule-kind-${kind}`}>
              {text}
            </Chip>
          ))}
        </div>
      </Chip.Group>
      <output id={effectId} className={classes.effect}>
        {effect}
      </output>
    </>
  )
}
