import { Input, SegmentedControl, TextInput } from '@mantine/core'
import type { OwnerLayer } from '../../server/contract/owners.ts'
import { useTranslation } from '../i18n/Translation.tsx'
import type { OwnerForm } from '../model/ownerForm.ts'
import classes from './owners.module.css'

type SubjectForm = Pick<OwnerForm, 'layer' | 'clusterOf' | 'subject'>

interface OwnerSubjectFieldsProps {
  form: SubjectForm
  error: string | undefined
  onChange: (next: Partial<SubjectForm>) => void
}

const layers: readonly OwnerLayer[] = ['override', 'keyAccount', 'listed', 'cluster']

/** In which layer, and of which customer, account or unit. */
export function OwnerSubjectFields({ form, error, onChange }: OwnerSubjectFieldsProps) {
  const { t } = useTranslation()
  const words = t.owners.propose
  const subjectOf = form.layer === 'override' ? 'customer' : form.layer === 'cluster' ? form.clusterOf : 'account'
  return (
    <>
      <div>
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={words.layer}
          data-testid="owner-layer"
          value={form.layer}
          onChange={(layer) => onChange({ layer: layer as OwnerLayer })}
          data={layers.map((value) => ({ value, label: t.owners.layer[value] }))}
        />
        <p className={classes.text}>{words.layerHint[form.layer]}</p>
      </div>
      <div className={classes.pair}>
        {form.layer === 'cluster' && (
          <Input.Wrapper size="xs" labelElement="div" classNames={{ label: classes.above }} label={words.subjectOf}>
            <SegmentedControl
              size="xs"
              aria-label={words.subjectOf}
              data-testid="owner-cluster-of"
              value={form.clusterOf}
              onChange={(of) => onChange({ clusterOf: of as OwnerForm['clusterOf'] })}
              data={(['account', 'unit'] as const).map((value) => ({ value, label: words.of[value] }))}
            />
          </Input.Wrapper>
        )}
        <TextInput
          size="xs"
          className={classes.wide}
          classNames={{ error: classes.below }}
          label={words.subject[subjectOf]}
          data-testid="owner-subject"
          maxLength={200}
          value={form.subject}
          error={error}
          onChange={(event) => onChange({ subject: event.currentTarget.value })}
        />
      </div>
    </>
  )
}
