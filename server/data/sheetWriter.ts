/**
 * CSV that people open in a spreadsheet, where a cell that begins with `=`, `+`, `-` or `@` runs as a formula, whoever wrote it: such a
 * cell begins with an apostrophe instead. So does one that begins with a tab or a line break, after which Excel looks on, and the text
 * after a semicolon or a tab, which divides cells where a country's Excel divides by it. Plain numbers stay numbers. Machines read
 * `formatCsvLine`, which changes nothing.
 */
import { formatCsvLine } from './csvWriter.ts'

/** One line for a spreadsheet, ending in a newline. */
export function formatSheetLine(values: readonly (string | number | null | undefined)[]): string {
  return formatCsvLine(values.map((value) => (typeof value === 'string' ? neutral(value) : value)))
}

const suspect = /[=+\-@\t\r\n＝＋－＠]/
const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
/** Where a formula would begin: at the start, whatever white space stands before it, and after what may divide cells. */
const formula = /^(?=\s*[=+\-@＝＋－＠]|[\t\r\n])|(?=[=+\-@＝＋－＠])(?<=[;\t]\s*)/g

function neutral(text: string): string {
  return suspect.test(text) && !plainNumber.test(text) ? text.replace(formula, "'") : text
}
