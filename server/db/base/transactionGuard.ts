import { AsyncLocalStorage } from 'node:async_hooks'
import { ShapanError } from '../../base/errors.ts'

/**
 * Refuses a query on `db` from inside a transaction callback.
 *
 * The embedded database has one connection, which the transaction holds: such a query would wait for ever. A pool would hide the
 * mistake (and read outside the transaction), so both drivers refuse it.
 *
 * `enter` must be called in the synchronous part of the driver's beginTransaction: the async context it sets is then the one in
 * which Kysely runs the transaction's callback, and it ends with that call chain.
 */
interface OpenTransaction {
  isOpen: boolean
}

const storage = new AsyncLocalStorage<OpenTransaction>()
const openByConnection = new WeakMap<object, OpenTransaction>()

export function enterTransaction(connection: object): void {
  const transaction = { isOpen: true }
  openByConnection.set(connection, transaction)
  storage.enterWith(transaction)
}

export function leaveTransaction(connection: object): void {
  const transaction = openByConnection.get(connection)
  if (transaction) transaction.isOpen = false
}

/** Throws `database-nested-query` when the calling code runs inside an open transaction. */
export function assertOutsideTransaction(): void {
  if (storage.getStore()?.isOpen !== true) return
  throw new ShapanError(
    'database-nested-query',
    'A query was sent to the database from inside an open transaction: pass the transaction to the function that sends it',
  )
}
