/**
 * Keeps outboxes in localStorage, one key for each plan and tab, so that a lost tab, a crash or a closed lid loses nothing.
 *
 * Each tab holds a web lock named after its id as long as it lives. A key whose tab is gone is an orphan: the next tab that
 * opens the plan takes it over. Where the browser has no web locks (plain http on another host), any other tab's key
 * counts as an orphan; adopting one twice is harmless, since every command has an id of its own.
 */
import type { OutboxEntry } from './outbox.ts'

export interface StoredOutbox {
  /** the revision that was acknowledged when it was written; the first entry follows it */
  revision: number
  entries: OutboxEntry[]
}

export interface OutboxStorage {
  /** What an earlier tab (or this one before a reload) left unsent. The keys are taken over at once. */
  adopt(planId: string): Promise<StoredOutbox[]>
  /** Keeps the entries; returns false where the browser refuses (its store is full or switched off). */
  keep(planId: string, outbox: StoredOutbox): boolean
}

const prefix = 'shapan.outbox.'

export function createOutboxStorage(storage: Storage, tabId: string, locks: LockManager | undefined): OutboxStorage {
  // Never released: the browser does so when the tab goes.
  locks?.request(prefix + tabId, () => new Promise(() => {})).catch(() => {})

  const keyOf = (planId: string, tab: string): string => `${prefix}${planId}.${tab}`

  return {
    async adopt(planId) {
      const held = new Set((await locks?.query())?.held?.map((lock) => lock.name))
      const start = `${prefix}${planId}.`
      const found: StoredOutbox[] = []
      for (const key of Object.keys(storage)) {
        if (!key.startsWith(start)) continue
        const tab = key.slice(start.length)
        if (tab !== tabId && held.has(prefix + tab)) continue
        const stored = parseStored(storage.getItem(key))
        if (stored && stored.entries.length > 0) found.push(stored)
        if (tab !== tabId) storage.removeItem(key)
      }
      return found.sort((a, b) => a.revision - b.revision)
    },
    keep(planId, outbox) {
      const key = keyOf(planId, tabId)
      try {
        if (outbox.entries.length === 0) storage.removeItem(key)
        else storage.setItem(key, JSON.stringify(outbox))
        return true
      } catch {
        return false
      }
    },
  }
}

function parseStored(text: string | null): StoredOutbox | null {
  if (text === null) return null
  try {
    const stored = JSON.parse(text) as Partial<StoredOutbox> | null
    if (typeof stored?.revision !== 'number' || !Array.isArray(stored.entries)) return null
    return { revision: stored.revision, entries: stored.entries }
  } catch {
    return null
  }
}
