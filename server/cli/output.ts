/** Where a command writes: results to `out`, everything else to `error`. */
export interface Output {
  out(text: string): void
  error(text: string): void
  /** a terminal reads the error stream, so a bar may redraw itself there */
  readonly isTerminal: boolean
}

export const processOutput: Output = {
  out: (text) => void process.stdout.write(text),
  error: (text) => void process.stderr.write(text),
  get isTerminal() {
    return process.stderr.isTTY === true
  },
}

/** One line, whatever the message holds. */
export function formatFailure(message: string, code: string): string {
  return `shapan: ${message.trim().replaceAll(/\s*\n\s*/g, ' ')} [${code}]\n`
}

/** Prints the result: as one JSON document for scripts, or as `lines` for people. */
export function printResult(output: Output, isJson: boolean, result: unknown, lines: () => readonly string[]): void {
  output.out(
    isJson
      ? `${JSON.stringify(result, null, 2)}\n`
      : lines()
          .map((line) => `${line}\n`)
          .join(''),
  )
}

/** Rows as columns; the first row is the heading. Numbers stand right, a Chinese character counts two places. */
export function formatTable(rows: readonly (readonly (string | number)[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, displayWidth(String(cell)))
    })
  }
  const isNumeric = widths.map((_, column) =>
    rows.slice(1).every((row) => /^[+\-−–\d.,%]*$/.test(String(row[column] ?? ''))),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const padding = ' '.repeat((widths[column] ?? 0) - displayWidth(String(cell)))
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
export function formatCount(value: number): string {
  return value.toLocaleString('en-US')
}

/** 0.0512 → +5.1% */
export function formatDeviation(value: number | null): string {
  return value === null ? '–' : `${value > 0 ? '+' : ''}${(value * 100).toFixed(1)}%`
}
