/**
 * A small map that forgets what was asked for longest ago. Loads of one key that overlap share one promise, so a burst of requests
 * for a cold city reads it once. A failed load is not kept.
 */
export class LruCache<V> {
  readonly #capacity: number
  readonly #values = new Map<string, V>()
  readonly #loading = new Map<string, Promise<V>>()

  constructor(capacity: number) {
    if (!(capacity >= 1)) throw new RangeError(`capacity is ${capacity}; it must be at least 1`)
    this.#capacity = capacity
  }

  get(key: string): V | undefined {
    const value = this.#values.get(key)
    if (value !== undefined) this.set(key, value)
    return value
  }

  set(key: string, value: V): void {
    this.#values.delete(key)
    this.#values.set(key, value)
    if (this.#values.size <= this.#capacity) return
    for (const oldest of this.#values.keys()) {
      this.#values.delete(oldest)
      return
    }
  }

  /** Forgets what `matches`. */
  forget(matches: (key: string, value: V) => boolean): void {
    for (const [key, value] of this.#values) if (matches(key, value)) this.#values.delete(key)
  }

  /** The kept value, else the result of `read`, which is then kept. */
  async load(key: string, read: () => Promise<V>): Promise<V> {
    return this.get(key) ?? (await this.reload(key, read))
  }

  /** The result of `read` whatever is kept, which it replaces. */
  async reload(key: string, read: () => Promise<V>): Promise<V> {
    const running = this.#loading.get(key)
    if (running) return await running
    const reading = read().then((value) => {
      this.set(key, value)
      return value
    })
    this.#loading.set(key, reading)
    try {
      return await reading
    } finally {
      this.#loading.delete(key)
    }
  }
}
