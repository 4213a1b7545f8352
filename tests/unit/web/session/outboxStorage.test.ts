import { describe, expect, it } from 'vitest'
import { createOutboxStorage } from '../../../../web/session/outboxStorage.ts'
import { entryAt } from '../builders.ts'

/** localStorage as the code sees it: own enumerable keys beside the methods. */
function memoryStorage(limit = Number.POSITIVE_INFINITY): Storage {
  const methods = {
    getItem: (key: string) => (Object.hasOwn(storage, key) ? (storage[key] as string) : null),
    setItem: (key: string, value: string) => {
      if (value.length > limit) throw new DOMException('full', 'QuotaExceededError')
      storage[key] = value
    },
    removeItem: (key: string) => {
      delete storage[key]
    },
  }
  const storage = Object.create(methods) as Storage & Record<string, unknown>
  return storage
}

/** Web locks where the tabs in `alive` hold theirs. */
const locksOf = (...alive: string[]) =>
  ({
    request: async () => {},
    query: async () => ({ held: alive.map((tab) => ({ name: `shapan.outbox.${tab}` })), pending: [] }),
  }) as unknown as LockManager

const unsaved = { revision: 3, entries: [entryAt(3)] }

describe('createOutboxStorage', () => {
  it('gives a reloaded tab its own strokes back', async () => {
    const storage = memoryStorage()
    createOutboxStorage(storage, 'a', locksOf('a')).keep('town-1', unsaved)
    expect(await createOutboxStorage(storage, 'a', locksOf('a')).adopt('town-1')).toEqual([unsaved])
  })

  it('adopts the strokes of a tab that is gone, once', async () => {
    const storage = memoryStorage()
    createOutboxStorage(storage, 'gone', locksOf()).keep('town-1', unsaved)
    const next = createOutboxStorage(storage, 'b', locksOf('b'))
    expect(await next.adopt('town-1')).toEqual([unsaved])
    expect(await next.adopt('town-1')).toEqual([])
  })

  it('leaves the strokes of a living tab and of other plans alone', async () => {
    const storage = memoryStorage()
    createOutboxStorage(storage, 'a', locksOf('a')).keep('town-1', unsaved)
    createOutboxStorage(storage, 'gone', locksOf()).keep('town-11', unsaved)
    expect(await createOutboxStorage(storage, 'b', locksOf('a', 'b')).adopt('town-1')).toEqual([])
  })

  it('keeps nothing of an empty outbox, and survives a damaged entry', async () => {
    const storage = memoryStorage()
    const own = createOutboxStorage(storage, 'a', undefined)
    own.keep('town-1', unsaved)
    own.keep('town-1', { revision: 4, entries: [] })
    storage.setItem('shapan.outbox.town-1.x', '{"revision":')
    expect(await own.adopt('town-1')).toEqual([])
  })

  it('says so when the browser has no room', () => {
    expect(createOutboxStorage(memoryStorage(10), 'a', undefined).keep('town-1', unsaved)).toBe(false)
  })
})
