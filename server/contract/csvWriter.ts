/** One CSV line by RFC 4180, ending in a newline. null and undefined are empty fields; numbers are written in full precision. */
export function formatCsvLine(values: readonly (string | number | null | undefined)[]): string {
  return `${values.map(formatField).join(',')}\n`
}

function formatField(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
