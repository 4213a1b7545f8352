import { type Command, Option } from 'commander'
import { ShapanError } from '../../base/errors.ts'
import { type FigureDefinition, figureDefinition, figureKey } from '../../contract/figures.ts'
import { periodFigures } from '../../contract/periodFigures.ts'
import { parseCityCode, parseLabel, wholeNumber } from '../options.ts'
import { formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

interface Options {
  label?: string
  labelEn?: string
  unit?: string
  decimals?: number
  column?: string
  ratio?: string
  json?: true
}

export function addFigureCommands(program: Command, { output }: Shell): void {
  const figure = program.command('figure').description('what the customers of a city are counted by')
  figure
    .command('list')
    .description('list the figures of a city')
    .argument('<city>', 'code of the city', parseCityCode)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan figure list taipei')
    .action(async (code: string, { json }: { json?: true }) => {
      const { listFigures } = await import('../../data/cityFigures.ts')
      const figures = await withDatabase(output, ({ database }) => listFigures(database.kysely, code))
      printResult(output, json === true, { figures }, () =>
        formatTable([
          ['figure', 'label', 'English', 'unit', 'decimals', 'from'],
          ...figures.map((one) => [
            one.key,
            one.label['zh-CN'],
            one.label.en,
            one.unit,
            one.decimals,
            one.kind === 'sum' ? one.columns.slice(0, 3).join(', ') : `${one.numerator} / ${one.denominator}`,
          ]),
        ]),
      )
    })
  figure
    .command('add')
    .description('add a figure: imports from now on read its column')
    .argument('<city>', 'code of the city', parseCityCode)
    .argument('<key>', 'its key, such as kids')
    .option('--label <text>', 'what it is called in Chinese (default: the key)', parseLabel)
    .option('--label-en <text>', 'what it is called in English within a sentence (default: the key)', parseLabel)
    .option('--unit <unit>', 'count, money, share, or a name of its own such as GB (default count; of a ratio share)')
    .option('--decimals <n>', 'decimals it is kept with (default 0; money 2, a ratio 2)', wholeNumber(0, 6))
    .option('--column <names>', 'names of its column, the best first, separated by commas (default: key and label)')
    .addOption(new Option('--ratio <keys>', 'two sums instead of a column: used/total').conflicts('column'))
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  shapan figure add taipei kids --label 孩子数 --unit count --column 孩子数\n\nUsual figures of a billing period need their key alone:\n' +
        formatTable(periodFigures.map(({ key, label }) => [`  ${key}`, label['zh-CN'], label.en])).join('\n'),
    )
    .action(async (code: string, key: string, { json, ...options }: Options) => {
      const added = definitionOf(key, options)
      const { addFigure } = await import('../../data/cityFigures.ts')
      await withDatabase(output, ({ database }) => addFigure(database, code, added))
      printResult(output, json === true, added, () => [`${key}: added`])
    })
  figure
    .command('remove')
    .description('remove a figure that no data carries')
    .argument('<city>', 'code of the city', parseCityCode)
    .argument('<key>', 'its key')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan figure remove taipei kids')
    .action(async (code: string, key: string, { json }: { json?: true }) => {
      const { removeFigure } = await import('../../data/cityFigures.ts')
      await withDatabase(output, ({ database }) => removeFigure(database, code, key))
      printResult(output, json === true, { city: code, key, removed: true }, () => [`${key}: removed`])
    })
}

function definitionOf(key: string, { column, ratio, ...given }: Options) {
  const usual = ratio === undefined ? periodFigures.find((one) => one.key === key) : undefined
  const { label = usual?.label['zh-CN'] ?? key, labelEn = usual?.label.en ?? key } = given
  const { unit = usual?.unit, decimals = usual?.decimals } = given
  const parsedKey = figureKey.safeParse(key)
  if (!parsedKey.success)
    throw new ShapanError('invalid-request', `"${key}" is no key of a figure: ${parsedKey.error.issues[0]?.message}`)
  const common = { key, label: { 'zh-CN': label, en: labelEn } }
  const [numerator, denominator, ...more] = ratio?.split('/') ?? []
  if (ratio !== undefined && (denominator === undefined || more.length > 0))
    throw new ShapanError('invalid-request', `"${ratio}" is not of the form numerator/denominator`)
  const asked =
    ratio === undefined
      ? {
          kind: 'sum',
          ...common,
          unit: unit ?? 'count',
          decimals: unit === 'money' ? 2 : (decimals ?? 0),
          columns: column?.split(',').map((name) => name.trim()) ?? usual?.columns ?? [...new Set([key, label])],
        }
      : { kind: 'ratio', ...common, unit: unit ?? 'share', decimals: decimals ?? 2, numerator, denominator }
  const definition = figureDefinition.safeParse(asked)
  if (definition.success) return definition.data satisfies FigureDefinition
  throw new ShapanError('invalid-request', `The figure cannot be added: ${definition.error.issues[0]?.message}`)
}
