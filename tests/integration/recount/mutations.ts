import { sql } from 'kysely'
import type { Database } from '../../../server/db/database.ts'

/** One change of stored content: what it does, in words that `mayChange` can match, and as SQL. */
export interface Mutation {
  readonly table: string
  /** what is changed: a column, or that rows are there */
  readonly subject: string
  readonly name: string
  readonly statement: string
}

interface Column {
  readonly name: string
  readonly type: string
  /** values that a check of the column lists, such as statuses */
  readonly listed: readonly string[]
}

/** The product's own tables: PostGIS brings spatial_ref_sys, and rows of partitions are those of the table. */
export async function listTables(database: Database): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select t.table_name as name from information_schema.tables t
    join pg_class c on c.oid = format('%I.%I', t.table_schema, t.table_name)::regclass
    where t.table_schema = 'public' and t.table_type = 'BASE TABLE' and not c.relispartition and t.table_name <> 'spatial_ref_sys'
    order by 1`.execute(database.kysely)
  return rows.map(({ name }) => name)
}

/**
 * Every change of one value, row or pair of rows that the schema suggests, in a fixed order: each column emptied, altered by its type,
 * and exchanged between two rows; rows deleted, and doubled under another key.
 */
export async function listMutations(database: Database, table: string): Promise<Mutation[]> {
  const columns = await listColumns(database, table)
  const key = await listKey(database, table)
  const rows = await listRows(database, table, key)
  const at = (row: readonly string[]) =>
    `(${key.map((name) => `${name}::text`).join(', ')}) = (${row.map(quote).join(', ')})`
  const mutations: Mutation[] = []
  const add = (subject: string, name: string, statement: string) =>
    mutations.push({ table, subject: `${table}: ${subject}`, name: `${table}: ${name}`, statement })

  for (const { name, type, listed } of columns) {
    const row = rows.find((candidate) => candidate.filled.includes(name)) ?? rows[0]
    if (!row) continue
    const set = (what: string, value: string) =>
      add(
        name,
        `${name} ${what}`,
        `update ${table} set ${name} = ${value} where ${at(row.key)} and ${name} is distinct from ${value}`,
      )
    set('null', 'null')
    for (const [what, value] of alterations(name, type)) set(what, value)
    for (const value of listed) set(`becomes ${value}`, quote(value))
    const other = rows.find((candidate) => candidate !== row && candidate.values[name] !== row.values[name])
    if (other) {
      const value = (own: readonly string[]) => `(select ${name} from ${table} where ${at(own)})`
      const swap = `case when ${at(row.key)} then ${value(other.key)} else ${value(row.key)} end`
      add(name, `${name} exchanged`, `update ${table} set ${name} = ${swap} where ${at(row.key)} or ${at(other.key)}`)
    }
  }
  const names = columns.map((column) => column.name).join(', ')
  for (const row of pick(rows))
    add('deletion', `row ${row.key.join('/')} deleted`, `delete from ${table} where ${at(row.key)}`)
  for (const row of pick(rows)) {
    for (const { name, type } of columns.filter((column) => key.includes(column.name))) {
      const [, value] = alterations(name, type)[0] ?? []
      const copied = columns.map((column) => (column.name === name ? value : column.name)).join(', ')
      const statement = `insert into ${table} (${names}) overriding system value select ${copied} from ${table} where ${at(row.key)}`
      add(`doubling by ${name}`, `row ${row.key.join('/')} doubled with another ${name}`, statement)
    }
  }
  return mutations
}

/**
 * One change of each column, and of each way that rows come and go, in turn another kind: what nothing looks at still shows. A column is
 * altered rather than emptied, which most refuse.
 */
export function oneOfEach(mutations: readonly Mutation[]): Mutation[] {
  const bySubject = Map.groupBy(mutations, ({ subject }) => subject)
  return [...bySubject.values()].map((all, turn) => {
    const altered = all.filter(({ subject, name }) => name !== `${subject} null`)
    const tried = altered.length > 0 ? altered : all
    return tried[turn % tried.length]!
  })
}

export const everyNth = (mutations: readonly Mutation[], n: number): Mutation[] =>
  mutations.filter((_, i) => i % n === 0)

function alterations(name: string, type: string): [what: string, value: string][] {
  if (/^(smallint|integer|bigint|numeric|double precision)$/.test(type)) {
    return [
      ['plus 1', `${name} + 1`],
      ['minus 1', `${name} - 1`],
    ]
  }
  switch (type) {
    case 'text':
      return [
        ['with another end', `${name} || 'x'`],
        [
          'with another first letter',
          `overlay(${name} placing (case left(${name}, 1) when '1' then '2' else '1' end) from 1)`,
        ],
      ]
    case 'boolean':
      return [['turned round', `not ${name}`]]
    case 'uuid':
      return [['another', `'00000000-0000-4000-8000-000000000001'::uuid`]]
    case 'date':
      return [['a day later', `${name} + 1`]]
    case 'timestamp with time zone':
      return [
        ['a second later', `${name} + interval '1 second'`],
        ['a day earlier', `${name} - interval '1 day'`],
      ]
    case 'bytea':
      return [
        ['with another first byte', `set_byte(${name}, 0, (get_byte(${name}, 0) + 1) % 256)`],
        [
          'with another last byte',
          `set_byte(${name}, length(${name}) - 1, (get_byte(${name}, length(${name}) - 1) + 1) % 256)`,
        ],
        ['a byte short', `substr(${name}, 1, length(${name}) - 1)`],
        ['empty', `''::bytea`],
      ]
    case 'jsonb':
      return [
        ['another object', `'{"altered": 1}'::jsonb`],
        ['a list of what it is not', `'[{"a": null, "b": "x"}, 7]'::jsonb`],
        ['an empty list', `'[]'::jsonb`],
        ['a JSON null', `'null'::jsonb`],
      ]
    case '_uuid':
      return [
        ['with another first element', `'00000000-0000-4000-8000-000000000001'::uuid || ${name}[2:]`],
        ['an element short', `${name}[2:]`],
      ]
    case '_int4':
    case '_int8': {
      const element = type.slice(1)
      return [
        ['with another first element', `(${name}[1] + 1) || ${name}[2:]`],
        ['with another last element', `trim_array(${name}, 1) || (${name}[cardinality(${name})] + 1)`],
        ['an element short', `trim_array(${name}, 1)`],
        ['an element longer', `${name} || 0::${element}`],
        ['with a null', `trim_array(${name}, 1) || null::${element}`],
      ]
    }
    case '_text':
      return [
        ['with another first element', `'x'::text || ${name}[2:]`],
        ['with another last element', `trim_array(${name}, 1) || 'x'::text`],
        ['an element short', `trim_array(${name}, 1)`],
        ['an element longer', `${name} || 'x'::text`],
      ]
    case '_float8':
      return [
        ['with another first element', `(${name}[1] + 1) || ${name}[2:]`],
        ['an element short', `${name}[2:]`],
      ]
    case 'geometry':
      return [
        ['moved a little', `ST_Translate(${name}, 0.00001, 0)`],
        ['moved far', `ST_Translate(${name}, 0.2, 0)`],
      ]
  }
  throw new Error(`${name} has the type ${type}: say here how it is altered`)
}

async function listColumns(database: Database, table: string): Promise<Column[]> {
  const { rows } = await sql<{ name: string; type: string; checks: string | null }>`
    select column_name as name, case when data_type in ('USER-DEFINED', 'ARRAY') then udt_name else data_type end as type,
           (select string_agg(pg_get_constraintdef(oid), ' ') from pg_constraint
            where conrelid = ${table}::regclass and contype = 'c'
              and pg_get_constraintdef(oid) ~ ('\\(\\(*' || column_name || ' = ANY')) as checks
    from information_schema.columns where table_schema = 'public' and table_name = ${table}
    order by ordinal_position`.execute(database.kysely)
  return rows.map(({ name, type, checks }) => ({
    name,
    type,
    listed: [...new Set([...(checks ?? '').matchAll(/'([^']*)'::text/g)].map((match) => match[1]!))],
  }))
}

async function listKey(database: Database, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select a.attname as name from pg_index i
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
    where i.indrelid = ${table}::regclass and i.indisprimary
    order by array_position(i.indkey::int[], a.attnum::int)`.execute(database.kysely)
  return rows.map(({ name }) => name)
}

interface Row {
  readonly key: string[]
  readonly values: Record<string, unknown>
  readonly filled: string[]
}

/** In the order of the key, as text, for the same list each time. */
async function listRows(database: Database, table: string, key: readonly string[]): Promise<Row[]> {
  const keys = key.map((name) => `r.${name}::text`).join(', ')
  const { rows } = await sql<{ key: string[]; row: string }>`
    select array[${sql.raw(keys)}] as key, to_jsonb(r)::text as row from ${sql.table(table)} as r
    order by ${sql.raw(key.map((name) => `r.${name}`).join(', '))}`.execute(database.kysely)
  return rows.map(({ key: own, row }) => {
    const parsed = JSON.parse(row) as Record<string, unknown>
    const values = Object.fromEntries(Object.entries(parsed).map(([name, value]) => [name, JSON.stringify(value)]))
    const filled = Object.keys(parsed).filter((name) => parsed[name] !== null)
    return { key: own, values, filled }
  })
}

/** All of a few rows; of many the first, the middle one and the last. */
function pick<T>(rows: readonly T[]): T[] {
  if (rows.length <= 12) return [...rows]
  return [rows[0]!, rows[rows.length >> 1]!, rows.at(-1)!]
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
