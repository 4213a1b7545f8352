import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { anyDatabase } from '../databases.ts'

const script = readFileSync(resolve(import.meta.dirname, '../../../server/db/citus.sql'), 'utf8')

anyDatabase('a cluster', (database) => {
  test('is given each table that has a city', async () => {
    const [, list] = /ours constant text\[\] := array\[([^\]]*)\]/.exec(script) ?? []
    const named = [...list!.matchAll(/'(\w+)'/g)].map((match) => match[1])
    const { rows } = await database().execute(`
      select c.table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = 'public' and c.column_name = 'city_id' and t.table_type = 'BASE TABLE' and c.table_name <> 'city'`)
    expect(named.toSorted()).toEqual(rows.map(({ name }) => name).toSorted())
  })
})
