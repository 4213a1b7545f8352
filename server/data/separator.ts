/** What divides the fields of a text table, found in its first line. */

/** Looked for in a header, and how messages call them. */
const titles: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
  '，': 'full-width commas',
}

export function separatorTitle(separator: string): string {
  return titles[separator] ?? `"${separator}"`
}

/** The separator that a line `sep=;` states, as Excel writes and reads it, or null. */
export function statedSeparator(line: string): string | null {
  return /^"?sep=([^\w\s"'.+-]|\t)"?[,;\t|]*\s*$/i.exec(line)?.[1] ?? null
}

/** The separators outside quotes in the line that begins at `start`. */
export function separatorsIn(text: string, start: number): string[] {
  const found = new Set<string>()
  let isQuoted = false
  for (let at = start; at < text.length; at++) {
    const character = text[at] as string
    if (character === '"') isQuoted = !isQuoted
    else if (isQuoted) continue
    else if (character === '\n') break
    else if (character in titles) found.add(character)
  }
  return [...found]
}

/** The separator of the header at `start`: a comma where there is one, otherwise the only other one that stands there. */
export function findSeparator(text: string, start: number): string {
  const found = separatorsIn(text, start)
  return found.length === 1 ? (found[0] as string) : ','
}

/** Whether nothing but white space and separators stands there; `separator` null: any that could be one. */
export function isBlankLine(text: string, start: number, end: number, separator: string | null): boolean {
  for (let at = start; at < end; at++) {
    const character = text[at] as string
    const isEmpty = character <= ' ' || character === '\u00a0' || character === '\u3000'
    if (!isEmpty && (separator === null ? !(character in titles) : character !== separator)) return false
  }
  return true
}
