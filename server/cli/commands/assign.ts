import type { Command } from 'commander'
import { ShapanError } from '../../base/errors.ts'
import type { Crs } from '../../contract/common.ts'
import type { ManyRejected } from '../../contract/dataNotes.ts'
import type { DivisionName } from '../../contract/divisions.ts'
import type { ColumnMap } from '../../data/columnMap.ts'
import { writeAtomically } from '../../files/atomicFile.ts'
import type { Encoding } from '../../files/textEncoding.ts'
import { divisionLine } from '../divisionLine.ts'
import { InputOption, OutputOption } from '../fileOptions.ts'
import {
  encodingHelp,
  maxRejectedHelp,
  parseCrs,
  parseEncoding,
  parsePlanId,
  parseSeparator,
  parseShare,
  separatorHelp,
} from '../options.ts'
import { formatCount, printResult } from '../output.ts'
import { refuseFiles } from '../refuseFiles.ts'
import { saidNotes } from '../saidNotes.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

interface Options {
  in: string
  out: string
  crs: Crs
  encoding?: Encoding
  separator?: string
  maxRejected?: number
  map?: string
  rejects?: string
  exact?: true
  json?: true
}

export function addAssign(program: Command, { output }: Shell): void {
  program
    .command('assign')
    .description('say for every row of a file which grid owns it')
    .argument('<plan>', 'a plan, such as taipei-1', parsePlanId)
    .addOption(
      new InputOption(
        '--in <file>',
        'CSV or CSV.gz with a longitude and a latitude column; - reads standard input',
      ).makeOptionMandatory(),
    )
    .addOption(
      new OutputOption(
        '--out <file>',
        'the same rows and columns with grid_code, grid_name and basis (cell, unresolved, invalid)',
      ).makeOptionMandatory(),
    )
    .option('--crs <crs>', 'coordinates of the file: wgs84, gcj02 or bd09', parseCrs, 'wgs84')
    .option('--encoding <name>', encodingHelp(), parseEncoding)
    .option('--separator <character>', separatorHelp, parseSeparator)
    .option(
      '--map <pairs>',
      'the columns of the place: lon=…,lat=… or location=… for both in one (default: by their usual names)',
    )
    .option('--max-rejected <share>', maxRejectedHelp, parseShare)
    .addOption(
      new OutputOption(
        '--rejects <file>',
        'where rows without a readable place are explained (default: <out>.rejects.csv)',
      ),
    )
    .option('--exact', 'for programs: values as they are, even where a spreadsheet would take one for a formula')
    .option('--json', 'print the summary as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  shapan assign taipei-1 --in points.csv --crs wgs84 --map lon=x,lat=y --out owned.csv',
    )
    .action(async (planId: string, options: Options) => {
      const [
        { assignRows },
        { parseColumnMap },
        { pointSample },
        { openRejects, refuseForeignFile },
        { judgeRejects },
        { openText },
        { getCity },
        { loadPlanState },
        { noteNeedlessShift },
        { divisionNameOf },
      ] = await Promise.all([
        import('../assignFile.ts'),
        import('../../data/columnMap.ts'),
        import('../../data/pointSample.ts'),
        import('../../data/rejects.ts'),
        import('../../data/rejectGate.ts'),
        import('../../files/textFile.ts'),
        import('../../cities/store.ts'),
        import('../../plans/planState.ts'),
        import('../../coordinates/unshiftedPlaces.ts'),
        import('../../data/divisions.ts'),
      ])
      const columns = parseColumnMap(options.map ?? '')
      const unknown = Object.keys(columns).find((key) => !['lon', 'lat', 'location'].includes(key))
      if (unknown)
        throw new ShapanError('invalid-column-map', `assign maps lon and lat or location only, not "${unknown}"`)
      const rejectsFile = options.rejects ?? `${options.out}.rejects.csv`
      refuseFiles(
        [{ name: '--in', path: options.in }],
        [
          { name: '--out', path: options.out },
          { name: 'the rejects file', path: rejectsFile },
        ],
      )
      if (options.rejects === undefined) refuseForeignFile(rejectsFile)
      const counts = { rows: 0, owned: 0, unresolved: 0, outsideCity: 0, unassignedCell: 0, invalid: 0 }
      let used: ColumnMap = {}
      let division: DivisionName | undefined
      const sample = pointSample()
      const manyRejected = await withDatabase(output, async ({ database, bar, signal }) => {
        let judged: ManyRejected | null = null
        const state = await loadPlanState(database, planId)
        division = divisionNameOf(state.division)
        const { bbox } = await getCity(database.kysely, state.cityCode)
        const source = await openText(options.in === '-' ? process.stdin : options.in, {
          expected: 'csv',
          encoding: options.encoding,
        })
        const rejects = openRejects(rejectsFile)
        const rows = assignRows(
          {
            state,
            crs: options.crs,
            columns,
            separator: options.separator,
            cityBox: bbox,
            chunks: source.chunks,
            sourceName: source.name,
            isExact: options.exact ?? false,
            onColumns: (map) => {
              used = map
            },
            onRejects: (found) => rejects.add(found),
            sample,
          },
          counts,
        )
        async function* watched() {
          for await (const text of rows) {
            if (signal.aborted)
              throw new ShapanError('cancelled', `The assignment was stopped; ${options.out} is as it was`)
            yield text
            bar.update(
              `${formatCount(counts.rows)} rows`,
              source.totalBytes ? source.bytesRead() / source.totalBytes : null,
            )
          }
          judged = judgeRejects({
            name: source.name,
            rowsRead: counts.rows,
            rejects,
            path: rejectsFile,
            maxShare: options.maxRejected,
            otherwise: `${options.out} is as it was`,
          })
        }
        try {
          await writeAtomically(options.out, watched())
        } finally {
          await rejects.close()
        }
        return judged
      })
      const warnings = saidNotes([
        ...(manyRejected === null ? [] : [manyRejected]),
        ...noteNeedlessShift(sample.points(), options.crs, 'points'),
      ])
      const rejectsPath = counts.invalid > 0 ? rejectsFile : null
      printResult(
        output,
        options.json === true,
        {
          planId,
          division,
          out: options.out,
          crs: options.crs,
          columns: used,
          ...counts,
          rejects: rejectsPath,
          warnings,
        },
        () => [
          `${options.out}: ${formatCount(counts.rows)} rows = ${formatCount(counts.owned)} owned + ${formatCount(counts.unresolved)} unresolved + ${formatCount(counts.invalid)} invalid (coordinates read as ${options.crs} from ${placeNames(used)})`,
          ...(division ? divisionLine(division) : []),
          ...(counts.unresolved > 0
            ? [
                `unresolved: ${formatCount(counts.outsideCity)} outside the city, ${formatCount(counts.unassignedCell)} in unassigned cells`,
              ]
            : []),
          ...warnings.map(({ text }) => `warning: ${text}`),
          ...(rejectsPath ? [`why rows are invalid: ${rejectsPath}`] : []),
        ],
      )
    })
}

function placeNames({ lon, lat, location }: ColumnMap): string {
  return location === undefined ? `"${lon}" and "${lat}"` : `"${location}"`
}
