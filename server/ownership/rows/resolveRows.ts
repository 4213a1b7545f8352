import type { OwnerValue, SubjectKey } from '../../life/ownerRows.ts'

/** What of a customer owner rows may be about. */
export interface Subjects {
  readonly customer: string
  readonly account: string | null
  readonly unit: string | null
}

/** The subjects of a customer in the order in which their rows are asked: himself, his account by list, its cluster, his unit's. */
export function subjectsOf({ customer, account, unit }: Subjects): SubjectKey[] {
  const all: (SubjectKey | null)[] = [
    { layer: 'override', subject: customer },
    account === null ? null : { layer: 'keyAccount', subject: account },
    account === null ? null : { layer: 'listed', subject: account },
    account === null ? null : { layer: 'cluster', subject: `account:${account}` },
    unit === null ? null : { layer: 'cluster', subject: `unit:${unit}` },
  ]
  return all.filter((one) => one !== null)
}

/**
 * Who owns a customer, of the rows that hold on a date in the order of `subjectsOf`: the first that is not `none` decides. Undefined where
 * none does, or where that one says that his place is all there is.
 */
export function resolveRows<T extends Pick<OwnerValue, 'kind'>>(held: readonly (T | undefined)[]): T | undefined {
  const decides = held.find((row) => row !== undefined && row.kind !== 'none')
  return decides?.kind === 'place' ? undefined : decides
}
