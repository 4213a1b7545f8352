import { type Kysely, sql } from 'kysely'
import type { Schema } from '../db/schema.ts'
import type { StoredCommand } from './commandLog.ts'

const commandsAPage = 100

/** A plan's log after a revision, oldest first, page by page: a log may hold a hundred thousand strokes. */
export async function* readCommands(
  db: Kysely<Schema>,
  plan: { cityId: number; planNumber: number },
  after: number,
): AsyncGenerator<StoredCommand[]> {
  for (let last = after; ; ) {
    const rows = await db
      .selectFrom('command')
      .where('city_id', '=', plan.cityId)
      .where('plan_number', '=', plan.planNumber)
      .where('revision', '>', last)
      .select([
        'revision',
        'command_id',
        sql<string>`command::text`.as('command'),
        'patch',
        'author',
        'created_at',
        'contested',
        'state_hash',
      ])
      .orderBy('revision')
      .limit(commandsAPage)
      .execute()
    if (rows.length > 0)
      yield rows.map(({ command_id: commandId, created_at: createdAt, state_hash: hash, ...row }) => ({
        ...row,
        commandId,
        createdAt: createdAt.toISOString(),
        hash: hash === null ? null : Number(hash),
      }))
    if (rows.length < commandsAPage) return
    last = rows.at(-1)!.revision
  }
}
