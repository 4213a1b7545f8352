import type { SnapshotName } from '../contract/cities.ts'
import type { FigureDefinition } from '../contract/figures.ts'
import { formatScaled } from '../contract/money.ts'
import { visible, visibleJson, visibleLines } from '../contract/plainText.ts'

/** Where a command writes: results to `out`, everything else to `error`. */
export interface Output {
  out(text: string): void
  error(text: string): void
  /** wipes the terminal's present line and writes this one there */
  redraw(line: string): void
  /** a terminal reads the error stream, so a bar may redraw itself there */
  readonly isTerminal: boolean
}

export const processOutput: Output = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  redraw: (line) => void process.stderr.write(`\r\u001b[2K${line}`),
  get isTerminal() {
    return process.stderr.isTTY === true
  },
}

/**
 * The output of a run: whatever a file, a name or an argument holds, nothing in a text commands the terminal. All that a command prints
 * goes through here.
 */
export function plainOutput(output: Output): Output {
  return {
    out: (text) => output.out(visibleLines(text)),
    error: (text) => output.error(visibleLines(text)),
    redraw: (line) => output.redraw(visible(line)),
    get isTerminal() {
      return output.isTerminal
    },
  }
}

/** One line, whatever the message holds. */
export function formatFailure(message: string, code: string): string {
  return `shapan: ${message.trim().replaceAll(/\s*\n\s*/g, ' ')} [${code}]\n`
}

/** Prints the result: as one JSON document for scripts, or as `lines` for people. */
export function printResult(output: Output, isJson: boolean, result: unknown, lines: () => readonly string[]): void {
  output.out(
    isJson
      ? `${visibleJson(JSON.stringify(result, null, 2))}\n`
      : lines()
          .map((line) => `${visible(line)}\n`)
          .join(''),
  )
}

/** Rows as columns; the first row is the heading. Numbers stand right, a Chinese character counts two places. */
export function formatTable(table: readonly (readonly (string | number)[])[]): string[] {
  const rows = table.map((row) => row.map((cell) => visible(String(cell))))
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(cell))
    })
  }
  const isNumeric = widths.map((_, column) => rows.slice(1).every((row) => /^[+\-−–\d.,%]*$/.test(row[column] ?? '')))
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - displayWidth(cell))
        return isNumeric[column] ? padding + cell : cell + padding
      })
      .join('  ')
      .trimEnd(),
  )
}

function displayWidth(text: string): number {
  return [...text].reduce((width, character) => width + (character >= '\u2e80' ? 2 : 1), 0)
}

/** 1234567 → 1,234,567 */
export function snapshotLine({ snapshotId, period, sourceName, completedAt }: SnapshotName): string {
  return `data: ${period}, snapshot ${snapshotId}, ${sourceName}, imported ${completedAt.slice(0, 10)}`
}

export function formatCount(value: number): string {
  return value.toLocaleString('en-US')
}

/** A sum of a figure: 1,234,567, or 38296.93 of money. */
export function formatFigure({ decimals }: Pick<FigureDefinition, 'decimals'>, value: number): string {
  return decimals === 0 ? formatCount(value) : formatScaled(value, decimals)
}

/** 0.0512 → +5.1% */
export function formatDeviation(value: number | null): string {
  return value === null ? '–' : `${value > 0 ? '+' : ''}${(value * 100).toFixed(1)}%`
}
