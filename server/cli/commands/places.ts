import type { Command } from 'commander'
import { barrierKinds, type PlaceKind, unitKinds } from '../../contract/placeKinds.ts'
import { parseCityCode, parsePlaceKind } from '../options.ts'
import { formatCount, formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

const cityArgument = ['<city>', 'code of the city', parseCityCode] as const

interface Named {
  readonly verb: string
  readonly many: string
  readonly does: string
  readonly kinds: readonly PlaceKind[]
}

/** `unit …`: the units that a partition may keep whole; `barrier …`: what it may take for borders, and the crossings. */
export function addPlaceCommands(program: Command, shell: Shell): void {
  addCommands(program, shell, {
    verb: 'unit',
    many: 'units',
    does: 'estates, parks and other units that a plan may keep whole',
    kinds: unitKinds,
  })
  addCommands(program, shell, {
    verb: 'barrier',
    many: 'barriers',
    does: 'rivers, railways and expressways that a plan may take for borders, and their crossings',
    kinds: [...barrierKinds, 'crossing'],
  })
}

function addCommands(program: Command, { output }: Shell, { verb, many, does, kinds }: Named): void {
  const command = program.command(verb).description(does)
  const [example] = kinds

  command
    .command('list')
    .description(`list the kinds of ${many} that a city has`)
    .argument(...cityArgument)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample:\n  shapan ${verb} list taipei`)
    .action(async (code: string, { json }: { json?: true }) => {
      const { listPlaces } = await import('../../cities/places/listPlaces.ts')
      const places = await withDatabase(output, ({ database }) => listPlaces(database, code, kinds))
      printResult(output, json === true, { [many]: places }, () =>
        places.length === 0
          ? [`no ${many}: import them with shapan import <city> <file> --kind ${example}`]
          : formatTable([
              ['kind', many, 'imported', 'from'],
              ...places.map(({ kind, count, importedAt, sourceName }) => [
                kind,
                formatCount(count),
                importedAt.slice(0, 10),
                sourceName,
              ]),
            ]),
      )
    })

  command
    .command('remove')
    .description(`remove all ${many} of a kind, or those of some codes; plans keep what they were made with`)
    .argument(...cityArgument)
    .argument('<kind>', `their kind: ${kinds.join(', ')}`, parsePlaceKind)
    .argument('[codes...]', 'only those of these codes')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample:\n  shapan ${verb} remove taipei ${example}`)
    .action(async (code: string, kind: PlaceKind, codes: string[], { json }: { json?: true }) => {
      const { removePlaces } = await import('../../cities/places/listPlaces.ts')
      const removed = await withDatabase(output, ({ database }) =>
        removePlaces(database, code, kind, codes.length > 0 ? codes : undefined),
      )
      printResult(output, json === true, { city: code, kind, removed }, () => [
        `${formatCount(removed)} of the kind ${kind} removed`,
      ])
    })
}
