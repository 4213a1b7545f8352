import { basename } from 'node:path'
import { type Command, Option } from 'commander'
import { ShapanError } from '../../base/errors.ts'
import type { Crs } from '../../contract/common.ts'
import { contractKeys, type SumFigure, sumFigures } from '../../contract/figures.ts'
import { type ImportKind, importKinds } from '../../contract/placeKinds.ts'
import type { DuplicateRule, ImportSummary } from '../../data/importFile.ts'
import type { Encoding } from '../../files/textEncoding.ts'
import { InputArgument, OutputOption } from '../fileOptions.ts'
import {
  encodingHelp,
  maxRejectedHelp,
  parseCityCode,
  parseCrs,
  parseEncoding,
  parseImportKind,
  parseMetres,
  parsePeriod,
  parseSeparator,
  parseShare,
  separatorHelp,
} from '../options.ts'
import { formatCount, formatFigure, printResult } from '../output.ts'
import { refuseFiles } from '../refuseFiles.ts'
import { saidNotes } from '../saidNotes.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'
import { importPlacesFile } from './importPlaces.ts'

interface Options {
  crs: Crs
  kind?: ImportKind
  merge?: true
  reach?: number
  period?: string
  encoding?: Encoding
  separator?: string
  duplicates?: DuplicateRule
  maxRejected?: number
  map?: string
  rejects?: string
  json?: true
}

const shownRejects = 5

export function addImport(program: Command, { output }: Shell): void {
  program
    .command('import')
    .description(
      'load customers from a CSV file as a new snapshot of the city, or units, barriers, outlets and accounts that a plan may go by',
    )
    .argument('<city>', 'code of the city', parseCityCode)
    .addArgument(
      new InputArgument(
        '<file>',
        'CSV or CSV.gz with a header, one row a customer or a place with a count; with --kind GeoJSON, or CSV of points (a row an outlet or a site of an account); - reads standard input',
      ),
    )
    .requiredOption('--crs <crs>', 'coordinates of the file: wgs84, gcj02 or bd09', parseCrs)
    .option(
      '--kind <kind>',
      `no customers but units, barriers, crossings, outlets, accounts or links: ${importKinds.join(', ')}`,
      parseImportKind,
    )
    .option(
      '--merge',
      'with --kind: beside those there are, in place of the ones of the same code (default: in place of all of the kind)',
    )
    .option(
      '--reach <metres>',
      'with --kind crossing: how far it joins what a barrier parts (default: half way between two cells)',
      parseMetres,
    )
    .option(
      '--period <month>',
      'the billing period of the figures, such as 2026-10 (default: as a column of the file says, or this month)',
      parsePeriod,
    )
    .option('--encoding <name>', encodingHelp(), parseEncoding)
    .option('--separator <character>', separatorHelp, parseSeparator)
    .option(
      '--map <pairs>',
      'which columns to read: id=…,lon=…,lat=…,customers=…,revenue=… (default: by their usual names); location=… for both coordinates in one; id= for none',
    )
    .addOption(
      new Option(
        '--duplicates <rule>',
        'rows with one id: the first counts, they are summed at its place, or all are kept (default: first)',
      ).choices(['first', 'sum', 'keep']),
    )
    .option('--max-rejected <share>', maxRejectedHelp, parseShare)
    .addOption(
      new OutputOption('--rejects <file>', 'where refused rows go (default: <file>.rejects.csv in this directory)'),
    )
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  shapan import taipei areas.csv.gz --crs wgs84 --map id=code,lon=lon,lat=lat,customers=households,revenue=income',
    )
    .action(async (city: string, file: string, options: Options) => {
      const { kind, merge, reach, duplicates, period } = options
      if (kind === undefined && (merge || reach !== undefined))
        throw new ShapanError('invalid-request', '--merge and --reach go with --kind: say which, or leave them out')
      if (reach !== undefined && kind !== 'crossing')
        throw new ShapanError('invalid-request', '--reach is of crossings: --kind crossing, or leave it out')
      if (kind !== undefined && (duplicates || period !== undefined))
        throw new ShapanError('invalid-request', '--duplicates and --period are for customers: leave them out')
      if (kind !== undefined) return await importPlacesFile(output, city, file, { ...options, kind })
      const [{ importFile }, { listFigures }, { parseColumnMap }, { refuseForeignFile }] = await Promise.all([
        import('../../data/importFile.ts'),
        import('../../data/cityFigures.ts'),
        import('../../data/columnMap.ts'),
        import('../../data/rejects.ts'),
      ])
      const isStream = file === '-'
      const rejectsPath = options.rejects ?? `${isStream ? 'stdin' : basename(file)}.rejects.csv`
      refuseFiles([{ name: 'the file', path: file }], [{ name: 'the rejects file', path: rejectsPath }])
      if (options.rejects === undefined) refuseForeignFile(rejectsPath)
      const { figures, summary } = await withDatabase(output, async ({ database, bar }) => {
        const figures = sumFigures(await listFigures(database.kysely, city))
        const columnMap = parseColumnMap(
          options.map ?? '',
          figures.map(({ key }) => key),
        )
        const summary = await importFile(database, city, isStream ? process.stdin : file, {
          crs: options.crs,
          period: options.period,
          encoding: options.encoding,
          separator: options.separator,
          duplicates: options.duplicates,
          maxRejectedShare: options.maxRejected,
          columnMap,
          rejectsPath,
          ...(isStream ? { sourceName: 'stdin' } : {}),
          onProgress: ({ stage, rowsRead, bytesRead, totalBytes }) =>
            bar.update(`${stage}: ${formatCount(rowsRead)} rows`, totalBytes ? bytesRead / totalBytes : null),
        })
        return { figures, summary }
      })
      const warnings = saidNotes(summary.warnings)
      printResult(output, options.json === true, { ...summary, warnings }, () => {
        const { rowsRead, rowsLoaded, rowsRejected, rowsOutside, outside, rejects } = summary
        return [
          `${summary.sourceName}: ${formatCount(rowsRead)} rows read = ${formatCount(rowsLoaded)} loaded + ${formatCount(rowsRejected)} rejected`,
          ...describePeriod(summary),
          ...describeColumns(summary, figures),
          ...(summary.rowsAddedUp > 0
            ? [`${formatCount(summary.rowsAddedUp)} rows counted at the place of an earlier one with the same id`]
            : []),
          `in the city: ${describeTotals(summary, figures)}`,
          `outside the city: ${formatCount(rowsOutside)} rows, ${formatCount(outside.figures.customers ?? 0)} customers`,
          ...(rowsOutside > 0
            ? [
                `  ${formatCount(outside.beyondBox)} rows beyond its bounding box, ${formatCount(outside.nearby)} inside the box but in no cell of the city`,
              ]
            : []),
          ...warnings.map(({ text }) => `warning: ${text}`),
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

/** Without a column of customers each row counts as one. */
const othersOf = (figures: readonly SumFigure[]) => figures.filter(({ key }) => key !== 'customers')

/** `1,234 customers, revenue 38296.93`: what the cells hold of each figure that a column was read for. */
function describeTotals({ totals, columnMap }: ImportSummary, figures: readonly SumFigure[]): string {
  return [
    `${formatCount(totals.customers ?? 0)} customers`,
    ...othersOf(figures).map((figure) =>
      figure.key in columnMap
        ? `${figure.label.en} ${formatFigure(figure, totals[figure.key] ?? 0)}`
        : `no ${figure.label.en}`,
    ),
  ].join(', ')
}

/** Whose figures they are, who says so, and what that makes of the city's data. */
function describePeriod({ period, periodBasis, columnMap, snapshotId, corrects, current }: ImportSummary): string[] {
  const basis = {
    stated: 'as --period says',
    column: `as the column "${columnMap.period}" says`,
    'month-of-import': 'the month of this import, because neither --period nor a column of the file says one',
  }
  return [
    `period: ${period}, ${basis[periodBasis]}`,
    ...(corrects === null ? [] : [`  in place of snapshot ${corrects}, which is kept as an earlier version`]),
    ...(current.snapshotId === snapshotId
      ? []
      : [`  the city's current data is still snapshot ${current.snapshotId}, of ${current.period}, which is newer`]),
  ]
}

/** Which columns were read, and what was taken instead of those that are not there. */
function describeColumns(
  { city, columnMap, perhapsFigures, perhapsCustomers }: ImportSummary,
  figures: readonly SumFigure[],
): string[] {
  const used = Object.entries(columnMap).map(([key, name]) => `${key} "${name}"`)
  const [perhaps] = perhapsCustomers
  const hint = perhaps === undefined ? '' : ` (if "${perhaps}" says how many: --map customers=${perhaps})`
  return [
    `columns: ${used.join(', ')}`,
    ...(columnMap.customers === undefined ? [`  no column of customers: each row counts as one${hint}`] : []),
    ...othersOf(figures).flatMap(({ key, label }) => {
      if (key in columnMap) return []
      return [`  no column of ${label.en}${contractKeys.includes(key) ? ': 0' : ', and no value'}`]
    }),
    ...perhapsFigures.map(
      ({ key, column }) =>
        `  "${column}" looks like the figure ${key}, which the city does not count: shapan figure add ${city} ${key}, and import again`,
    ),
    ...(columnMap.id === undefined ? ['  no column of ids: rows that repeat are not looked for'] : []),
  ]
}
