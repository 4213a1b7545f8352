import type { Command } from 'commander'
import { parseCityCode } from '../options.ts'
import { formatCount, formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

const cityArgument = ['<city>', 'code of the city', parseCityCode] as const

/** `outlet …`: a city's own and social outlets; `account …`: its key and listed accounts. */
export function addSiteCommands(program: Command, shell: Shell): void {
  addOutlets(program, shell)
  addAccounts(program, shell)
}

function addOutlets(program: Command, { output }: Shell): void {
  const command = program.command('outlet').description('own and social outlets of a city')

  command
    .command('list')
    .description("list a city's outlets")
    .argument(...cityArgument)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan outlet list taipei')
    .action(async (code: string, { json }: { json?: true }) => {
      const { listOutlets } = await import('../../cities/places/listSites.ts')
      const outlets = await withDatabase(output, ({ database }) => listOutlets(database, code))
      printResult(output, json === true, { outlets }, () =>
        outlets.length === 0
          ? ['no outlets: import them with shapan import <city> <file> --kind outlet']
          : formatTable([
              ['code', 'name', 'type', 'status', 'cell'],
              ...outlets.map(({ code, name, type, status, cell }) => [code, name, type, status ?? '–', cell ?? '–']),
            ]),
      )
    })

  command
    .command('remove')
    .description('remove all outlets, or those of some codes; plans keep what they were made with')
    .argument(...cityArgument)
    .argument('[codes...]', 'only those of these codes')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan outlet remove taipei W0007')
    .action(async (code: string, codes: string[], { json }: { json?: true }) => {
      const { removePlaces } = await import('../../cities/places/listPlaces.ts')
      const removed = await withDatabase(output, ({ database }) =>
        removePlaces(database, code, 'outlet', codes.length > 0 ? codes : undefined),
      )
      printResult(output, json === true, { city: code, removed }, () => [`${formatCount(removed)} outlets removed`])
    })
}

function addAccounts(program: Command, { output }: Shell): void {
  const command = program.command('account').description('key and listed accounts of a city, with their sites')

  command
    .command('list')
    .description("list a city's accounts")
    .argument(...cityArgument)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan account list taipei')
    .action(async (code: string, { json }: { json?: true }) => {
      const { listAccounts } = await import('../../cities/places/listSites.ts')
      const accounts = await withDatabase(output, ({ database }) => listAccounts(database, code))
      printResult(output, json === true, { accounts }, () =>
        accounts.length === 0
          ? ['no accounts: import them with shapan import <city> <file> --kind account']
          : formatTable([
              ['account', 'name', 'list', 'grade', 'sites', 'in the city', 'customers'],
              ...accounts.map(({ account, name, listing, grade, sites, located, customers }) => [
                ...[account, name, listing, grade ?? '–', formatCount(sites), formatCount(located)],
                customers === null ? '–' : formatCount(customers),
              ]),
            ]),
      )
    })

  command
    .command('remove')
    .description('remove all accounts, or some of them, with their sites; plans keep what they were made with')
    .argument(...cityArgument)
    .argument('[accounts...]', 'only these, by code')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan account remove taipei K001')
    .action(async (code: string, accounts: string[], { json }: { json?: true }) => {
      const [{ removePlaces }, { removeAccounts }] = await Promise.all([
        import('../../cities/places/listPlaces.ts'),
        import('../../cities/places/listSites.ts'),
      ])
      const removed = await withDatabase(output, ({ database }) =>
        accounts.length > 0 ? removeAccounts(database, code, accounts) : removePlaces(database, code, 'account'),
      )
      printResult(output, json === true, { city: code, removed }, () => [
        `${formatCount(removed)} sites of accounts removed`,
      ])
    })
}
