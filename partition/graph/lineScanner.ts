/** A file that is not what its format says. */
export class GraphFormatError extends Error {
  /** 1-based line of the file */
  readonly line: number
  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`)
    this.name = 'GraphFormatError'
    this.line = line
  }
}

function toBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length)
  // Anything beyond ASCII is no part of the format; the scanner refuses it.
  for (let i = 0; i < text.length; i++) bytes[i] = Math.min(text.charCodeAt(i), 255)
  return bytes
}

const NEWLINE = 10
const CARRIAGE_RETURN = 13
const TAB = 9
const SPACE = 32
const PERCENT = 37
const ZERO = 48
const NINE = 57

/** Reads whole numbers line by line, without a string a number. */
export class LineScanner {
  readonly size: number
  line = 0
  private readonly bytes: Uint8Array
  private at = 0
  private lineEnd = -1

  constructor(text: string | Uint8Array) {
    this.bytes = typeof text === 'string' ? toBytes(text) : text
    this.size = this.bytes.length
  }

  /** Goes to the next line that is no comment; false at the end of the file. */
  nextLine(): boolean {
    do {
      this.at = this.lineEnd + 1
      if (this.at >= this.size) return false
      this.line++
      const newline = this.bytes.indexOf(NEWLINE, this.at)
      this.lineEnd = newline === -1 ? this.size : newline
    } while (this.bytes[this.at] === PERCENT)
    return true
  }

  /** The next integer of the line, or -1 at its end. */
  nextInteger(): number {
    const { bytes, lineEnd } = this
    let at = this.at
    while (at < lineEnd && isBlank(bytes[at]!)) at++
    if (at === lineEnd) {
      this.at = at
      return -1
    }
    const start = at
    let value = 0
    while (at < lineEnd && bytes[at]! >= ZERO && bytes[at]! <= NINE) value = value * 10 + bytes[at++]! - ZERO
    if (at === start || (at < lineEnd && !isBlank(bytes[at]!))) this.refuse(start)
    if (value > Number.MAX_SAFE_INTEGER) this.refuse(start)
    this.at = at
    return value
  }

  require(what: string): number {
    const value = this.nextInteger()
    if (value === -1) throw new GraphFormatError(this.line, `the line ends before ${what}`)
    return value
  }

  /** True where the line holds carriage returns other than at its end. */
  hasLoneReturns(): boolean {
    const at = this.bytes.subarray(0, this.lineEnd).indexOf(CARRIAGE_RETURN)
    return at !== -1 && at < this.lineEnd - 1
  }

  private refuse(start: number): never {
    let end = start
    while (end < this.lineEnd && !isBlank(this.bytes[end]!) && end - start < 40) end++
    const bytes = this.bytes.subarray(start, end)
    const word = Array.from(bytes, (byte) =>
      byte > SPACE && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
    ).join('')
    throw new GraphFormatError(
      this.line,
      `"${word}" is not a whole number from 0 to ${Number.MAX_SAFE_INTEGER}${wayOut(bytes)}`,
    )
  }
}

function wayOut(word: Uint8Array): string {
  if (/^-?\d*\.\d+$/.test(String.fromCharCode(...word))) return '; multiply by a power of ten and round'
  if (word[0] === PERCENT) return '; a comment must start its line'
  if (word.some((byte) => byte > 127)) return '; save the file as plain ASCII, without a byte-order mark'
  return ''
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN
}
