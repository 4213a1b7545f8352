import { MultiSelect, NumberInput, SegmentedControl, Switch } from '@mantine/core'
import type { ReactNode } from 'react'
import { type BarrierKind, barrierKinds, type UnitKind, unitKinds } from '../../server/contract/placeKinds.ts'
import { useSessionState } from '../hooks/SessionContext.tsx'
import { useTranslation } from '../i18n/Translation.tsx'
import { KindChips } from './KindChips.tsx'
import classes from './PartitionRules.module.css'
import type { PartitionFieldsProps } from './partitionFieldsProps.ts'
import { type Field, problemsOf, startsFromPlan } from './partitionForm.ts'
import { problemText } from './partitionText.ts'
import { type DistrictRule, type RuleChoices, ruleLimits, type SubdistrictRule } from './ruleChoices.ts'
import { ToleranceInput } from './ToleranceInput.tsx'
import { useKeptText, usePartedText } from './useRuleEffect.ts'

const districtRules: readonly DistrictRule[] = ['ignore', 'avoid', 'never']
const subdistrictRules: readonly SubdistrictRule[] = ['ignore', 'avoid', 'whole', 'never']
const mainGridRules: readonly RuleChoices['mainGrids'][] = ['none', 'district', 'count']

/** A rule as it stands in the dialog. */
interface RuleRow {
  key: string
  title: string
  /** what it does, in a sentence */
  hint: string
  /** what has to be imported first; null where the city has it */
  need: string | null
  /** of a rule that is on or off and no more */
  isOn?: boolean
  onSwitch?: (isOn: boolean) => void
  /** of one that is chosen from several, or has more to say once it is on */
  control?: ReactNode
}

/**
 * The rules that the city has something for, each with a sentence of what it does and, once it is on, what it comes to; below them in a
 * fold those it has nothing for, with what to import.
 */
export function PartitionRules({ form, scope, onChange }: PartitionFieldsProps) {
  const { t, format } = useTranslation()
  const rows = useRuleRows({ form, scope, onChange })
  const there = rows.filter(({ need }) => need === null)
  const missing = rows.filter(({ need }) => need !== null)
  return (
    <div className={classes.rules} data-testid="partition-rules">
      {there.map(({ key, title, hint, isOn, onSwitch, control }) => (
        <section key={key} className={classes.rule} data-testid={`rule-${key}`}>
          {onSwitch ? (
            <Switch
              size="sm"
              labelPosition="left"
              classNames={{ body: classes.switch, labelWrapper: classes.switchLabel }}
              label={title}
              description={hint}
              checked={isOn ?? false}
              onChange={(event) => onSwitch(event.currentTarget.checked)}
            />
          ) : (
            <>
              <h3>{title}</h3>
              <p>{hint}</p>
            </>
          )}
          {control}
        </section>
      ))}
      {missing.length > 0 && (
        <details className={classes.missing} data-testid="rules-missing">
          <summary>{t.partition.rules.missing({ count: format.integer(missing.length) })}</summary>
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

function useRuleRows({ form, scope, onChange }: PartitionFieldsProps): RuleRow[] {
  const { t, format } = useTranslation()
  const say = t.partition.rules
  const city = useSessionState((state) => state.model?.city.code ?? 'demo')
  const units = useSessionState((state) => state.units?.counts)
  const barriers = useSessionState((state) => state.barriers?.counts)
  const keptText = useKeptText()
  const partedText = usePartedText()
  const data = scope.ruleData
  const needs = (isThere: boolean, file: string, kind: string): string | null =>
    isThere ? null : say.need({ city, file, kind })
  const chips = <Kind extends UnitKind | BarrierKind>(kinds: readonly Kind[], counts?: ReadonlyMap<string, number>) =>
    kinds
      .filter((kind) => counts?.has(kind))
      .map((kind) => [kind, `${t.layers.kind[kind]} ${format.integer(counts!.get(kind)!)}`] as const)
  return [
    {
      key: 'keep-whole',
      title: say.keepWhole,
      hint: say.keepWholeHint,
      need: needs((data?.units.length ?? 0) > 0, 'estates.geojson', 'estate'),
      control: (
        <KindChips
          label={say.keepWhole}
          kinds={chips(unitKinds, units)}
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
      need: needs((data?.barriers.length ?? 0) > 0, 'river.geojson', 'river'),
      control: (
        <KindChips
          label={say.barriers}
          kinds={chips(barrierKinds, barriers)}
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
      need: (data?.districts ?? 0) > 1 ? null : say.oneDistrict,
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
    {
      key: 'subdistricts',
      title: say.subdistricts,
      hint: say.subdistrictsHint[form.subdistricts],
      need: needs((data?.subdistricts ?? 0) > 0, 'subdistricts.geojson', 'subdistrict'),
      control: (
        <SegmentedControl
          fullWidth
          size="xs"
          aria-label={say.subdistricts}
          data-testid="partition-subdistricts"
          data={subdistrictRules.map((value) => ({ value, label: say.subdistrictsOf[value] }))}
          value={form.subdistricts}
          onChange={(subdistricts) => onChange({ subdistricts })}
        />
      ),
    },
    {
      key: 'outlet-centres',
      title: `${say.outletCentres} ${format.integer(data?.ownOutlets ?? 0)}`,
      hint: say.outletCentresHint,
      need: needs((data?.ownOutlets ?? 0) > 0, 'outlets.csv', 'outlet'),
      isOn: form.outletCentres,
      onSwitch: (outletCentres) => onChange({ outletCentres }),
    },
    {
      key: 'key-accounts',
      title: `${say.ownGrids} ${format.integer(data?.keyAccounts ?? 0)}`,
      hint: say.ownGridsHint,
      need: needs((data?.keyAccounts ?? 0) > 0, 'accounts.csv', 'account'),
      isOn: form.ownGrids,
      onSwitch: (ownGrids) => onChange({ ownGrids }),
    },
    {
      key: 'listed-accounts',
      title: `${say.listedLeave} ${format.integer(data?.listedAccounts ?? 0)}`,
      hint: say.listedLeaveHint,
      need: needs((data?.listedAccounts ?? 0) > 0, 'accounts.csv', 'account'),
      isOn: form.listedLeave,
      onSwitch: (listedLeave) => onChange({ listedLeave }),
    },
    {
      key: 'class-b',
      title: say.classB,
      hint: say.classBHint,
      need: null,
      isOn: form.classB,
      onSwitch: (classB) => onChange({ classB }),
      control: form.classB && <ClassBFields form={form} scope={scope} onChange={onChange} />,
    },
    {
      key: 'main-grids',
      title: say.mainGrids,
      hint: startsFromPlan(form, scope) ? say.mainGridsFrom : say.mainGridsHint[form.mainGrids],
      need: null,
      control: <MainGridFields form={form} scope={scope} onChange={onChange} />,
    },
    {
      key: 'costs',
      title: say.costs,
      hint: say.costsHint,
      need: null,
      isOn: form.costs,
      onSwitch: (costs) => onChange({ costs }),
    },
  ]
}

/** What is wrong with a field, said. */
function useErrors({ form, scope }: Omit<PartitionFieldsProps, 'onChange'>): (field: Field) => string | undefined {
  const { t, format } = useTranslation()
  const problems = problemsOf(form, scope)
  return (field) => problems[field] && problemText(t, format, problems[field])
}

function ClassBFields({ form, scope, onChange }: PartitionFieldsProps) {
  const { t } = useTranslation()
  const say = t.partition.rules
  const errorOf = useErrors({ form, scope })
  const districts = useSessionState((state) => state.model?.districts)
  const units = useSessionState((state) => state.units)
  // Units are named on the command line; here they can be kept, or taken off.
  const isOther = (area: string): boolean => !area.startsWith('district ')
  const unitName = (area: string): string => units?.byId(area)?.properties.name ?? area
  return (
    <div className={classes.fields}>
      <NumberInput
        size="xs"
        label={say.classBShare}
        suffix=" %"
        {...ruleLimits.share}
        step={5}
        clampBehavior="none"
        allowNegative={false}
        data-testid="class-b-share"
        error={errorOf('classBShare')}
        value={form.classBShare}
        onChange={(classBShare) => onChange({ classBShare })}
      />
      <ToleranceInput
        size="xs"
        label={say.classBTolerance}
        error={errorOf('classBTolerance')}
        value={form.classBTolerance}
        onChange={(classBTolerance) => onChange({ classBTolerance })}
      />
      <MultiSelect
        className={classes.wide}
        size="xs"
        label={say.classBAreas}
        description={startsFromPlan(form, scope) ? say.classBAreasFrom : undefined}
        error={errorOf('classBAreas')}
        data-testid="class-b-areas"
        data={[
          ...(districts?.features ?? []).map(({ id, properties }) => ({
            value: `district ${id}`,
            label: properties.name,
          })),
          ...form.classBAreas.filter(isOther).map((value) => ({ value, label: unitName(value) })),
        ]}
        value={[...form.classBAreas]}
        onChange={(classBAreas) => onChange({ classBAreas })}
      />
    </div>
  )
}

function MainGridFields({ form, scope, onChange }: PartitionFieldsProps) {
  const { t } = useTranslation()
  const say = t.partition.rules
  const errorOf = useErrors({ form, scope })
  const fromPlan = startsFromPlan(form, scope)
  return (
    <>
      <SegmentedControl
        fullWidth
        size="xs"
        disabled={fromPlan}
        aria-label={say.mainGrids}
        data-testid="partition-main-grids"
        data={mainGridRules.map((value) => ({ value, label: say.mainGridsOf[value] }))}
        value={fromPlan ? 'none' : form.mainGrids}
        onChange={(mainGrids) => onChange({ mainGrids })}
      />
      {form.mainGrids === 'count' && !fromPlan && (
        <NumberInput
          mt={8}
          size="xs"
          label={say.mainGridCount}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          clampBehavior="none"
          data-testid="main-grid-count"
          error={errorOf('mainGridCount')}
          value={form.mainGridCount}
          onChange={(mainGridCount) => onChange({ mainGridCount })}
        />
      )}
    </>
  )
}
