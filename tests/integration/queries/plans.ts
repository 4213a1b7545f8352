import { CompiledQuery } from 'kysely'
import type { Database } from '../../../server/db/database.ts'
import type { CapturedQuery } from './capture.ts'

/** Tables whose rows are of a city; a plan that reads one must name the city. */
const cityTables = [
  'admin_area',
  'cell',
  'city_link',
  'snapshot',
  'cell_fact',
  'customer',
  'plan',
  'grid',
  'command',
  'job',
]
const partitionName = /^(cell|cell_fact|customer|plan|grid|command)_(\d+)$/

export interface QueryPlan {
  /** ids of the cities whose partitions are planned over */
  readonly cities: ReadonlySet<number>
  /** tables that are read without a constant city_id */
  readonly unbound: ReadonlySet<string>
  /** cities whose partitions, or their indexes, the planner has locked */
  readonly locked: ReadonlySet<number>
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly PlanNode[]
  readonly [property: string]: unknown
}

/** Plans a query on a database as it is, without running it, and counts whose partitions it touches. */
export async function explain(database: Database, { sql, parameters }: CapturedQuery): Promise<QueryPlan> {
  const cities = new Set<number>()
  const unbound = new Set<string>()
  const visit = (node: PlanNode) => {
    const relation = node['Relation Name']
    const partition = partitionName.exec(relation ?? '')
    if (partition) cities.add(Number(partition[2]))
    const table = partition?.[1] ?? relation
    if (table && cityTables.includes(table) && node['Node Type'] !== 'ModifyTable') {
      const conditions = ['Index Cond', 'Filter', 'Recheck Cond'].map((name) => String(node[name] ?? '')).join(' ')
      if (!/\bcity_id = \d+/.test(conditions)) unbound.add(table)
    }
    for (const child of node.Plans ?? []) visit(child)
  }
  const locked = new Set<number>()
  // What a store makes for itself must be there to be planned with.
  const needed = temporaryTables.filter(
    ({ name }) => sql.includes(name) && !sql.includes(`create temporary table ${name}`),
  )
  await inTransaction(database, async (run) => {
    for (const { name, columns } of needed) await run(`create temporary table ${name} ${columns}`, [])
    const [answer] = await run(`explain (format json) ${sql}`, parameters)
    const plans = answer?.['QUERY PLAN']
    const parsed = (typeof plans === 'string' ? JSON.parse(plans) : plans) as { Plan?: PlanNode }[]
    for (const { Plan } of parsed) if (Plan) visit(Plan)
    const locks = await run(
      `select c.relname from pg_locks l join pg_class c on c.oid = l.relation where l.pid = pg_backend_pid()`,
      [],
    )
    for (const { relname } of locks) {
      const match = /^(?:cell|cell_fact|customer|plan|grid|command)_(\d+)(?:_|$)/.exec(String(relname))
      if (match) locked.add(Number(match[1]))
    }
  })
  return { cities, unbound, locked }
}

const temporaryTables = [
  { name: 'duplicate_id', columns: '(customer_id text, first_line bigint) on commit drop' },
  {
    name: 'moved_row',
    columns:
      'on commit drop as select *, location as new_location, cell_index as new_cell from customer where city_id = 0 limit 0',
  },
]

type RunSql = (sql: string, parameters: readonly unknown[]) => Promise<Record<string, unknown>[]>

async function inTransaction(database: Database, work: (run: RunSql) => Promise<void>): Promise<void> {
  await database.kysely.transaction().execute(async (transaction) => {
    await work(async (text, parameters) => {
      const { rows } = await transaction.executeQuery<Record<string, unknown>>(CompiledQuery.raw(text, [...parameters]))
      return rows
    })
  })
}

/** Has the database note at each commit that changed a plan, its log, a job, a snapshot or a city which locks the transaction holds. */
export async function recordLocks(database: Database): Promise<void> {
  await database.execute(`
    create table lock_record (transaction_id text, what text, relation text, mode text, city int, locks int);
    create function record_locks() returns trigger language plpgsql as $$
    begin
      insert into lock_record
      select txid_current()::text, tg_table_name || ' ' || tg_op, c.relname, l.mode,
             (regexp_match(c.relname, '^(?:cell|cell_fact|customer|plan|grid|command)_(\\d+)(?:_|$)'))[1]::int, count(*) over ()
      from pg_locks l join pg_class c on c.oid = l.relation
      where l.pid = pg_backend_pid();
      return null;
    end $$`)
  for (const table of ['plan', 'command', 'job', 'snapshot', 'city']) {
    await database.execute(`create constraint trigger record_locks after insert or update or delete on ${table}
      deferrable initially deferred for each row execute function record_locks()`)
  }
}
