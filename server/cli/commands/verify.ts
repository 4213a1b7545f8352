import type { Command } from 'commander'
import { divisionLine } from '../divisionLine.ts'
import { exitCodes } from '../exitCodes.ts'
import { parsePlanId } from '../options.ts'
import { formatCount, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

export function addVerify(program: Command, { output, endWith }: Shell): void {
  program
    .command('verify')
    .description('recount a plan from the stored rows: gaps, overlaps, contiguity, totals, places, polygons')
    .argument('<plan>', 'a plan, such as taipei-1', parsePlanId)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan verify taipei-1 || echo "the plan is damaged"')
    .action(async (planId: string, { json }: { json?: true }) => {
      const { recountPlan } = await import('../../plans/recount/recountPlan.ts')
      const result = await withDatabase(output, ({ database, bar }) => {
        bar.update('recounting', null)
        return recountPlan(database, planId)
      })
      printResult(output, json === true, result, () => [
        result.ok
          ? `${planId} holds: ${Object.entries(result.stats)
              .map(([name, value]) => `${formatCount(value)} ${name}`)
              .join(', ')}`
          : `${planId} does NOT hold: ${result.violations.length} violations`,
        ...(result.division ? divisionLine(result.division) : []),
        ...result.violations.map(({ code, message }) => `${code}: ${message}`),
      ])
      if (!result.ok) endWith(exitCodes.failed)
    })
}
