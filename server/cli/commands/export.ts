import { stat } from 'node:fs/promises'
import { type Command, Option } from 'commander'
import { writeAtomically } from '../../files/atomicFile.ts'
import { divisionLine } from '../divisionLine.ts'
import { OutputOption } from '../fileOptions.ts'
import { parsePeriod, parsePlanId, parseSnapshot } from '../options.ts'
import { formatCount, printResult, snapshotLine } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

interface Options {
  format: 'geojson' | 'csv'
  out: string
  exact?: true
  snapshot?: number
  period?: string
  json?: true
}

export function addExport(program: Command, { output }: Shell): void {
  program
    .command('export')
    .description('write a plan for other systems: its grids as GeoJSON, or the grid of every cell as CSV')
    .argument('<plan>', 'a plan, such as taipei-1', parsePlanId)
    .addOption(
      new Option('--format <format>', 'geojson: grids as polygons (RFC 7946); csv: one row a cell')
        .choices(['geojson', 'csv'])
        .makeOptionMandatory(),
    )
    .addOption(
      new OutputOption(
        '--out <file>',
        'where to write; an existing file is replaced when the new one is whole',
      ).makeOptionMandatory(),
    )
    .option('--snapshot <n>', "with the figures of this snapshot of the city (default: the plan's own)", parseSnapshot)
    .option('--period <month>', 'with the figures of this period, such as 2026-10', parsePeriod)
    .option('--exact', 'csv for programs: names as they are, even where a spreadsheet would take one for a formula')
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', '\nExample:\n  shapan export taipei-1 --format geojson --out grids.geojson')
    .action(async (planId: string, { format, out, exact, json, ...which }: Options) => {
      const [
        { loadPlanOnSnapshot },
        { snapshotNameOf },
        { divisionNameOf },
        { listFigures },
        { exportCsv, exportGeojson },
      ] = await Promise.all([
        import('../../plans/planOnSnapshot.ts'),
        import('../../plans/planDetail.ts'),
        import('../../data/divisions.ts'),
        import('../../data/cityFigures.ts'),
        import('../exportFile.ts'),
      ])
      const written = await withDatabase(output, async ({ database }) => {
        const state = await loadPlanOnSnapshot(database, planId, which)
        const figures = await listFigures(database.kysely, state.cityCode)
        const lines = format === 'csv' ? exportCsv(state, figures, exact === true) : exportGeojson(state, figures)
        await writeAtomically(out, inLargeChunks(lines))
        return {
          planId,
          revision: state.revision,
          snapshot: snapshotNameOf(state),
          division: divisionNameOf(state.division),
          grids: state.grids.length,
          cells: state.city.cellCount,
        }
      })
      const result = { ...written, format, out, bytes: (await stat(out)).size }
      printResult(output, json === true, result, () => [
        `${out}: ${format === 'csv' ? `${formatCount(result.cells)} cells` : `${result.grids} grids`}, ${formatCount(result.bytes)} bytes`,
        ...divisionLine(result.division),
        snapshotLine(result.snapshot),
      ])
    })
}

const chunkLength = 256 * 1024

/** Half a million short lines written one by one would take longer than to make them. */
function* inLargeChunks(lines: Iterable<string>): Generator<string> {
  let text = ''
  for (const line of lines) {
    text += line
    if (text.length < chunkLength) continue
    yield text
    text = ''
  }
  if (text !== '') yield text
}
