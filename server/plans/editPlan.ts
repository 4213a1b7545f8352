import type { Kysely, Transaction } from 'kysely'
import { type Adjacency, decodeAssignment, encodeAssignment, type Refusal } from '../../partition/index.ts'
import { ShapanError } from '../base/errors.ts'
import { unitCovering } from '../cities/places/unitCovering.ts'
import type { Database } from '../db/database.ts'
import { tellNews } from '../db/news.ts'
import type { Schema } from '../db/schema.ts'
import { runTask } from '../threads/threads.ts'
import type { Applied, ApplyOutput, Todo } from './applyCommands.ts'
import { readDescent } from './descent.ts'
import { tellPlanHere } from './planNews.ts'
import { keepPlanState, loadPlanState, planAdjacency } from './planState.ts'
import type { PlanState } from './states.ts'
import { insertGrids, listGridRows, pinsText, refusePlan, sumOfSeals } from './store.ts'
import { tasks } from './tasks.ts'

/** A plan whose row one transaction holds, as it is now. */
export interface Edit {
  readonly transaction: Transaction<Schema>
  /** at the present revision */
  readonly state: PlanState
  readonly author: string
  /** Applies commands in their order and stores those before the first refusal, one revision each. */
  readonly run: (todos: readonly StoredTodo[]) => Promise<ApplyOutput>
}

export interface StoredTodo extends Todo {
  /** as it came, for the log */
  readonly asked: object
}

/**
 * Runs `work` in one transaction that holds the plan's row, so that edits of a plan come one after the other. What `run` stored is in
 * memory once it is committed. Throws `plan-not-found`.
 */
export async function editPlan<T>(
  database: Database,
  planId: string,
  author: string,
  work: (edit: Edit) => Promise<T>,
): Promise<T> {
  const known = await loadPlanState(database, planId)
  // Before the row is locked: the first time it takes a moment for a large city.
  const adjacency = await planAdjacency(known)
  let next: PlanState | undefined
  const answer = await database.kysely.transaction().execute(async (transaction) => {
    const state = await lockPlan(transaction, known)
    const run = async (todos: readonly StoredTodo[]) => {
      const output = await applyTo(transaction, next ?? state, adjacency, todos)
      if (output.applied.length > 0) {
        next = await store(transaction, next ?? state, output, todos, author)
        await tellNews(transaction, planId)
      }
      const { refusal } = output
      return refusal ? { ...output, refusal: await nameUnit(transaction, state, refusal) } : output
    }
    return await work({ transaction, state, author, run })
  })
  if (next) {
    keepPlanState(database, next)
    tellPlanHere(database, planId)
  }
  return answer
}

/** Cells that are pinned are told by the unit they are of, where there is one: planners know estates, not cells. */
async function nameUnit(transaction: Transaction<Schema>, { cityId }: PlanState, refusal: Refusal): Promise<Refusal> {
  const [cell] = refusal.cells ?? []
  if (refusal.reason !== 'pinned-cell' || cell === undefined) return refusal
  const unit = await unitCovering(transaction, cityId, cell)
  if (!unit) return refusal
  const { kind, code, name } = unit
  return {
    ...refusal,
    message: `${refusal.message}: cell ${cell} is of the ${kind} "${name}"`,
    details: { ...refusal.details, unit: name, unitKind: kind, unitCode: code },
  }
}

/** Throws `plan-pending` where the plan waits for approval, and `plan-published` where it cannot be edited any more. */
export function expectDraft({ planId, status }: Pick<PlanState, 'planId' | 'status'>): void {
  if (status === 'pending')
    throw new ShapanError(
      'plan-pending',
      `Plan "${planId}" is submitted and waits for approval: recall it by DELETE /api/plans/${planId}/submission to go on editing`,
    )
  if (status === 'published' || status === 'archived')
    throw new ShapanError(
      'plan-published',
      `Plan "${planId}" is ${status} and cannot be edited: copy it by POST /api/plans/${planId}/copies for a draft with its borders`,
    )
}

async function lockPlan(transaction: Transaction<Schema>, state: PlanState): Promise<PlanState> {
  const query = transaction
    .selectFrom('plan')
    .where('city_id', '=', state.cityId)
    .where('plan_number', '=', state.planNumber)
  const row = await query.select(['revision', 'status', 'updated_at']).forUpdate().executeTakeFirst()
  if (!row) return await refusePlan(transaction, state.cityCode, state.planNumber)
  const stamp = { revision: row.revision, status: row.status, updatedAt: row.updated_at }
  // The assignment of half a million cells is 1 MB: read again only where another process has changed the plan.
  if (row.revision === state.revision) return { ...state, ...stamp }
  const { assignment } = await query.select('assignment').executeTakeFirstOrThrow()
  const grids = await listGridRows(transaction, state.cityId, state.planNumber)
  const numbers = grids.map(({ number }) => number)
  return {
    ...state,
    ...stamp,
    assignment: decodeAssignment(assignment, state.city.cellCount),
    grids,
    descent: await readDescent(transaction, state, numbers),
    hash: null,
    gridsSeal: await readGridsSeal(transaction, state),
  }
}

async function applyTo(
  transaction: Transaction<Schema>,
  state: PlanState,
  adjacency: Adjacency,
  todos: readonly StoredTodo[],
): Promise<ApplyOutput> {
  const { assignment, grids, descent, hash } = state
  const patches = await readPatches(transaction, state, todos)
  const commands = todos.map(({ commandId, command }) => ({ commandId, command }))
  const input = { state: { assignment, grids, descent, hash }, adjacency, commands, patches }
  const stored = [...patches.values()].reduce((sum, patch) => sum + patch.length, 0)
  const hashed = hash === null ? state.city.cellCount / 10 : 0
  const size = commands.reduce((sum, { command }) => sum + sizeOf(command, state.city.cellCount), stored + hashed)
  return await runTask(tasks.applyCommands, input, size)
}

/** Of the commands that reverts name; one that this plan's log does not have is left out. */
async function readPatches(
  transaction: Transaction<Schema>,
  { cityId, planNumber }: PlanState,
  todos: readonly StoredTodo[],
): Promise<Map<string, Uint8Array>> {
  const named = todos.flatMap(({ command }) => ('commandId' in command ? [command.commandId] : []))
  if (named.length === 0) return new Map()
  const rows = await transaction
    .selectFrom('command')
    .where('city_id', '=', cityId)
    .where('command_id', 'in', named)
    .where('plan_number', '=', planNumber)
    .select(['command_id', 'patch'])
    .execute()
  return new Map(rows.map(({ command_id: commandId, patch }) => [commandId, patch]))
}

/** Cells that are looked at, or bytes of patches, of which most are a byte or two a run. */
function sizeOf(command: Todo['command'], cellCount: number): number {
  switch (command.kind) {
    case 'paint':
    case 'pin':
      return command.cells.reduce<number>((sum, run) => sum + (typeof run === 'number' ? 1 : run.length), 0)
    case 'split':
    case 'merge':
    case 'create':
    case 'delete':
      return cellCount / 10
    case 'revert-own':
      return command.later.reduce((sum, { patch }) => sum + patch.length, command.patch.length)
    case 'revert':
      return 'patch' in command ? command.patch.length : 0
  }
  return 0
}

/** Each command is the plan's newest revision when it is written, which the database's guards see to. */
async function store(
  transaction: Transaction<Schema>,
  state: PlanState,
  { applied, state: after }: ApplyOutput,
  todos: readonly StoredTodo[],
  author: string,
): Promise<PlanState> {
  const updatedAt = new Date()
  let { revision } = state
  for (const [turn, one] of applied.entries()) {
    revision++
    const isLast = turn === applied.length - 1
    await transaction
      .updateTable('plan')
      .set({ revision, updated_at: updatedAt, ...(isLast && { assignment: encodeAssignment(after.assignment) }) })
      .where('city_id', '=', state.cityId)
      .where('plan_number', '=', state.planNumber)
      .execute()
    await storeRecords(transaction, state, one)
    await transaction
      .insertInto('command')
      .values({
        city_id: state.cityId,
        plan_number: state.planNumber,
        revision,
        command_id: one.commandId,
        command: JSON.stringify(todos[turn]!.asked),
        patch: one.patch,
        author,
        contested: one.contested.length > 0 ? pairsText(one.contested) : null,
        state_hash: one.hash,
        lineage_ids: one.lineageIds.length > 0 ? [...one.lineageIds] : null,
      })
      .execute()
  }
  const isRecorded = applied.some(({ grids }) => grids.length > 0)
  const gridsSeal = isRecorded ? await readGridsSeal(transaction, state) : state.gridsSeal
  return { ...state, ...after, revision, updatedAt, gridsSeal }
}

function pairsText(runs: Applied['contested']): string {
  return JSON.stringify(runs.map(({ start, length }) => [start, length]))
}

/** First those that go, whose names and codes others may take over. */
async function storeRecords(
  transaction: Transaction<Schema>,
  plan: PlanState,
  { grids }: Pick<Applied, 'grids'>,
): Promise<void> {
  const { cityId, planNumber } = plan
  const gone = grids.filter(({ to }) => to === null).map(({ number }) => number)
  if (gone.length > 0)
    await transaction
      .deleteFrom('grid')
      .where('city_id', '=', cityId)
      .where('plan_number', '=', planNumber)
      .where('grid_number', 'in', gone)
      .execute()
  for (const { number, from, to } of grids) {
    if (!from || !to) continue
    await transaction
      .updateTable('grid')
      .set({
        code: to.code,
        name: to.name,
        colour: to.colour,
        locked: to.locked,
        area_class: to.areaClass,
        parent_id: to.parentId,
        pins: pinsText(to),
      })
      .where('city_id', '=', cityId)
      .where('plan_number', '=', planNumber)
      .where('grid_number', '=', number)
      .execute()
  }
  const made = grids.flatMap(({ from, to }) => (!from && to ? [to] : []))
  if (made.length > 0) await insertGrids(transaction, plan, made)
}

async function readGridsSeal(db: Kysely<Schema>, { cityId, planNumber }: PlanState): Promise<string> {
  const { sum } = await db
    .selectFrom('grid')
    .where('city_id', '=', cityId)
    .where('plan_number', '=', planNumber)
    .select(sumOfSeals.as('sum'))
    .executeTakeFirstOrThrow()
  return sum
}
