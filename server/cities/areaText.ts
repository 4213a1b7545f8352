import { describeOdd } from '../contract/plainText.ts'

const maxLength = 120

/** What is wrong with an area's name or code, as `holds …: what to do`, or undefined. The rule of every name, and its length. */
export function describeText(text: string): string | undefined {
  const odd = describeOdd(text)
  if (odd) return `${odd}: take it out of the file`
  const lost = [...text].indexOf('\ufffd')
  if (lost >= 0)
    return `holds U+FFFD as character ${lost + 1}, which stands where a letter was lost when the file was read in a wrong encoding: export it anew as UTF-8`
  if (text.length > maxLength) return `has ${text.length} characters: shorten it to ${maxLength}`
  return undefined
}
