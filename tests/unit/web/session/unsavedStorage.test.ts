import { describe, expect, it } from 'vitest'
import { createUnsavedStorage, type Unsaved } from '../../../../web/session/unsavedStorage.ts'
import { memoryStorage } from './memoryStorage.ts'

/** Web locks where the tabs in `alive` hold theirs. */
const locksOf = (...alive: string[]) =>
  ({
    request: async () => {},
    query: async () => ({ held: alive.map((tab) => ({ name: `shapan.outbox.${tab}` })), pending: [] }),
  }) as unknown as LockManager

const unsaved: Unsaved = {
  revision: 3,
  entries: [{ commandId: 'a', command: { kind: 'lock', gridId: 'b', locked: true } as const }],
  aside: [],
}

describe('createUnsavedStorage', () => {
  it('gives a reloaded tab its own strokes back', async () => {
    const storage = memoryStorage()
    createUnsavedStorage(storage, 'a', locksOf('a')).keep('town-1', unsaved)
    expect(await createUnsavedStorage(storage, 'a', locksOf('a')).adopt('town-1')).toEqual([unsaved])
  })

  it('adopts the strokes of a tab that is gone, once', async () => {
    const storage = memoryStorage()
    createUnsavedStorage(storage, 'gone', locksOf()).keep('town-1', unsaved)
    const next = createUnsavedStorage(storage, 'b', locksOf('b'))
    expect(await next.adopt('town-1')).toEqual([unsaved])
    expect(await next.adopt('town-1')).toEqual([])
  })

  it('leaves the strokes of a living tab and of other plans alone', async () => {
    const storage = memoryStorage()
    createUnsavedStorage(storage, 'a', locksOf('a')).keep('town-1', unsaved)
    createUnsavedStorage(storage, 'gone', locksOf()).keep('town-11', unsaved)
    expect(await createUnsavedStorage(storage, 'b', locksOf('a', 'b')).adopt('town-1')).toEqual([])
  })

  it('keeps nothing of an empty outbox, and survives a damaged entry', async () => {
    const storage = memoryStorage()
    const own = createUnsavedStorage(storage, 'a', undefined)
    own.keep('town-1', unsaved)
    own.keep('town-1', { revision: 4, entries: [], aside: [] })
    storage.setItem('shapan.outbox.town-1.x', '{"revision":')
    expect(await own.adopt('town-1')).toEqual([])
  })

  it('says so when the browser has no room', () => {
    expect(createUnsavedStorage(memoryStorage(10), 'a', undefined).keep('town-1', unsaved)).toBe(false)
  })

  it('keeps what was set aside where nothing is pending', async () => {
    const storage = memoryStorage()
    const command = { kind: 'lock', gridId: 'b', locked: true } as const
    const refusal = { reason: 'locked-grid' }
    const aside = [{ commandId: 'a', command, patch: { runs: [], grids: [] }, refusal, changedBy: 'bob' }]
    createUnsavedStorage(storage, 'a', locksOf('a')).keep('town-1', { revision: 3, entries: [], aside })
    expect(await createUnsavedStorage(storage, 'a', locksOf('a')).adopt('town-1')).toEqual([
      { revision: 3, entries: [], aside },
    ])
  })
})
