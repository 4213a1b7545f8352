import type { OwnerValue, SubjectKey } from '../../life/ownerRows.ts'

/** What of a customer owner rows may be about. */
export interface Subjects {
  readonly customer: string
  readonly account: string | null
  readonly unit: string | null
}

/** The layers in the order in which their rows are asked, each with what of a customer they are about; null of what he has not. */
export function layersOf({ customer, account, unit }: Subjects): (Pick<SubjectKey, 'layer'> & {
  readonly subject: string | null
})[] {
  return [
    { layer: 'override', subject: customer },
    { layer: 'keyAccount', subject: account },
    { layer: 'listed', subject: account },
    { layer: 'cluster', subject: account === null ? null : `account:${account}` },
    { layer: 'cluster', subject: unit === null ? null : `unit:${unit}` },
  ]
}

/** The subjects of a customer in the order in which their rows are asked: himself, his account by list, its cluster, his unit's. */
export function subjectsOf(customer: Subjects): SubjectKey[] {
  return layersOf(customer).flatMap(({ layer, subject }) => (subject === null ? [] : [{ layer, subject }]))
}

/**
 * Who owns a customer, of the rows that hold on a date in the order of `subjectsOf`: the first that is not `none` decides. Undefined where
 * none does, or where that one says that his place is all there is.
 */
export function resolveRows<T extends Pick<OwnerValue, 'kind'>>(held: readonly (T | undefined)[]): T | undefined {
  const decides = held.find((row) => row !== undefined && row.kind !== 'none')
  return decides?.kind === 'place' ? undefined : decides
}
