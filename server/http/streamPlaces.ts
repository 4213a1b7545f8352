import { ShapanError } from '../base/errors.ts'

export interface PlacesLimit {
  readonly most: number
  readonly mostOfAddress: number
  /** what is counted, and the variables of the environment that set the limits */
  readonly what: string
  readonly variable: string
  readonly way: string
}

/** Counts open streams of one kind, in all and by address. */
export class StreamPlaces {
  readonly #limit: PlacesLimit
  readonly #openOf = new Map<string, number>()
  #open = 0

  constructor(limit: PlacesLimit) {
    this.#limit = limit
  }

  /** Takes a place and returns the function that frees it; throws `too-many-streams`. */
  take(address: string): () => void {
    const { most, mostOfAddress, what, variable, way } = this.#limit
    const own = this.#openOf.get(address) ?? 0
    if (own >= mostOfAddress)
      throw new ShapanError(
        'too-many-streams',
        `${own} ${what} are open from this address, as many as may (${variable}_PER_ADDRESS): ${way}`,
      )
    if (this.#open >= most)
      throw new ShapanError('too-many-streams', `${this.#open} ${what} are open, as many as may (${variable}): ${way}`)
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
