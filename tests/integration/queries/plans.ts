import { CompiledQuery } from 'kysely'
import type { Database } from '../../../server/db/database.ts'
import type { CapturedQuery } from './capture.ts'

/** Tables whose rows are of a city; a plan that reads one must name the city. */
const cityTables = [
  'city_state',
  'division',
  'division_segment',
  'figure',
  'segment',
  'admin_area',
  'cell',
  'city_link',
  'city_place',
  'area_cells',
  'former_district',
  'city_rules',
  'snapshot',
  'cell_fact',
  'customer',
  'plan',
  'grid',
  'plan_rules',
  'command',
  'job',
]

export interface QueryPlan {
  /** tables that are read without a constant city_id */
  readonly unbound: ReadonlySet<string>
  /** tables and indexes that are locked to plan it */
  readonly locks: number
}

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly PlanNode[]
  readonly [property: string]: unknown
}

/** Plans a query on a database as it is, without running it. */
export async function explain(database: Database, { sql, parameters }: CapturedQuery): Promise<QueryPlan> {
  const unbound = new Set<string>()
  const visit = (node: PlanNode) => {
    const table = node['Relation Name']
    if (table && cityTables.includes(table) && node['Node Type'] !== 'ModifyTable') {
      const conditions = ['Index Cond', 'Filter', 'Recheck Cond'].map((name) => String(node[name] ?? '')).join(' ')
      if (!/\bcity_id = \d+/.test(conditions)) unbound.add(table)
    }
    for (const child of node.Plans ?? []) visit(child)
  }
  let locks = 0
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
    const [counted] = await run(
      `select count(distinct l.relation)::int as locks from pg_locks l join pg_class c on c.oid = l.relation
       where l.pid = pg_backend_pid() and c.relnamespace = 'public'::regnamespace`,
      [],
    )
    locks = Number(counted?.locks)
  })
  return { unbound, locks }
}

const temporaryTables = [
  { name: 'duplicate_row', columns: '(line_number bigint, customer_id text, first_line bigint) on commit drop' },
  {
    name: 'snapshot_sum',
    columns: '(cell_index int, segment text, rows bigint, figure_1 numeric, figure_2 numeric) on commit drop',
  },
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

/** Has the database note at each commit that changed a plan, its log, a job, a snapshot or a city how many relations it has locked. */
export async function recordLocks(database: Database): Promise<void> {
  await database.execute(`
    create table lock_record (what text, locks int);
    create function record_locks() returns trigger language plpgsql as $$
    begin
      insert into lock_record
      select tg_table_name || ' ' || tg_op, count(distinct l.relation)
      from pg_locks l join pg_class c on c.oid = l.relation
      where l.pid = pg_backend_pid() and c.relnamespace = 'public'::regnamespace;
      return null;
    end $$`)
  for (const table of ['plan', 'command', 'job', 'snapshot', 'city_state']) {
    await database.execute(`create constraint trigger record_locks after insert or update or delete on ${table}
      deferrable initially deferred for each row execute function record_locks()`)
  }
}
