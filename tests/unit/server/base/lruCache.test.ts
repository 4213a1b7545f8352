import { describe, expect, it } from 'vitest'
import { LruCache } from '../../../../server/base/lruCache.ts'

describe('LruCache', () => {
  it('forgets what was asked for longest ago', () => {
    const cache = new LruCache<number>(2)
    cache.set('a', 1)
    cache.set('b', 2)
    cache.get('a')
    cache.set('c', 3)
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3])
  })

  it('reads once for requests that overlap', async () => {
    const cache = new LruCache<number>(2)
    let reads = 0
    const read = async () => ++reads
    expect(await Promise.all([cache.load('a', read), cache.load('a', read), cache.load('b', read)])).toEqual([1, 1, 2])
    expect(await cache.load('a', read)).toBe(1)
  })

  it('does not keep a failure', async () => {
    const cache = new LruCache<number>(2)
    await expect(cache.load('a', () => Promise.reject(new Error('gone')))).rejects.toThrow('gone')
    expect(await cache.load('a', async () => 7)).toBe(7)
  })

  it('refuses a capacity that holds nothing', () => {
    expect(() => new LruCache(0)).toThrow('capacity is 0')
  })
})
