import { Command } from 'commander'
import manifest from '../../../package.json' with { type: 'json' }
import { addAreaCommands } from '../commands/areas.ts'
import { addAssign } from '../commands/assign.ts'
import { addCity } from '../commands/city.ts'
import { addDispute } from '../commands/disputes.ts'
import { addDivisionCommands } from '../commands/division.ts'
import { addDoctor } from '../commands/doctor.ts'
import { addExport } from '../commands/export.ts'
import { addFigureCommands } from '../commands/figure.ts'
import { addGrid } from '../commands/grid.ts'
import { addImport } from '../commands/import.ts'
import { addMigrate } from '../commands/migrate.ts'
import { addOwner } from '../commands/owners.ts'
import { addPartition } from '../commands/partition.ts'
import { addPlaceCommands } from '../commands/places.ts'
import { addGrids, addPlan, addPlans } from '../commands/plans.ts'
import { addReport } from '../commands/report.ts'
import { addRules } from '../commands/rules.ts'
import { addServe } from '../commands/serve.ts'
import { addSiteCommands } from '../commands/sites.ts'
import { addSnapshot } from '../commands/snapshot.ts'
import { addSolve } from '../commands/solve.ts'
import { addVerify } from '../commands/verify.ts'
import { addAudit, addVersionCommands } from '../commands/versions.ts'
import { exitCodeHelp } from '../exitCodes.ts'
import { filesOf } from '../fileOptions.ts'
import { formatFailure } from '../output.ts'
import { refuseFiles } from '../refuseFiles.ts'
import type { Shell } from '../shell.ts'

/** The whole command line. Commands load what they need when they run, so that `--help` and `solve` start at once. */
export function buildProgram({ output, endWith, clock }: Shell): Command {
  const program = new Command('shapan')
    .description('Divides a city into balanced, contiguous, non-overlapping grids (网格).')
    .version(manifest.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.out(text),
      writeErr: (text) => output.error(text),
      outputError: (text) => output.error(formatFailure(text.replace(/^error: /, ''), 'usage')),
    })
    .addHelpText(
      'after',
      `
Data is kept in ./data (SHAPAN_DATA_DIR), or in PostgreSQL + PostGIS where DATABASE_URL is set.
Every command takes --json and --help; --help has an example.
${exitCodeHelp}`,
    )
    .hook('preAction', (_, command) => {
      const { inputs, outputs } = filesOf(command)
      refuseFiles(inputs, outputs)
    })
  const shell: Shell = { output, endWith, clock }
  for (const add of [
    addCity,
    addImport,
    addSnapshot,
    addFigureCommands,
    addDivisionCommands,
    addPlaceCommands,
    addAreaCommands,
    addRules,
    addSiteCommands,
    addPartition,
    addPlans,
    addPlan,
    addVersionCommands,
    addOwner,
    addDispute,
    addAudit,
    addGrids,
    addGrid,
    addExport,
    addAssign,
    addReport,
    addVerify,
    addSolve,
    addServe,
    addMigrate,
    addDoctor,
  ])
    add(program, shell)
  return program
}
