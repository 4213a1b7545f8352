import { ShapanError } from '../base/errors.ts'
import { CsvParser, type CsvRow } from './csvParser.ts'

export interface Table<T> {
  /** what `readHeader` made of the header's fields */
  readonly head: T
  /** the rows after it, a batch for each chunk of bytes; the first may be empty */
  readonly batches: AsyncIterable<readonly CsvRow[]>
}

/**
 * Reads a table's header and gives the rows after it. `separator` undefined: as the file says. Throws `nothing-to-load` where there is no
 * header, `wrong-file-type` where a line is none, or what `chunks` or `readHeader` throws; `chunks` are closed then.
 */
export async function openTable<T>(
  chunks: AsyncIterable<Uint8Array>,
  name: string,
  separator: string | undefined,
  readHeader: (names: readonly string[]) => T,
): Promise<Table<T>> {
  const batches = parsedBatches(chunks, separator)
  try {
    for (;;) {
      const next = await batches.next()
      if (next.done) throw new ShapanError('nothing-to-load', `${name} has no header line`)
      const [header, ...rows] = next.value
      if (!header) continue
      if (header.problem) {
        const reason = header.problem.reason
        throw new ShapanError('wrong-file-type', `${name}: line ${header.line} cannot be a header: ${reason}`)
      }
      return { head: readHeader(header.fields), batches: prepend(rows, batches) }
    }
  } catch (error) {
    await batches.return(undefined)
    throw error
  }
}

async function* parsedBatches(
  chunks: AsyncIterable<Uint8Array>,
  separator: string | undefined,
): AsyncGenerator<readonly CsvRow[], void, undefined> {
  const parser = new CsvParser(separator)
  for await (const chunk of chunks) yield parser.push(chunk)
  yield parser.end()
}

async function* prepend<T>(first: T, rest: AsyncIterable<T>): AsyncGenerator<T> {
  yield first
  yield* rest
}
