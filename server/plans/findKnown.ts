import { sql } from 'kysely'
import type { Edit } from './editPlan.ts'

export interface KnownCommand {
  readonly planNumber: number
  readonly revision: number
  readonly patch: Uint8Array
  /** of this plan, by this author, with this very body */
  readonly isSame: boolean
}

/** Commands of a request that the city's logs have already, by their ids. */
export async function findKnown(
  { transaction, state, author }: Edit,
  requests: readonly { readonly commandId: string; readonly command: object }[],
): Promise<Map<string, KnownCommand>> {
  const bodies = new Map(requests.map(({ commandId, command }) => [commandId, command]))
  const rows = await transaction
    .selectFrom('command')
    .where('city_id', '=', state.cityId)
    .where('command_id', 'in', [...bodies.keys()])
    .select(['command_id', 'plan_number', 'revision', 'author', 'patch'])
    .select((row) =>
      sql<boolean>`${row.ref('command')} = (${JSON.stringify(Object.fromEntries(bodies))}::jsonb -> ${row.ref('command_id')}::text)`.as(
        'is_same',
      ),
    )
    .execute()
  return new Map(
    rows.map((row) => [
      row.command_id,
      {
        planNumber: row.plan_number,
        revision: row.revision,
        patch: row.patch,
        isSame: row.is_same && row.plan_number === state.planNumber && row.author === author,
      },
    ]),
  )
}
