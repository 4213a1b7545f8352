import { Input, SegmentedControl, Select } from '@mantine/core'
import type { OwnerKind, OwnerPlane } from '../../server/contract/owners.ts'
import type { VersionList } from '../../server/contract/versions.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { OwnerForm } from '../model/ownerForm.ts'
import classes from './owners.module.css'
import { useGridsOn } from './useGridsOn.ts'
import type { OwnerTargets } from './useOwnerTargets.ts'

type ChoiceForm = Pick<OwnerForm, 'kind' | 'id' | 'plane' | 'from'>

interface OwnerChoiceProps {
  form: ChoiceForm
  list: VersionList
  targets: OwnerTargets
  error: string | undefined
  /** what it is called; the owner unless given */
  title?: string
  /** what may be chosen; everything unless given */
  kinds?: readonly OwnerKind[]
  onChange: (next: Partial<Pick<ChoiceForm, 'kind' | 'id' | 'plane'>>) => void
}

const allKinds: readonly OwnerKind[] = ['team', 'person', 'grid', 'place', 'none']
const planes: readonly OwnerPlane[] = ['attack', 'defence']
/** More would not be looked through: whoever types finds the others. */
const mostShown = 60

/** Who is to own: a team, a person, a grid that is in force on the day, a cluster grid, or nobody. */
export function OwnerChoice({ form, list, targets, error, title, kinds = allKinds, onChange }: OwnerChoiceProps) {
  const { t } = useTranslation()
  const words = t.owners.propose
  const grids = useGridsOn(list, form.kind === 'grid' ? form.from : null)
  const { kind } = form
  const options =
    kind === 'grid'
      ? [
          { group: words.physical, items: grids.map(({ gridId, name }) => ({ value: gridId, label: name })) },
          {
            group: words.cluster,
            items: targets.clusters.map(({ gridId, name }) => ({ value: gridId, label: name })),
          },
        ].filter(({ items }) => items.length > 0)
      : targets.parties.filter((party) => party.kind === kind).map(({ id, name }) => ({ value: id, label: name }))
  return (
    <div className={classes.choice}>
      <Input.Wrapper size="xs" labelElement="div" classNames={{ label: classes.above }} label={title ?? words.owner}>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={title ?? words.owner}
          data-testid="owner-kind"
          value={kind}
          onChange={(next) => onChange({ kind: next as OwnerKind, id: null })}
          data={kinds.map((value) => ({ value, label: t.owners.kind[value] }))}
        />
      </Input.Wrapper>
      {kind === 'place' || kind === 'none' ? (
        <p className={classes.text}>{words.ownerHint[kind]}</p>
      ) : (
        <div className={classes.pair}>
          <Select
            size="xs"
            className={classes.wide}
            classNames={{ error: classes.below }}
            label={words.which[kind]}
            placeholder={words.pick}
            data-testid="owner-id"
            searchable
            limit={mostShown}
            nothingFoundMessage={words.noneThere[kind]}
            data={options}
            value={form.id}
            error={error}
            onChange={(id) => onChange({ id })}
          />
          <Input.Wrapper size="xs" labelElement="div" classNames={{ label: classes.above }} label={words.plane}>
            <SegmentedControl
              size="xs"
              aria-label={words.plane}
              data-testid="owner-plane"
              value={form.plane ?? ''}
              onChange={(plane) => onChange({ plane: plane === '' ? null : (plane as OwnerPlane) })}
              data={[
                { value: '', label: words.noPlane },
                ...planes.map((value) => ({ value, label: t.owners.plane[value] })),
              ]}
            />
          </Input.Wrapper>
        </div>
      )}
    </div>
  )
}
