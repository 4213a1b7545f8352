/**
 * The two forms of a CSV file.
 *
 * People open it in a spreadsheet, where a cell that begins with `=`, `+`, `-` or `@` runs as a formula, whoever wrote it: such a
 * cell begins with an apostrophe instead. So does one that begins with a tab or a line break, after which Excel looks on, and the text
 * after a semicolon or a tab, which divides cells where a country's Excel divides by it. Plain numbers stay numbers. The file begins with
 * a byte order mark, because Excel takes one without it for the system's own encoding. Programs read the exact form, which changes
 * and adds nothing.
 */
import { formatCsvLine } from './csvWriter.ts'

type Values = readonly (string | number | null | undefined)[]

/** How a file is written: its first line once, then the others, each ending in a newline. */
export interface CsvForm {
  header(values: Values): string
  line(values: Values): string
}

export const forPeople: CsvForm = {
  header: (values) => `\ufeff${formatSheetLine(values)}`,
  line: formatSheetLine,
}

export const forPrograms: CsvForm = { header: formatCsvLine, line: formatCsvLine }

function formatSheetLine(values: Values): string {
  return formatCsvLine(values.map((value) => (typeof value === 'string' ? neutral(value) : value)))
}

const suspect = /[=+\-@\t\r\n＝＋－＠]/
const plainNumber = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
/** Where a formula would begin: at the start, whatever white space stands before it, and after what may divide cells. */
const formula = /^(?=\s*[=+\-@＝＋－＠]|[\t\r\n])|(?=[=+\-@＝＋－＠])(?<=[;\t]\s*)/g

function neutral(text: string): string {
  return suspect.test(text) && !plainNumber.test(text) ? text.replace(formula, "'") : text
}
