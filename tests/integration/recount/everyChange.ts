import { expect, test } from 'vitest'
import { isShapanError } from '../../../server/base/errors.ts'
import type { Database } from '../../../server/db/database.ts'
import { eachDatabase } from '../databases.ts'
import { listMutations, listTables, type Mutation } from './mutations.ts'
import { keepCopy, makeTinyCity, pastTheGuards, recount, tinyPlans } from './tinyCity.ts'

/** What may change without a word from `verify`, and why. */
const mayChange: readonly { readonly what: RegExp; readonly why: string }[] = [
  { what: /^schema_migration: /, why: 'each start compares it with the migrations, and refuses: migration-changed' },
  { what: /^job: row .* deleted$/, why: 'a finished job is history: nothing rests on it' },
  { what: /^job: city_id /, why: 'the same: its city has one job less' },
  {
    what: /^\w+: row .* doubled with another city_id$/,
    why: 'it is of a city that is not there: nobody can ask for it',
  },
  { what: /^city_link: row .* deleted$/, why: 'a planner may take a link back at any time; each plan keeps its own' },
  { what: /^city_link: city_id /, why: 'the same: its city has one link less' },
  { what: /^city_place: (row .* deleted|city_id )/, why: 'the same of a unit: each plan keeps its own' },
  { what: /^city_rules: (row .* deleted|city_id )/, why: 'the same of the rules for plans to come' },
  {
    what: /^area_cells: (row .* deleted|city_id |admin_area_id )/,
    why: 'areas that an earlier version took in have no cells: they are imported again, and each plan keeps its own',
  },
  {
    what: /^division_segment: (row .* deleted|city_id )/,
    why: 'a planner may leave a segment to the default division at any time',
  },
  { what: /^figure: (row .* deleted|city_id )/, why: 'the same of a figure that no snapshot carries' },
  { what: /^plan: origin a JSON null$/, why: 'it is read as what stood there: it was made of nothing' },
  { what: /^job: candidates a JSON null$/, why: 'it is read as what stood there: there are none' },
]

/** Where the plan's address itself is gone, the answer is that there is no such plan. */
const losesTheAddress = /^city: (code |city_id |row .* deleted)/

/** Of the changes that the schema suggests those are tried that are chosen. */
export function describeEveryChange(
  choose: Readonly<Record<Database['driver'], (all: readonly Mutation[]) => readonly Mutation[]>>,
): void {
  eachDatabase('every change past the guards', (database, driver) => {
    test('is named by verify, or refused by the database, or may be', async () => {
      await makeTinyCity(database())
      const tables = await listTables(database())
      const all = (await Promise.all(tables.map((table) => listMutations(database(), table)))).flat()
      const putBack = await keepCopy(database(), tables)
      const unseen: string[] = []
      const namedBy = new Map<string, string>()
      const counts = { named: 0, refused: 0, listed: 0, without: 0 }
      const chosen = choose[driver](all)
      for (const mutation of chosen) {
        if (mayChange.some(({ what }) => what.test(mutation.name))) {
          counts.listed++
          continue
        }
        const outcome = await tryOut(database(), mutation, namedBy)
        if (outcome in counts) counts[outcome as keyof typeof counts]++
        else unseen.push(`${mutation.name}: ${outcome}`)
        if (outcome !== 'refused') await putBack(mutation.table)
      }
      expect(unseen).toEqual([])
      for (const planId of tinyPlans) expect(await recount(database(), planId)).toMatchObject({ ok: true })
      // Were all refused, nothing would have been tried.
      expect(counts.named).toBeGreaterThan(chosen.length / 10)
    })
  })
}

/**
 * `without` is a change that left every row as it was. `namedBy` has the plan whose recount named the last change of a table: of the next
 * one it is asked first, since each recount costs more than the change.
 */
async function tryOut(
  database: Database,
  { name, table, statement }: Mutation,
  namedBy: Map<string, string>,
): Promise<string> {
  const changed = await pastTheGuards(database, statement).catch((error: { code?: string }) => {
    // an integrity constraint, a value that the type cannot hold, a column that is generated
    if (/^(22|23|428C9)/.test(error.code ?? '')) return 'refused' as const
    throw error
  })
  if (changed === 'refused') return 'refused'
  if (changed === 0) return 'without'
  const there = await listPlanIds(database)
  const first = there.filter((planId) => planId === namedBy.get(table))
  for (const planId of new Set([...first, ...tinyPlans, ...there])) {
    try {
      const { ok, violations } = await recount(database, planId)
      if (!ok && violations.every(({ message }) => message.length > 10)) {
        namedBy.set(table, planId)
        return 'named'
      }
    } catch (error) {
      if (losesTheAddress.test(name) && isShapanError(error, 'plan-not-found')) return 'named'
      return `thrown: ${String(error)}`
    }
  }
  return 'unseen'
}

/** A doubled plan row is a plan of its own. */
async function listPlanIds(database: Database): Promise<string[]> {
  const rows = await database.kysely.selectFrom('plan').select('plan_number').orderBy('plan_number').execute()
  return rows.map((row) => `tiny-${row.plan_number}`)
}
