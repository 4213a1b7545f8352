import type { Command } from 'commander'
import { contractKeys, figuresAmong, ratioOf } from '../../contract/figures.ts'
import type { GridFigures } from '../../contract/grids.ts'
import { figure } from '../../contract/planTolerances.ts'
import { divisionLine } from '../divisionLine.ts'
import { parseCityCode, parseDivisionKey, parsePlanId } from '../options.ts'
import { formatCount, formatDeviation, formatFigure, formatTable, printResult, snapshotLine } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'
import { addPlanLife } from './planLife.ts'
import { addPlanLog } from './planLog.ts'

export function addPlans(program: Command, { output }: Shell): void {
  program
    .command('plans')
    .description('list the plans of a city, the newest first')
    .argument('<city>', 'code of the city', parseCityCode)
    .option('--division <key>', 'only those of this division', parseDivisionKey)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan plans taipei')
    .action(async (code: string, { json, division }: { json?: true; division?: string }) => {
      const [{ findCity }, { listPlans }, { findDivision }] = await Promise.all([
        import('../../cities/store.ts'),
        import('../../plans/store.ts'),
        import('../../data/divisions.ts'),
      ])
      const { plans, isOnly } = await withDatabase(output, async ({ database }) => {
        const city = await findCity(database.kysely, code)
        const { isOnly } = await findDivision(database.kysely, city.city_id, division)
        return { plans: await listPlans(database.kysely, city.city_id, city.code, division), isOnly }
      })
      printResult(output, json === true, { plans }, () =>
        formatTable([
          ['plan', 'name', 'status', ...(isOnly ? [] : ['division']), 'grids', 'revision', 'snapshot', 'changed'],
          ...plans.map((plan) => [
            plan.planId,
            plan.name,
            plan.status,
            ...(isOnly ? [] : [plan.division]),
            plan.gridCount,
            plan.revision,
            plan.snapshotId,
            plan.updatedAt.slice(0, 16).replace('T', ' '),
          ]),
        ]),
      )
    })
}

export function addPlan(program: Command, shell: Shell): void {
  const { output } = shell
  const plan = program
    .command('plan')
    .description('the log of a plan, undo and redo; how it takes effect; delete a draft')
  addPlanLog(plan, shell)
  addPlanLife(plan, shell)
  plan
    .command('delete')
    .description('delete a draft; plans of another status stay, and its number is not given out again')
    .argument('<plan>', 'a plan, such as taipei-1', parsePlanId)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan plan delete taipei-2')
    .action(async (planId: string, { json }: { json?: true }) => {
      const { deletePlan } = await import('../../deletion/deletePlan.ts')
      await withDatabase(output, ({ database }) => deletePlan(database, planId))
      printResult(output, json === true, { planId, deleted: true }, () => [`${planId}: deleted`])
    })
}

export function addGrids(program: Command, { output }: Shell): void {
  program
    .command('grids')
    .description('list the grids of a plan with their figures, the furthest from the average first')
    .argument('<plan>', 'a plan, such as taipei-1', parsePlanId)
    .option('--json', 'print the plan and its grids as JSON')
    .addHelpText('after', '\nExample:\n  shapan grids taipei-1')
    .action(async (planId: string, { json }: { json?: true }) => {
      const [{ loadPlanState }, { planDetail }, { listFigures }] = await Promise.all([
        import('../../plans/planState.ts'),
        import('../../plans/planDetail.ts'),
        import('../../data/cityFigures.ts'),
      ])
      const { plan, division, all } = await withDatabase(output, async ({ database }) => {
        const state = await loadPlanState(database, planId)
        const plan = planDetail(state)
        return { plan, division: state.division, all: await listFigures(database.kysely, plan.city) }
      })
      printResult(output, json === true, plan, () => {
        const keys = plan.parameters?.weights ?? contractKeys
        const worst = (grid: GridFigures) => Math.max(...keys.map((key) => Math.abs(grid.deviations[key] ?? 0)))
        const figures = figuresAmong(all, Object.keys(plan.totals))
        const cellsOf = (grid: GridFigures) =>
          figures.flatMap((one) =>
            one.kind === 'sum'
              ? [formatFigure(one, figure(grid, one.key)), formatDeviation(grid.deviations[one.key] ?? null)]
              : [ratioOf(one, grid.figures, all)?.toFixed(one.decimals) ?? '–'],
          )
        return [
          ...formatTable([
            [
              ...['code', 'name'],
              ...figures.flatMap(({ kind, label }) => (kind === 'sum' ? [label.en, '±'] : [label.en])),
              ...['km²', 'cells'],
            ],
            ...plan.grids
              .toSorted((a, b) => worst(b) - worst(a) || a.number - b.number)
              .map((grid) => [grid.code, grid.name, ...cellsOf(grid), grid.areaKm2.toFixed(2), grid.cellCount]),
          ]),
          ...divisionLine(division),
          snapshotLine(plan.snapshot),
          `${plan.grids.length} grids, ${formatCount(plan.totals.customers ?? 0)} customers; unassigned: ${plan.unassigned.cellCount} cells, ${formatCount(figure(plan.unassigned, 'customers'))} customers`,
        ]
      })
    })
}
