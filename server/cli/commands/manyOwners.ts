import { type Command, Option } from 'commander'
import { ShapanError } from '../../base/errors.ts'
import type { Crs } from '../../contract/common.ts'
import { type RowFormat, type RowsBy, type RowsSummary, rowFormats, rowsBy } from '../../contract/ownershipRows.ts'
import { writeAtomically } from '../../files/atomicFile.ts'
import type { Encoding } from '../../files/textEncoding.ts'
import type { ServedCity } from '../../ownership/many/servedCity.ts'
import { InputOption, OutputOption } from '../fileOptions.ts'
import * as parse from '../options.ts'
import { formatCount, printResult } from '../output.ts'
import { type Session, withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

interface Options {
  out: string
  format: RowFormat
  on?: string
  at?: string
  known?: number
  exact?: true
  json?: true
}

type Rows = AsyncGenerator<Uint8Array, RowsSummary>

/** Verbs of `owner` that answer for many at once, by the same rows as the API. */
export function addManyOwners(owner: Command, shell: Shell): void {
  const resolve = owner
    .command('resolve')
    .description('whose each customer or point of a file is, on any date')
    .argument('<city>', 'code of the city', parse.parseCityCode)
    .addOption(
      new InputOption(
        '--in <file>',
        'CSV with a header or NDJSON, packed by gzip or not, with id, and lon and lat of points; - reads standard input',
      ).makeOptionMandatory(),
    )
    .addOption(
      new Option('--by <place>', 'what a row is found by: its point, or the place that the data has for its customer')
        .choices(rowsBy.options)
        .makeOptionMandatory(),
    )
    .option('--encoding <name>', parse.encodingHelp(), parse.parseEncoding)
    .option('--crs <crs>', 'coordinates of its points: wgs84, gcj02 or bd09', parse.parseCrs)
    .option('--division <key>', 'of bare points (default the default one)', parse.parseDivisionKey)
  dated(resolve, 'of what is read and written')
    .addHelpText(
      'after',
      '\nExample:\n  shapan owner resolve taipei --in ids.csv --by customer --on 2027-01-01 --out owners.csv',
    )
    .action(
      async (
        city: string,
        {
          in: from,
          encoding,
          by,
          crs,
          division,
          ...options
        }: Options & { in: string; encoding?: Encoding; by: RowsBy; crs?: Crs; division?: string },
      ) => {
        if (by === 'point' && crs === undefined)
          throw new ShapanError('invalid-request', '--crs: wgs84, gcj02 or bd09 is needed with points')
        const [{ answerStream }, { openText }] = await Promise.all([
          import('../../ownership/many/answerStream.ts'),
          import('../../files/textFile.ts'),
        ])
        await write(
          shell,
          city,
          options,
          { division, asksPoints: by === 'point' },
          async (served, { database, bar }) => {
            const { format, exact } = options
            const source = await openText(from === '-' ? process.stdin : from, {
              expected: format === 'csv' ? 'csv' : 'json',
              encoding,
            })
            async function* watched() {
              for await (const chunk of source.chunks) {
                yield chunk
                bar.update('rows', source.totalBytes ? source.bytesRead() / source.totalBytes : null)
              }
            }
            return answerStream(database, {
              ...{ city: served, by, format, crs: crs ?? 'wgs84', chunks: watched(), isWaiting: () => true },
              form: { format, isExact: exact === true },
            })
          },
        )
      },
    )

  const all = owner
    .command('export')
    .description('whose every customer of a city is, on any date')
    .argument('<city>', 'code of the city', parse.parseCityCode)
  dated(all, 'of what is written')
    .addHelpText('after', '\nExample:\n  shapan owner export taipei --on 2027-01-01 --out owners.csv')
    .action(async (city: string, options: Options) => {
      const { exportStream } = await import('../../ownership/many/exportStream.ts')
      await write(shell, city, options, { asksPoints: false }, async (served, { database }) =>
        exportStream(database, served, { format: options.format, isExact: options.exact === true }),
      )
    })
}

function dated(command: Command, ofWhat: string): Command {
  return command
    .addOption(
      new OutputOption(
        '--out <file>',
        'a row each, and the summary as the last line; an existing file is replaced when the new one is whole',
      ).makeOptionMandatory(),
    )
    .addOption(new Option('--format <format>', `the form ${ofWhat}`).choices(rowFormats).default('csv'))
    .option('--on <date>', 'a date of the city (default today)', parse.parseCivilDate)
    .option('--at <instant>', 'an instant, in place of a date', parse.parseInstant)
    .option('--known <change>', 'as was known at this change', parse.wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--exact', 'csv for programs: values as they are, even where a spreadsheet would take one for a formula')
    .option('--json', 'print the summary as JSON')
}

async function write(
  { output, clock }: Shell,
  city: string,
  { on, at, known, out, json }: Options,
  { division, asksPoints }: { readonly division?: string | undefined; readonly asksPoints: boolean },
  open: (served: ServedCity, session: Session) => Promise<Rows>,
): Promise<void> {
  if (on !== undefined && at !== undefined) throw new ShapanError('invalid-request', '--at: either --on or --at')
  const { loadServedCity } = await import('../../ownership/many/servedCity.ts')
  let summary: RowsSummary | undefined
  await withDatabase(output, async (session) => {
    const when = { on, at, known, division }
    const rows = await open(await loadServedCity(session.database, city, when, clock(), asksPoints), session)
    async function* watched() {
      for (;;) {
        const next = await rows.next()
        if (next.done) {
          summary = next.value
          return
        }
        if (session.signal.aborted) throw new ShapanError('cancelled', `It was stopped; ${out} is as it was`)
        yield next.value
      }
    }
    await writeAtomically(out, watched())
  })
  printResult(output, json === true, { out, ...summary }, () => {
    const { rows, places, owners, ended, errors, on: date, versions, snapshot } = summary!
    const owned = Object.values(owners).reduce((sum, count) => sum + count, 0)
    return [
      `${out}: ${formatCount(rows)} rows = ${formatCount(places.cell ?? 0)} in grids + ${formatCount(places.unresolved ?? 0)} unresolved + ${formatCount(ended)} ended + ${formatCount(errors)} without an answer`,
      `${formatCount(owned)} with an owner above their grid`,
      `on ${date} by ${versions.map(({ id }) => id).join(', ')}, data ${snapshot?.id ?? 'none'}`,
    ]
  })
}
