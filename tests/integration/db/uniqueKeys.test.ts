import { expect, test } from 'vitest'
import { keyName, uniqueKeys } from '../../../server/db/uniqueKeys.ts'
import { makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

// One schema is migrated in both; `migrate.test.ts` and `database.test.ts` run on both databases.
anyDatabase('unique keys', (database) => {
  test('each of them is listed with what it means to run into it', async () => {
    await makeCity(database(), 'keys')
    const { rows } = await database().execute(`
      select c.relname as name from pg_index i
      join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
      where i.indisunique and t.relnamespace = 'public'::regnamespace and t.relname <> 'spatial_ref_sys'`)
    const names = new Set(rows.map(({ name }) => keyName(String(name))))
    expect([...names].sort()).toEqual(Object.keys(uniqueKeys).sort())
  })
})
