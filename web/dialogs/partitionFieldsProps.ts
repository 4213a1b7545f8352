import type { PartitionForm, PartitionScope } from './partitionForm.ts'

/** What every part of the partition's form is given. */
export interface PartitionFieldsProps {
  form: PartitionForm
  scope: PartitionScope
  onChange: (change: Partial<PartitionForm>) => void
}
