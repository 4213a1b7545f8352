import { basename } from 'node:path'
import type { Command } from 'commander'
import type { Encoding } from '../../files/textEncoding.ts'
import { actingHere } from '../actingHere.ts'
import { InputArgument, OutputOption } from '../fileOptions.ts'
import * as parse from '../options.ts'
import { formatCount, printResult } from '../output.ts'
import { refuseFiles } from '../refuseFiles.ts'
import { saidNotes } from '../saidNotes.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

interface RowsFile {
  encoding?: Encoding
  separator?: string
  map?: string
  maxRejected?: number
  rejects?: string
  json?: true
}

const shownRejects = 5

/** `owner import`: owners from a file, proposed as one change. */
export function addOwnerImport(owner: Command, shell: Shell): void {
  const { output } = shell
  rowsOptions(
    owner
      .command('import')
      .description('propose the owners of a file as one change: CSV or NDJSON, a customer, account or unit a row')
      .argument('<city>', 'code of the city', parse.parseCityCode)
      .addArgument(new InputArgument('<file>', 'the file, or - for standard input')),
  )
    .option('--from <date>', 'the day they begin, where the file has no column of days', parse.parseCivilDate)
    .option('--reason <text>', 'why, where the file has no column of reasons')
    .option('--replace', 'owners that begin within the periods give way to them')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  shapan owner import taipei owners.csv --from 2027-01-01 --reason "list of 2027"',
    )
    .action(
      async (city: string, file: string, options: RowsFile & { from?: string; reason?: string; replace?: true }) => {
        const [{ importOwners }, { ownerKeys }, { ownerImportQuery }] = await Promise.all([
          import('../../ownership/imports/importOwners.ts'),
          import('../../ownership/imports/ownerColumns.ts'),
          import('../../contract/params.ts'),
        ])
        const asked = parse.checkedBy(ownerImportQuery, { from: options.from, reason: options.reason })
        const reading = await readingOf(file, options, ownerKeys)
        const imported = await withDatabase(output, ({ database }) =>
          importOwners(
            database,
            city,
            reading.input,
            {
              ...reading.options,
              ...{ from: asked.from, reason: asked.reason, replace: options.replace === true },
            },
            actingHere(shell),
          ),
        )
        const { ownerChange, ...rest } = imported
        const warnings = saidNotes(imported.warnings)
        printResult(output, options.json === true, { ...imported, warnings }, () => [
          ...rowLines(rest, warnings),
          `owner change ${ownerChange.id} of ${formatCount(ownerChange.count)}: approve it by shapan owner approve ${city} ${ownerChange.id}`,
        ])
      },
    )
}

/** What every file of rows may be told with. */
export function rowsOptions(command: Command): Command {
  return command
    .option('--map <pairs>', 'columns by what they mean: account=集团编码,owner=归属人')
    .option('--encoding <name>', parse.encodingHelp(), parse.parseEncoding)
    .option('--separator <character>', parse.separatorHelp, parse.parseSeparator)
    .option('--max-rejected <share>', parse.maxRejectedHelp, parse.parseShare)
    .addOption(
      new OutputOption('--rejects <file>', 'where refused rows go (default: <file>.rejects.csv in this directory)'),
    )
}

/** Where the rows come from and how they are read. */
export async function readingOf(
  file: string,
  { encoding, separator, map = '', maxRejected, rejects }: RowsFile,
  keys: readonly { readonly key: string }[],
) {
  const [{ parseMapOf }, { refuseForeignFile }] = await Promise.all([
    import('../../data/places/placeColumns.ts'),
    import('../../data/rejects.ts'),
  ])
  const isStream = file === '-'
  const sourceName = isStream ? 'stdin' : basename(file)
  const rejectsPath = rejects ?? `${sourceName}.rejects.csv`
  refuseFiles([{ name: 'the file', path: file }], [{ name: 'the rejects file', path: rejectsPath }])
  if (rejects === undefined) refuseForeignFile(rejectsPath)
  const columnMap = parseMapOf(
    keys.map(({ key }) => key),
    map,
  )
  return {
    input: isStream ? process.stdin : file,
    options: { sourceName, encoding, separator, columnMap, rejectsPath, maxRejectedShare: maxRejected },
  }
}

/** What became of the rows, in lines for people. */
export function rowLines(
  {
    sourceName,
    columnMap,
    rowsRead,
    rowsRejected,
    rejects,
  }: {
    readonly sourceName: string
    readonly columnMap: Readonly<Record<string, string>>
    readonly rowsRead: number
    readonly rowsRejected: number
    readonly rejects: {
      readonly first: readonly { readonly line: number; readonly column: string; readonly reason: string }[]
      readonly path: string | null
    }
  },
  warnings: readonly { readonly text: string }[],
): string[] {
  const used = Object.entries(columnMap).map(([key, name]) => `${key} "${name}"`)
  return [
    `${sourceName}: ${formatCount(rowsRead)} read = ${formatCount(rowsRead - rowsRejected)} taken + ${formatCount(rowsRejected)} rejected`,
    `columns: ${used.join(', ')}`,
    ...warnings.map(({ text }) => `warning: ${text}`),
    ...rejects.first
      .slice(0, shownRejects)
      .map(({ line, column, reason }) => `rejected: line ${line}${column ? `, ${column}` : ''}: ${reason}`),
    ...(rejects.path ? [`all ${formatCount(rowsRejected)} rejected with their reasons: ${rejects.path}`] : []),
  ]
}

/** `owner assignment`: a draft plan, owners and disputes of who is in which grid today. */
export function addAssignmentImport(owner: Command, shell: Shell): void {
  const { output } = shell
  rowsOptions(
    owner
      .command('assignment')
      .description(
        "make a draft plan, owners and disputes of today's assignment: the grid of an account, unit or customer a row",
      )
      .argument('<city>', 'code of the city', parse.parseCityCode)
      .addArgument(new InputArgument('<file>', 'CSV or NDJSON, or - for standard input')),
  )
    .requiredOption('--from <date>', 'the day on which the plan is to be in force', parse.parseCivilDate)
    .option('--reason <text>', 'why those are owners whom the plan has elsewhere (default: the name of the file)')
    .option('--division <key>', 'whose customers it divides (default the default one)', parse.parseDivisionKey)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan owner assignment taipei today.csv --from 2027-01-01')
    .action(async (city: string, file: string, options: RowsFile & AssignmentOptions) => {
      const [{ importAssignment }, { assignmentKeys }, { assignmentImportQuery }] = await Promise.all([
        import('../../ownership/imports/importAssignment.ts'),
        import('../../ownership/imports/assignmentColumns.ts'),
        import('../../contract/params.ts'),
      ])
      const { from, reason, division } = options
      const asked = parse.checkedBy(assignmentImportQuery, { from, reason, division })
      const reading = await readingOf(file, options, assignmentKeys)
      const imported = await withDatabase(output, ({ database }) =>
        importAssignment(
          database,
          city,
          reading.input,
          { ...reading.options, from: asked.from, reason: asked.reason, division: asked.division },
          actingHere(shell),
        ),
      )
      const { rows, cells, planId, ownerChange, disputes, clusterGrids } = imported
      const warnings = saidNotes(imported.warnings)
      printResult(output, options.json === true, { ...imported, warnings }, () => [
        ...rowLines(imported, warnings),
        `${formatCount(rows.plan)} as the plan has them + ${formatCount(rows.owners)} owners + ${formatCount(rows.disputed)} disputed`,
        `plan ${planId} of ${formatCount(imported.grids)} grids: ${formatCount(cells.named)} cells by majority, ${formatCount(cells.tied)} of them tied, ${formatCount(cells.apart)} given to what surrounds them; ${formatCount(cells.filled)} to what is nearest`,
        ...(clusterGrids > 0 ? [`${formatCount(clusterGrids)} grids without a cell, registered outside of plans`] : []),
        ...(disputes > 0 ? [`${formatCount(disputes)} disputes: shapan dispute list ${city}`] : []),
        ...(ownerChange === null
          ? []
          : [`owner change ${ownerChange}: once the plan is approved, shapan owner approve ${city} ${ownerChange}`]),
      ])
    })
}

interface AssignmentOptions {
  from: string
  reason?: string
  division?: string
}
