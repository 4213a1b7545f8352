import { describe, expect, it } from 'vitest'
import { readClientId } from '../../../../web/session/clientId.ts'

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
