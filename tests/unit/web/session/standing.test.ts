import { describe, expect, it } from 'vitest'
import { readClientId } from '../../../../web/session/clientId.ts'
import type { OutboxEntry } from '../../../../web/session/outbox.ts'
import { standingOf } from '../../../../web/session/rebase.ts'
import { entryAt } from '../builders.ts'

/** Takes back `revision`, as the `place`th unsaved command after revision 7. */
const revertAt = (place: number, revision: number): OutboxEntry => ({
  ...entryAt(7, place),
  command: { kind: 'revert', revision },
})

describe('standingOf', () => {
  it('keeps an undo of what was saved an undo, and strokes strokes', () => {
    const entries = [revertAt(0, 5), entryAt(7, 1), revertAt(2, 4)]
    expect(standingOf(entries)).toEqual({ reverts: [5, 4], strokes: [entries[1]] })
  })

  it('drops what was undone among the unsaved themselves', () => {
    expect(standingOf([entryAt(7, 0), revertAt(1, 8)])).toEqual({ reverts: [], strokes: [] })
    expect(standingOf([revertAt(0, 5), revertAt(1, 8)])).toEqual({ reverts: [], strokes: [] })
  })

  it('has a stroke again that was undone and redone', () => {
    const entries = [entryAt(7, 0), revertAt(1, 8), revertAt(2, 9)]
    expect(standingOf(entries)).toEqual({ reverts: [], strokes: [entries[0]] })
  })
})

describe('readClientId', () => {
  const storageOf = (kept: Map<string, string>) => ({
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  })

  it('is made once and stays with the browser', () => {
    const storage = storageOf(new Map())
    const id = readClientId(storage)
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(readClientId(storage)).toBe(id)
    expect(readClientId(storageOf(new Map()))).not.toBe(id)
  })

  it('is made anew where what is kept is none, and lasts as long as the page where nothing can be kept', () => {
    expect(readClientId(storageOf(new Map([['shapan.client', 'me']])))).toMatch(/^[0-9a-f-]{36}$/)
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error('full')
      },
    }
    expect(readClientId(full)).toMatch(/^[0-9a-f-]{36}$/)
  })
})
