import { ShapanError } from '../base/errors.ts'
import type { Limits } from '../base/limits.ts'

/** Counts open event streams, in all and by address. */
export class StreamPlaces {
  readonly #limits: Limits
  readonly #openOf = new Map<string, number>()
  #open = 0

  constructor(limits: Limits) {
    this.#limits = limits
  }

  /** Takes a place and returns the function that frees it; throws `too-many-streams`. */
  take(address: string): () => void {
    const own = this.#openOf.get(address) ?? 0
    const way = 'close one, or ask now and then for what it would tell'
    if (own >= this.#limits.eventStreamsOfAddress)
      throw new ShapanError(
        'too-many-streams',
        `${own} event streams are open from this address, as many as may (SHAPAN_MAX_EVENT_STREAMS_PER_ADDRESS): ${way}`,
      )
    if (this.#open >= this.#limits.eventStreams)
      throw new ShapanError(
        'too-many-streams',
        `${this.#open} event streams are open, as many as may (SHAPAN_MAX_EVENT_STREAMS): ${way}`,
      )
    this.#open++
    this.#openOf.set(address, own + 1)
    let isTaken = true
    return () => {
      if (!isTaken) return
      isTaken = false
      this.#open--
      const left = (this.#openOf.get(address) ?? 1) - 1
      if (left > 0) this.#openOf.set(address, left)
      else this.#openOf.delete(address)
    }
  }
}
