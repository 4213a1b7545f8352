/**
 * Keeps what the server does not have yet in localStorage, one key for each plan and tab, so that a lost tab, a crash or a closed lid
 * loses nothing.
 *
 * Each tab holds a web lock named after its id as long as it lives. A key whose tab is gone is an orphan: the next tab that
 * opens the plan takes it over. Where the browser has no web locks (plain http on another host), any other tab's key
 * counts as an orphan; adopting one twice is harmless, since every command has an id of its own.
 */
import type { Command } from '../../partition/index.ts'
import type { NumberedCommand } from '../../server/contract/commands.ts'
import type { SetAside } from '../model/planEntry.ts'

export interface UnsavedCommand {
  readonly commandId: string
  readonly command: Command | NumberedCommand
  /** of what version 0.1.0 wrote, which foretold revisions and named what is taken back by them */
  readonly baseRevision?: number
}

/** What a tab left: commands to lay over the plan again, and those that were set aside. */
export interface Unsaved {
  /** that was saved when it was written */
  readonly revision: number
  readonly entries: readonly UnsavedCommand[]
  readonly aside: readonly SetAside[]
}

export interface UnsavedStorage {
  /** What an earlier tab (or this one before a reload) left. The keys are taken over at once. */
  adopt(planId: string): Promise<Unsaved[]>
  /** Returns false where the browser refuses: its store is full or switched off. */
  keep(planId: string, unsaved: Unsaved): boolean
}

const prefix = 'shapan.outbox.'

export function createUnsavedStorage(storage: Storage, tabId: string, locks: LockManager | undefined): UnsavedStorage {
  // Never released: the browser does so when the tab goes.
  locks?.request(prefix + tabId, () => new Promise(() => {})).catch(() => {})

  const keyOf = (planId: string, tab: string): string => `${prefix}${planId}.${tab}`

  return {
    async adopt(planId) {
      const held = new Set((await locks?.query())?.held?.map((lock) => lock.name))
      const start = `${prefix}${planId}.`
      const found: Unsaved[] = []
      for (const key of Object.keys(storage)) {
        if (!key.startsWith(start)) continue
        const tab = key.slice(start.length)
        if (tab !== tabId && held.has(prefix + tab)) continue
        const stored = parseStored(storage.getItem(key))
        if (stored && !isEmpty(stored)) found.push(stored)
        if (tab !== tabId) storage.removeItem(key)
      }
      return found.sort((a, b) => a.revision - b.revision)
    },
    keep(planId, unsaved) {
      const key = keyOf(planId, tabId)
      try {
        if (isEmpty(unsaved)) storage.removeItem(key)
        else storage.setItem(key, JSON.stringify(unsaved))
        return true
      } catch {
        return false
      }
    },
  }
}

const isEmpty = ({ entries, aside }: Unsaved): boolean => entries.length === 0 && aside.length === 0

function parseStored(text: string | null): Unsaved | null {
  if (text === null) return null
  try {
    const stored = JSON.parse(text) as Partial<Unsaved> | null
    if (typeof stored?.revision !== 'number' || !Array.isArray(stored.entries)) return null
    const { revision, entries, aside = [] } = stored
    return { revision, entries, aside }
  } catch {
    return null
  }
}
