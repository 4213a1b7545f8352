import type { Command } from 'commander'
import { parsePlanId as cityOfPlan } from '../../base/planIds.ts'
import { findFigure } from '../../contract/figures.ts'
import { divisionLine } from '../divisionLine.ts'
import { exitCodes } from '../exitCodes.ts'
import { parsePlanId } from '../options.ts'
import { formatFigure, printResult } from '../output.ts'
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
      const [{ recountPlan }, { listFigures }] = await Promise.all([
        import('../../plans/recount/recountPlan.ts'),
        import('../../data/cityFigures.ts'),
      ])
      const { result, figures } = await withDatabase(output, async ({ database, bar }) => {
        bar.update('recounting', null)
        const result = await recountPlan(database, planId)
        // Of damaged rows, which may be these, no totals are told.
        const figures = result.ok ? await listFigures(database.kysely, cityOfPlan(planId)!.cityCode) : []
        return { result, figures }
      })
      printResult(output, json === true, result, () => [
        result.ok
          ? `${planId} holds: ${Object.entries(result.stats)
              .map(([name, value]) => `${formatFigure(findFigure(figures, name), value)} ${name}`)
              .join(', ')}`
          : `${planId} does NOT hold: ${result.violations.length} violations`,
        ...(result.division ? divisionLine(result.division) : []),
        ...result.violations.map(({ code, message }) => `${code}: ${message}`),
      ])
      if (!result.ok) endWith(exitCodes.failed)
    })
}
