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

  constructor(text: string | Uint8Array) {
    this.bytes = typeof text === 'string' ? toBytes(text) : text
    this.size = this.bytes.length
  }

  /** Goes to the next line that is no comment; false at the end of the file. */
  nextLine(): boolean {
    const { bytes, size } = this
    let at = this.at
    do {
      if (this.line > 0) {
        while (at < size && bytes[at] !== NEWLINE) at++
        at++
      }
      this.at = at
      if (at >= size) return false
      this.line++
    } while (bytes[at] === PERCENT)
    return true
  }

  /** The next integer of the line, or -1 at its end. */
  nextInteger(): number {
    const { bytes, size } = this
    let at = this.at
    while (at < size && isBlank(bytes[at]!)) at++
    const start = at
    let value = 0
    while (at < size && bytes[at]! >= ZERO && bytes[at]! <= NINE) value = value * 10 + bytes[at++]! - ZERO
    this.at = at
    const isAtEnd = at >= size || bytes[at] === NEWLINE
    if (at === start && isAtEnd) return -1
    if (at === start || !(isAtEnd || isBlank(bytes[at]!)) || value > Number.MAX_SAFE_INTEGER) this.refuse(start)
    return value
  }

  require(what: string): number {
    const value = this.nextInteger()
    if (value === -1) throw new GraphFormatError(this.line, `the line ends before ${what}`)
    return value
  }

  /** True where the first line of the file holds carriage returns other than at its end. */
  hasLoneReturns(): boolean {
    const line = this.bytes.subarray(0, this.lineEnd(0))
    const at = line.indexOf(CARRIAGE_RETURN)
    return at !== -1 && at < line.length - 1
  }

  private lineEnd(from: number): number {
    const newline = this.bytes.indexOf(NEWLINE, from)
    return newline === -1 ? this.size : newline
  }

  private refuse(start: number): never {
    const lineEnd = this.lineEnd(start)
    let end = start
    while (end < lineEnd && !isBlank(this.bytes[end]!) && end - start < 40) end++
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
