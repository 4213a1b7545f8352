import type { Database } from '../db/database.ts'

/** Who owns a customer on a day. */
export interface ResolvedOwner {
  readonly customer: string
  readonly kind: string
  readonly id: string
  readonly basis: string
}

/** What of the owner rows bears on the customers of a day. */
export interface ResolvedOwners {
  /** by customer; those whom nobody owns above their place are not among them */
  readonly owners: ReadonlyMap<string, ResolvedOwner>
  /** of every customer that a row is about, owned or not: the first day after the asked one on which a row about him begins */
  readonly nextStart: ReadonlyMap<string, string>
}

export async function resolvedOwners(
  _database: Database,
  _cityCode: string,
  _on: string,
  _known?: number,
): Promise<ResolvedOwners> {
  return { owners: new Map(), nextStart: new Map() }
}
