import type { Command } from 'commander'
import type { UnitKind } from '../../contract/placeKinds.ts'
import { parseCityCode, parseUnitKind } from '../options.ts'
import { formatCount, formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

const cityArgument = ['<city>', 'code of the city', parseCityCode] as const

/** `unit …`: the units that a partition may keep whole. */
export function addUnitCommands(program: Command, { output }: Shell): void {
  const unit = program.command('unit').description('estates, parks and other units that a plan may keep whole')

  unit
    .command('list')
    .description('list the kinds of units that a city has')
    .argument(...cityArgument)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan unit list taipei')
    .action(async (code: string, { json }: { json?: true }) => {
      const { listUnits } = await import('../../cities/places/units.ts')
      const units = await withDatabase(output, ({ database }) => listUnits(database, code))
      printResult(output, json === true, { units }, () =>
        units.length === 0
          ? ['no units: import them with shapan import <city> <file> --kind estate']
          : formatTable([
              ['kind', 'units', 'imported', 'from'],
              ...units.map(({ kind, count, importedAt, sourceName }) => [
                kind,
                formatCount(count),
                importedAt.slice(0, 10),
                sourceName,
              ]),
            ]),
      )
    })

  unit
    .command('remove')
    .description('remove all units of a kind, or those of some codes; plans keep what they were made with')
    .argument(...cityArgument)
    .argument('<kind>', 'their kind, such as estate', parseUnitKind)
    .argument('[codes...]', 'only those of these codes')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan unit remove taipei estate')
    .action(async (code: string, kind: UnitKind, codes: string[], { json }: { json?: true }) => {
      const { removeUnits } = await import('../../cities/places/units.ts')
      const removed = await withDatabase(output, ({ database }) =>
        removeUnits(database, code, kind, codes.length > 0 ? codes : undefined),
      )
      printResult(output, json === true, { city: code, kind, removed }, () => [
        `${formatCount(removed)} of the kind ${kind} removed`,
      ])
    })
}
