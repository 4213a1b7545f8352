/** What a JSON body may come to. Counted on the bytes as they arrive, before a value is made of any of them. */
export interface JsonLimits {
  /** values in one list or object */
  readonly items: number
  /** values altogether */
  readonly values: number
  /** lists and objects within one another */
  readonly depth: number
}

export type JsonExcess = keyof JsonLimits

const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const openList = 0x5b
const closeList = 0x5d
const openObject = 0x7b
const closeObject = 0x7d

/**
 * Counts what JSON text holds, chunk by chunk, without reading it: a separator outside of strings is one more value, a bracket one
 * level more or less. Text that is no JSON is counted somehow; the parser refuses it afterwards. About 3 ns a byte.
 */
export class JsonScanner {
  readonly #limits: JsonLimits
  /** values begun in each open list or object */
  readonly #counts: number[] = []
  #values = 1
  #isInString = false
  #isEscaped = false

  constructor(limits: JsonLimits) {
    this.#limits = limits
  }

  /** Which limit the text has gone beyond with this chunk, if any. */
  push(chunk: Uint8Array): JsonExcess | undefined {
    const { items, values, depth } = this.#limits
    const counts = this.#counts
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]!
      if (this.#isInString) {
        if (this.#isEscaped) this.#isEscaped = false
        else if (byte === backslash) this.#isEscaped = true
        else if (byte === quote) this.#isInString = false
        continue
      }
      switch (byte) {
        case quote:
          this.#isInString = true
          break
        case openList:
        case openObject:
          if (counts.length === depth) return 'depth'
          counts.push(1)
          if (++this.#values > values) return 'values'
          break
        case closeList:
        case closeObject:
          counts.pop()
          break
        case comma: {
          const count = (counts.pop() ?? 0) + 1
          if (count > items) return 'items'
          counts.push(count)
          if (++this.#values > values) return 'values'
        }
      }
    }
    return undefined
  }
}
