/** Unsigned LEB128 up to 2^32 - 1: seven bits a byte, lowest first, the high bit set on every byte but the last. */
import { PlanError } from './error.ts'

export function writeVarint(bytes: number[], value: number): void {
  let rest = value
  while (rest > 127) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
}

/** Reads numbers one after the other; every fault throws PlanError 'malformed-bytes' naming the byte. */
export class VarintReader {
  readonly #bytes: Uint8Array
  #at: number

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  get remaining(): number {
    return this.#bytes.length - this.#at
  }

  next(what: string): number {
    let value = 0
    for (let scale = 1, count = 0; count < 5; count++, scale *= 128) {
      const byte = this.#bytes[this.#at]
      if (byte === undefined) throw this.fault(`${what}: the bytes end early`)
      this.#at++
      value += (byte & 127) * scale
      if (byte < 128) {
        if (byte === 0 && count > 0) throw this.fault(`${what}: padded number`)
        if (value > 0xffffffff) break
        return value
      }
    }
    throw this.fault(`${what}: number above 32 bits`)
  }

  fault(message: string): PlanError {
    return new PlanError('malformed-bytes', `patch bytes, at byte ${this.#at} of ${this.#bytes.length}: ${message}`)
  }
}
