import { EventEmitter } from 'node:events'
import { derived } from '../base/derived.ts'
import type { Database } from '../db/database.ts'

const newsOf = derived((_: Database) => new EventEmitter().setMaxListeners(0))

/** To be called when a change is committed: this process hears of it at once, the others by `tellNews`. */
export function tellPlanHere(database: Database, planId: string): void {
  newsOf(database).emit('plan', planId)
}

/** Calls `onChange` with the id of each plan that somebody has changed or deleted; it may come twice, or be lost. */
export function onPlanNews(database: Database, onChange: (planId: string) => void): () => void {
  const stopListening = database.listen(onChange)
  newsOf(database).on('plan', onChange)
  return () => {
    stopListening()
    newsOf(database).off('plan', onChange)
  }
}
