import type { Command } from 'commander'
import type { WeightKey } from '../../contract/plans.ts'
import { parseCityCode, parseTolerance, parseWeights, wholeNumber } from '../options.ts'
import { formatCount, formatDeviation, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

interface Options {
  grids: number
  tolerance: number
  weights?: WeightKey[]
  seed: number
  name?: string
  json?: true
}

export function addPartition(program: Command, { output }: Shell): void {
  program
    .command('partition')
    .description('divide a city into balanced grids, as a new plan')
    .argument('<city>', 'code of the city', parseCityCode)
    .requiredOption('--grids <k>', 'how many grids', wholeNumber(1, 65535))
    .requiredOption(
      '--tolerance <fraction>',
      'allowed deviation from the average, both ways, such as 5%',
      parseTolerance,
    )
    .option('--weights <list>', 'what to balance, most important first (default customers,revenue)', parseWeights)
    .option('--seed <n>', 'the same data, options and seed give the same plan', wholeNumber(0, 4294967295), 1)
    .option('--name <text>', 'name of the plan')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan partition taipei --grids 60 --tolerance 5% --weights customers')
    .action(async (city: string, { json, ...request }: Options) => {
      const { runPartition } = await import('../../plans/partitionCity.ts')
      const made = await withDatabase(output, ({ database, bar, signal }) =>
        runPartition(database, city, request, {
          signal,
          onProgress: ({ stage, fraction }) => bar.update(stage, fraction),
        }),
      )
      printResult(output, json === true, made, () => [
        `${made.planId} "${made.name}": ${formatCount(made.cells)} cells in ${made.grids} grids, solved in ${(made.solveMs / 1000).toFixed(2)} s`,
        ...made.weights.map(
          ({ key, maxOverAverage, minOverAverage }) =>
            `${key}: ${formatDeviation(minOverAverage - 1)} to ${formatDeviation(maxOverAverage)} of the average`,
        ),
        made.withinTolerance ? 'every grid is within the tolerance' : 'NOT every grid is within the tolerance',
        ...made.warnings.map(({ message }) => `warning: ${message}`),
      ])
    })
}
