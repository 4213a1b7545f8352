import { randomId } from '../model/randomId.ts'

const key = 'shapan.client'
const form = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/**
 * What tells this browser's strokes from those of others: a random id that stays with the browser's profile, so that undo is one's
 * own across tabs and reloads. It names nobody and proves nothing. Where the browser keeps nothing, it lasts as long as the page.
 */
export function readClientId(storage: Pick<Storage, 'getItem' | 'setItem'>): string {
  try {
    const kept = storage.getItem(key)
    if (kept !== null && form.test(kept)) return kept
    const made = randomId()
    storage.setItem(key, made)
    return made
  } catch {
    return randomId()
  }
}
