import { z } from 'zod'

/**
 * What no name, id or code may hold, whichever way it comes in: control characters (a database cannot keep NUL, a terminal obeys
 * ESC), characters that break a line or turn its direction, and halves of surrogate pairs.
 */
const odd = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u
const everyOdd = new RegExp(odd, 'gu')

/** `holds U+001B as character 3`, or undefined where a text is plain. */
export function describeOdd(text: string): string | undefined {
  const match = odd.exec(text)
  if (!match) return undefined
  const place = [...text.slice(0, match.index)].length + 1
  return `holds U+${hexOf(match[0], 4).toUpperCase()} as character ${place}`
}

/** The rule of every name, id and code: what `describeOdd` finds is refused. */
export const plainText = z.string().superRefine((text, context) => {
  const found = describeOdd(text)
  if (found)
    context.addIssue({ code: 'custom', message: `${found}: one line of text without control characters is expected` })
})

/** The text without its odd characters, and without space at its ends. */
export function plainOf(text: string): string {
  return text.replace(everyOdd, '').trim()
}

/** A text with its odd characters written out, such as `\x1b` and `\u202e`: to be shown where it must not act. */
export function visible(text: string): string {
  return text.replace(everyOdd, writeOut)
}

/** The same, but that line breaks stay. */
export function visibleLines(text: string): string {
  return text.replace(everyOdd, (character) => (character === '\n' ? character : writeOut(character)))
}

/** JSON text of the same value, in which odd characters are escapes. */
export function visibleJson(json: string): string {
  return json.replace(everyOdd, (character) => (character === '\n' ? character : `\\u${hexOf(character, 4)}`))
}

const shortForms: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function writeOut(character: string): string {
  return shortForms[character] ?? (character < '\u0100' ? `\\x${hexOf(character, 2)}` : `\\u${hexOf(character, 4)}`)
}

function hexOf(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, '0')
}
