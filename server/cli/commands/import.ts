import { basename } from 'node:path'
import type { Command } from 'commander'
import type { Crs } from '../../contract/common.ts'
import { formatCents } from '../../contract/money.ts'
import { InputArgument, OutputOption } from '../fileOptions.ts'
import { parseCityCode, parseCrs } from '../options.ts'
import { formatCount, printResult } from '../output.ts'
import { refuseFiles } from '../refuseFiles.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

interface Options {
  crs: Crs
  map?: string
  rejects?: string
  json?: true
}

const shownRejects = 5

export function addImport(program: Command, { output }: Shell): void {
  program
    .command('import')
    .description('load customers from a CSV file as a new snapshot of the city')
    .argument('<city>', 'code of the city', parseCityCode)
    .addArgument(
      new InputArgument(
        '<file>',
        'CSV or CSV.gz in UTF-8 with a header, one row a customer or a place with a count; - reads standard input',
      ),
    )
    .requiredOption('--crs <crs>', 'coordinates of the file: wgs84, gcj02 or bd09', parseCrs)
    .option(
      '--map <pairs>',
      'which columns to read: id=…,lon=…,lat=…,customers=…,revenue=… (default: by their usual names)',
    )
    .addOption(
      new OutputOption('--rejects <file>', 'where refused rows go (default: <file>.rejects.csv in this directory)'),
    )
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  shapan import taipei areas.csv.gz --crs wgs84 --map id=code,lon=lon,lat=lat,customers=households,revenue=income',
    )
    .action(async (city: string, file: string, options: Options) => {
      const [{ importFile }, { parseColumnMap }, { refuseForeignFile }] = await Promise.all([
        import('../../data/importFile.ts'),
        import('../../data/columnMap.ts'),
        import('../../data/rejects.ts'),
      ])
      const columnMap = parseColumnMap(options.map ?? '')
      const isStream = file === '-'
      const rejectsPath = options.rejects ?? `${isStream ? 'stdin' : basename(file)}.rejects.csv`
      refuseFiles([{ name: 'the file', path: file }], [{ name: 'the rejects file', path: rejectsPath }])
      if (options.rejects === undefined) refuseForeignFile(rejectsPath)
      const summary = await withDatabase(output, ({ database, bar }) =>
        importFile(database, city, isStream ? process.stdin : file, {
          crs: options.crs,
          columnMap,
          rejectsPath,
          ...(isStream ? { sourceName: 'stdin' } : {}),
          onProgress: ({ stage, rowsRead, bytesRead, totalBytes }) =>
            bar.update(`${stage}: ${formatCount(rowsRead)} rows`, totalBytes ? bytesRead / totalBytes : null),
        }),
      )
      printResult(output, options.json === true, summary, () => {
        const { rowsRead, rowsLoaded, rowsRejected, rowsOutside, outside, totals, rejects } = summary
        return [
          `${summary.sourceName}: ${formatCount(rowsRead)} rows read = ${formatCount(rowsLoaded)} loaded + ${formatCount(rowsRejected)} rejected`,
          `in the city: ${formatCount(totals.customers)} customers, ${summary.columnMap.revenue === undefined ? 'no revenue' : `revenue ${formatCents(totals.revenueCents)}`}`,
          `outside the city: ${formatCount(rowsOutside)} rows, ${formatCount(outside.customers)} customers`,
          ...(rowsOutside > 0
            ? [
                `  ${formatCount(outside.beyondBox)} rows beyond its bounding box, ${formatCount(outside.nearby)} inside the box but in no cell of the city`,
              ]
            : []),
          ...summary.warnings.map(({ message }) => `warning: ${message}`),
          ...rejects.first
            .slice(0, shownRejects)
            .map(({ line, column, reason }) => `rejected: line ${line}${column ? `, ${column}` : ''}: ${reason}`),
          ...(rejects.path
            ? [`all ${formatCount(rowsRejected)} rejected rows with their reasons: ${rejects.path}`]
            : []),
        ]
      })
    })
}
