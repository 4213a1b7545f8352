import { randomUUID } from 'node:crypto'
import { runsOf, valuesOf } from '../../partition/index.ts'
import { parsePlanId } from '../base/planIds.ts'
import type { CommandBatch } from '../contract/commands.ts'
import type { Database } from '../db/database.ts'
import { copyPlan } from '../life/copyPlan.ts'
import { approve } from '../life/decide.ts'
import { makeImpact } from '../life/makeImpact.ts'
import { findOpenSubmission } from '../life/submissions.ts'
import { type Acting, submitPlan } from '../life/submitPlan.ts'
import { executeCommands } from '../plans/executeCommands.ts'
import { loadPlanState, planAdjacency } from '../plans/planState.ts'
import { listPlans, readRules } from '../plans/store.ts'
import { type BorderMove, findBorderMoves, findNeighbours } from './borderMoves.ts'

export type Command = CommandBatch['commands'][number]['command']

/** What the year's plans change, told from the plan that is in force today: before it some borders ran otherwise, after it some will. */
export interface YearOfBorders {
  /** moved back six weeks ago, and five months ago */
  readonly recent: readonly BorderMove[]
  readonly early: readonly BorderMove[]
  /** of what begins in two weeks, and of what waits for approval */
  readonly next: readonly BorderMove[]
  readonly asked: readonly BorderMove[]
  /** one grid until five months ago, two since */
  readonly merge: Command
  readonly split: Command
}

const movesOf = { recent: 3, early: 3, next: 4, asked: 5 }

/** The same each time for the same plan, so that a year that was cut short is taken up as it was begun. */
export async function planBorders(database: Database, planId: string): Promise<YearOfBorders> {
  const state = await loadPlanState(database, planId)
  const adjacency = await planAdjacency(state)
  const { units = [] } = (await readRules(database.kysely, state)) ?? {}
  const all = Object.values(movesOf).reduce((sum, count) => sum + count, 0)
  const moves = findBorderMoves(state, adjacency, valuesOf(state.facts, 'customers'), units, all)
  const [kept, other] = findNeighbours(state, adjacency, moves)
  const others = Array.from(state.assignment.keys()).filter((cell) => state.assignment[cell] === other.number)
  const part = { gridId: randomUUID(), code: other.code, name: other.name, cells: runsOf(others) }
  const left = [...moves]
  const take = (count: number) => left.splice(0, count)
  return {
    recent: take(movesOf.recent),
    early: take(movesOf.early),
    next: take(movesOf.next),
    asked: take(movesOf.asked),
    merge: { kind: 'merge', gridId: kept.gridId, gone: [other.gridId] },
    split: { kind: 'split', gridId: kept.gridId, parts: [part] },
  }
}

export const made = (moves: readonly BorderMove[]): Command[] =>
  moves.map(({ to, cells }) => ({ kind: 'paint', gridId: to, cells: [...cells] }))
export const takenBack = (moves: readonly BorderMove[]): Command[] =>
  moves.map(({ from, cells }) => ({ kind: 'paint', gridId: from, cells: [...cells] }))

/** A plan of the year that is a copy of another, changed and submitted. */
export interface YearPlan {
  readonly of: string
  readonly name: string
  readonly commands: readonly Command[]
  readonly effectiveFrom: string
  readonly note: string
}

/** Copies, changes and submits a plan, as far as that has not been done yet. Returns its id. */
export async function submitYearPlan(
  database: Database,
  cityId: number,
  { of, name, commands, effectiveFrom, note }: YearPlan,
  acting: Acting,
): Promise<string> {
  const planId = await copyNamed(database, cityId, of, name, acting)
  const { status, revision } = await loadPlanState(database, planId)
  if (status !== 'draft') return planId
  if (revision === 0) await change(database, planId, commands, acting.actor)
  const impact = await makeImpact(database, planId, effectiveFrom, acting.now)
  const acknowledge = impact.warnings.map(({ code }) => code)
  const { impactId } = impact
  await submitPlan(database, planId, { revision: impact.revision, effectiveFrom, impactId, note, acknowledge }, acting)
  return planId
}

/** Approves a plan of the year, unless that has been done. */
export async function approveYearPlan(
  database: Database,
  cityId: number,
  planId: string,
  reason: string,
  acting: Acting,
): Promise<void> {
  const { cityCode, planNumber } = parsePlanId(planId)!
  const open = await findOpenSubmission(database.kysely, cityId, { planNumber })
  if (!open) return
  await approve(
    database,
    cityCode,
    { submission: open.submission_number, impactId: open.impact_id, reason, planId },
    acting,
  )
}

/** The plan of a name, or a copy of another under it. */
export async function copyNamed(
  database: Database,
  cityId: number,
  planId: string,
  name: string,
  acting: Acting,
): Promise<string> {
  const { cityCode } = parsePlanId(planId)!
  const known = (await listPlans(database.kysely, cityId, cityCode)).find((plan) => plan.name === name)
  return known?.planId ?? (await copyPlan(database, planId, { name }, acting)).planId
}

async function change(database: Database, planId: string, commands: readonly Command[], author: string): Promise<void> {
  const batch = { commands: commands.map((command) => ({ commandId: randomUUID(), command })) }
  const answers = await executeCommands(database, planId, batch, author)
  const refused = answers.find(({ status }) => status === 'refused')
  if (refused) throw new Error(`the demo city's ${planId} cannot be changed: ${JSON.stringify(refused)}`)
}
