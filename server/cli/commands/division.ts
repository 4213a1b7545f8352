import type { Command } from 'commander'
import type { Division } from '../../contract/divisions.ts'
import { parseCityCode, parseDivisionKey, parseLabel, parseSegments } from '../options.ts'
import { formatFigure, formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

interface Options {
  name?: string
  segments?: string[]
  default?: true
  take?: true
  json?: true
}

const takeHelp = 'take segments from the divisions that name them'
const cityArgument = ['<city>', 'code of the city', parseCityCode] as const
const keyArgument = ['<key>', 'its key, such as business', parseDivisionKey] as const

/** `division …`: 业务线, the customers of some segments, who are divided into grids for themselves. */
export function addDivisionCommands(program: Command, { output }: Shell): void {
  const division = program
    .command('division')
    .description('lines of business: whose customers are divided for themselves, by their segments')
  const show = (verb: string, json: true | undefined, one: Division) =>
    printResult(output, json === true, one, () => [`${one.key}: ${verb}`, ...describe(one)])

  division
    .command('list')
    .description('list the divisions of a city with their segments and totals')
    .argument(...cityArgument)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan division list taipei')
    .action(async (code: string, { json }: Options) => {
      const [{ listDivisions }, { listFigures }] = await Promise.all([
        import('../../plans/divisions/listDivisions.ts'),
        import('../../data/cityFigures.ts'),
      ])
      const { list, figures } = await withDatabase(output, async ({ database }) => ({
        list: await listDivisions(database, code),
        figures: await listFigures(database.kysely, code),
      }))
      printResult(output, json === true, list, () => {
        const keys = Object.keys(list.divisions[0]?.totals ?? {})
        const shown = figures.flatMap((one) => (one.kind === 'sum' && keys.includes(one.key) ? [one] : []))
        return formatTable([
          ['division', 'name', 'default', 'segments', 'plans', ...shown.map(({ label }) => label.en)],
          ...list.divisions.map((one) => [
            one.key,
            one.name,
            one.isDefault ? 'yes' : '',
            one.isDefault ? 'all others' : one.segments.join(', '),
            one.plans,
            ...shown.map((figure) => formatFigure(figure, one.totals[figure.key] ?? 0)),
          ]),
        ])
      })
    })
  division
    .command('add')
    .description('add a division')
    .argument(...cityArgument)
    .argument(...keyArgument)
    .option('--name <text>', 'what it is called (default: the key)', parseLabel)
    .option('--segments <list>', 'the segments of its customers, separated by commas', parseSegments)
    .option('--default', 'make it the default one, which has every segment that no division names')
    .option('--take', takeHelp)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan division add taipei business --name 商务 --segments 商务,政企')
    .action(async (code: string, key: string, { json, name = key, segments = [], ...options }: Options) => {
      const { addDivision } = await import('../../plans/divisions/changeDivisions.ts')
      const input = { key, name, segments, isDefault: options.default ?? false, take: options.take ?? false }
      show('added', json, await withDatabase(output, ({ database }) => addDivision(database, code, input)))
    })
  division
    .command('set')
    .description('rename a division, give it other segments, or make it the default one')
    .argument(...cityArgument)
    .argument(...keyArgument)
    .option('--name <text>', 'what it is called', parseLabel)
    .option('--segments <list>', 'all segments that it names from now on, separated by commas', parseSegments)
    .option('--default', 'make it the default one, which has every segment that no division names')
    .option('--take', takeHelp)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan division set taipei business --segments 商务,政企,校园 --take')
    .action(async (code: string, key: string, { json, default: isDefault, take, ...options }: Options) => {
      const { changeDivision } = await import('../../plans/divisions/changeDivisions.ts')
      const change = { ...options, ...(isDefault && { isDefault }), take: take === true }
      show('set', json, await withDatabase(output, ({ database }) => changeDivision(database, code, key, change)))
    })
  division
    .command('remove')
    .description('remove a division that no plan is of; the default one gets its segments')
    .argument(...cityArgument)
    .argument(...keyArgument)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan division remove taipei business')
    .action(async (code: string, key: string, { json }: Options) => {
      const { removeDivision } = await import('../../plans/divisions/changeDivisions.ts')
      await withDatabase(output, ({ database }) => removeDivision(database, code, key))
      printResult(output, json === true, { city: code, key, removed: true }, () => [`${key}: removed`])
    })
}

function describe({ isDefault, seen, unseen }: Division): string[] {
  return [
    `segments: ${[...seen, ...(isDefault ? ['and every other'] : [])].join(', ') || 'none that data has brought'}`,
    ...(unseen.length > 0 ? [`no data has brought ${unseen.join(', ')} yet`] : []),
  ]
}
