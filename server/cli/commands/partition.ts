import type { Command } from 'commander'
import { ShapanError } from '../../base/errors.ts'
import { contractKeys, type FigureDefinition, type FigureKey, findFigure, isPlural } from '../../contract/figures.ts'
import { noteText, plainFormat } from '../../contract/noteText.ts'
import type { PartitionInput } from '../../contract/partitionRequest.ts'
import { stageNames } from '../../contract/stageNames.ts'
import type { PartitionSummary } from '../../plans/partitionCity.ts'
import { divisionLine } from '../divisionLine.ts'
import * as parse from '../options.ts'
import { formatCount, formatDeviation, formatTable, printResult, snapshotLine } from '../output.ts'
import { addRuleOptions, type RuleOptions, rulesOfOptions, splitRules } from '../ruleOptions.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

interface Options extends RuleOptions {
  grids?: number
  sizeBand?: PartitionInput['sizeBand']
  tolerance?: number[]
  weights?: FigureKey[]
  soft?: FigureKey[]
  composite?: PartitionInput['composite']
  compactness?: number
  preset?: PartitionInput['preset']
  cityRules?: false
  costs?: true
  from?: string
  budget?: number
  timeLimit?: number
  candidates?: true
  division?: string
  seed: number
  snapshot?: number
  period?: string
  name?: string
  json?: true
}

export function addPartition(program: Command, { output, clock }: Shell): void {
  const command = program
    .command('partition')
    .description('divide a city into balanced grids, as a new plan')
    .argument('<city>', 'code of the city', parse.parseCityCode)
    .option('--grids <k>', 'how many grids; with --from as many as there are', parse.wholeNumber(1, 65535))
    .option('--size-band <from-to>', 'customers a grid may have, instead of --grids (30000-50000)', parse.parseSizeBand)
    .option(
      '--tolerance <fractions>',
      'allowed deviation from the average, both ways: one for all weights (default 5%), or one a weight (3%,10%)',
      parse.parseTolerances,
    )
    .option('--weights <list>', 'what to balance, most important first (default customers,revenue)', parse.parseWeights)
    .option('--soft <list>', 'weights that come as near as the others leave them', parse.parseWeights)
    .option('--composite <list>', 'balance one sum of shares instead: customers=0.5,revenue=0.5', parse.parseComposite)
    .option('--compactness <share>', '0 puts balance before short borders, 1 the other way round', parse.parseShare)
    .option('--preset <name>', 'how long to search: fast, balanced or quality', parse.parsePreset)
  addRuleOptions(command, true)
    .option('--from <plan>', 'a plan to stay near: its grids go on, locked ones unchanged', parse.parsePlanId)
    .option(
      '--budget <share>',
      'with --from: largest share of the first of --weights that may change its grid',
      parse.parseShare,
    )
    .option('--time-limit <time>', 'end the search after 10s or 2m with the best found', parse.parseTimeLimit)
    .option('--candidates', 'up to three plans to choose from, with the frontier between balance and compactness')
    .option('--snapshot <n>', 'the data to divide by (default the newest)', parse.parseSnapshot)
    .option('--period <month>', 'divide by the newest data of this period, such as 2026-10', parse.parsePeriod)
    .option(
      '--division <key>',
      "whose customers to divide (default that of --from, else the city's)",
      parse.parseDivisionKey,
    )
    .option('--no-city-rules', 'go by the rules said here alone, not by those of `shapan rules`')
    .option('--costs', 'tell what each rule costs: once more without it, by the same seed')
    .option('--seed <n>', 'the same data, options and seed give the same plan', parse.wholeNumber(0, 4294967295), 1)
    .option('--name <text>', 'name of the plan')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan partition taipei --grids 60 --tolerance 5% --weights customers')
    .action(async (city: string, { json, ...options }: Options) => {
      const request = toRequest(options)
      const [{ runPartition }, { listFigures }] = await Promise.all([
        import('../../plans/partitionCity.ts'),
        import('../../data/cityFigures.ts'),
      ])
      const { made, figures } = await withDatabase(output, async ({ database, bar, signal }) => ({
        made: await runPartition(database, city, request, {
          signal,
          clock,
          onProgress: ({ stage, fraction }) => bar.update(stageNames.en[stage], fraction),
        }),
        figures: await listFigures(database.kysely, city),
      }))
      printResult(output, json === true, made, () => describe(made, request, figures))
    })
}

type Spread = PartitionSummary['weights'][number]

function toRequest({ tolerance = [], timeLimit, cityRules, ...said }: Omit<Options, 'json'>): PartitionInput {
  const { rules, rest: options } = splitRules(said)
  const { weights = contractKeys } = options
  const [first, ...others] = tolerance
  if (others.length > 0 && tolerance.length !== weights.length) {
    const message = `${tolerance.length} tolerances for ${weights.length} weights: give one for all, or one a weight`
    throw new ShapanError('invalid-request', message)
  }
  return {
    ...options,
    ...rulesOfOptions(rules),
    ...(cityRules === false && { cityRules }),
    ...(first !== undefined && { tolerance: first }),
    ...(others.length > 0 && { tolerances: Object.fromEntries(weights.map((key, c) => [key, tolerance[c]!])) }),
    ...(timeLimit !== undefined && { timeLimitSeconds: Math.max(1, Math.round(timeLimit)) }),
  }
}

function describe(made: PartitionSummary, request: PartitionInput, figures: readonly FigureDefinition[]): string[] {
  const { candidates } = made
  return [
    `${made.planId} "${made.name}": ${formatCount(made.cells)} cells in ${made.grids} grids${made.mainGrids > 0 ? ` of ${made.mainGrids} main grids` : ''}, solved in ${(made.solveMs / 1000).toFixed(2)} s`,
    ...divisionLine(made.division),
    snapshotLine(made.snapshot),
    ...made.weights.map(
      (weight) => `${weight.key}: ${spreadText(weight, made.warnings, findFigure(figures, weight.key))}`,
    ),
    verdictText(made, request),
    ...(made.movedShare === null ? [] : [`${movedText(made.movedShare, made)} changed grid`]),
    ...made.warnings.map(
      (note) =>
        `${note.code === 'rule-cost' ? 'cost' : 'warning'}: ${noteText(note, 'en', { ...plainFormat, figures })}`,
    ),
    ...(candidates
      ? [
          `to choose from: ${candidates.balanced} (balanced), ${candidates.compact} (compact)${candidates.leastChange ? `, ${candidates.leastChange} (least change)` : ''}`,
          ...formatTable([
            ['plan', 'compactness', 'worst', 'Polsby–Popper', 'border', 'moved', 'within'],
            ...candidates.frontier.map((point) => [
              point.planId ?? '',
              point.compactness,
              formatDeviation(Math.max(...point.deviations)),
              point.meanPolsbyPopper.toFixed(3),
              formatCount(Math.round(point.cut)),
              point.movedShare === null ? '–' : `${(point.movedShare * 100).toFixed(2)}%`,
              point.withinTolerance ? 'yes' : 'no',
            ]),
          ]),
        ]
      : []),
  ]
}

/** From the smallest grid to the largest; or why there is no average to compare with. */
function spreadText(
  { key, maxOverAverage, minOverAverage }: Spread,
  warnings: PartitionSummary['warnings'],
  figure: FigureDefinition,
): string {
  if (maxOverAverage !== null && minOverAverage !== null)
    return `${formatDeviation(minOverAverage - 1)} to ${formatDeviation(maxOverAverage)} of the average`
  const isBelowZero = warnings.some((note) => note.code === 'weight-ignored' && note.weight === key && note.total < 0)
  return isBelowZero
    ? 'cannot be balanced, because refunds exceed it'
    : `there ${isPlural(figure) ? 'are' : 'is'} no ${figure.label.en} to balance`
}

function verdictText({ weights, withinTolerance }: PartitionSummary, { sizeBand }: PartitionInput): string {
  if (weights.every(({ maxOverAverage }) => maxOverAverage === null))
    return 'nothing to balance: the grids have about equal numbers of cells'
  const goal = sizeBand ? (weights.length > 1 ? 'the size band and the tolerance' : 'the size band') : 'the tolerance'
  return `${withinTolerance ? 'every' : 'NOT every'} grid is within ${goal}`
}

function movedText(share: number, { weights: [first] }: PartitionSummary): string {
  const moved = `${(share * 100).toFixed(2)}%`
  return first?.maxOverAverage == null ? moved : `${moved} of the ${first.key}`
}
