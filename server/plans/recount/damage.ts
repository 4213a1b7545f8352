import { type Kysely, sql } from 'kysely'
import { LatticeError, PlanError } from '../../../partition/index.ts'
import { isShapanError } from '../../base/errors.ts'
import type { Violation } from '../../contract/verification.ts'
import type { Schema } from '../../db/schema.ts'

const listedCells = 20

/** A violation about cells: the message counts them all, the first ones are listed. */
export function aboutCells(code: Violation['code'], message: string, cells: readonly number[]): Violation {
  return { code, message, cells: cells.slice(0, listedCells) }
}

/** "3 and 5 more": the first few of what a message is about. */
export function some(items: readonly (string | number)[], shown = 3): string {
  const more = items.length > shown ? ` and ${items.length - shown} more` : ''
  return items.slice(0, shown).join(', ') + more
}

export function unreadable(place: string, error: unknown): Violation {
  return {
    code: 'unreadable',
    message: `${place} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
  }
}

/**
 * True for an error that stored content can cause. Any other, such as a lost connection, says nothing about the plan and is the
 * caller's.
 */
export function isDamage(error: unknown): boolean {
  if (error instanceof PlanError || error instanceof LatticeError) return true
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return true
  if (isShapanError(error, 'database-parameter') || isShapanError(error, 'database-dropped-statement')) return true
  const { code } = error as { code?: unknown }
  // data exceptions, and PostGIS on a geometry it cannot work with
  return typeof code === 'string' && /^(22|XX)/.test(code)
}

export type Attempt = <T>(place: string, work: () => Promise<T>) => Promise<T | undefined>

/** Runs reads of one transaction, each behind a savepoint; one that damage stops is named in `found`, and answers undefined. */
export function attemptIn(transaction: Kysely<Schema>, found: Violation[]): Attempt {
  return async (place, work) => {
    await sql`savepoint recount`.execute(transaction)
    try {
      const result = await work()
      await sql`release savepoint recount`.execute(transaction)
      return result
    } catch (error) {
      if (!isDamage(error)) throw error
      await sql`rollback to savepoint recount`.execute(transaction)
      found.push(unreadable(place, error))
      return undefined
    }
  }
}
