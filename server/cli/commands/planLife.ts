import type { Command } from 'commander'
import { ShapanError } from '../../base/errors.ts'
import { parsePlanId as readPlanId } from '../../base/planIds.ts'
import type { WarningCode } from '../../contract/impact.ts'
import { actingHere } from '../actingHere.ts'
import { impactLines } from '../impactLines.ts'
import { type LifeOptions, onSubmitted, takesLater } from '../lifeOptions.ts'
import * as parse from '../options.ts'
import { printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

type Json = { json?: true }
type Later = 'keep' | 'withdraw'

const planArgument = ['<plan>', 'a plan, such as taipei-1', parse.parsePlanId] as const
const cityOf = (planId: string) => readPlanId(planId)!.cityCode

/** `plan impact`, `submit`, `recall`, `return`, `approve`, `copy`, `rebase`, `archive`. */
export function addPlanLife(plan: Command, shell: Shell): void {
  const { output } = shell

  plan
    .command('impact')
    .description('what a plan changes on a date, against what would be in force then, and what stands in its way')
    .argument(...planArgument)
    .requiredOption('--from <date>', 'the day it is to begin', parse.parseCivilDate)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan plan impact taipei-2 --from 2027-01-01')
    .action(async (planId: string, { json, from }: Json & { from: string }) => {
      const [{ makeImpact }, { listFigures }] = await Promise.all([
        import('../../life/makeImpact.ts'),
        import('../../data/cityFigures.ts'),
      ])
      const { impact, figures } = await withDatabase(output, async ({ database }) => ({
        impact: await makeImpact(database, planId, from, shell.clock()),
        figures: await listFigures(database.kysely, cityOf(planId)),
      }))
      printResult(output, json === true, impact, () => impactLines(impact, figures))
    })

  plan
    .command('submit')
    .description('submit a draft for approval; it cannot be edited from then on')
    .argument(...planArgument)
    .requiredOption('--from <date>', 'the day it is to begin', parse.parseCivilDate)
    .option('--acknowledge <list>', 'warnings that were read, as `shapan plan impact` names them', parseWarnings)
    .option('--later <choice>', 'what becomes of versions that begin later: keep or withdraw', parse.parseLater)
    .option('--note <text>', 'why, for whoever approves it', '')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan plan submit taipei-2 --from 2027-01-01 --acknowledge moved')
    .action(
      async (
        planId: string,
        options: Json & { from: string; acknowledge?: WarningCode[]; later?: Later; note: string },
      ) => {
        const [{ makeImpact }, { submitPlan }, { listFigures }] = await Promise.all([
          import('../../life/makeImpact.ts'),
          import('../../life/submitPlan.ts'),
          import('../../data/cityFigures.ts'),
        ])
        const { submission, impact, figures } = await withDatabase(output, async ({ database }) => {
          const impact = await makeImpact(database, planId, options.from, shell.clock())
          const request = {
            revision: impact.revision,
            effectiveFrom: options.from,
            impactId: impact.impactId,
            later: options.later,
            note: options.note,
            acknowledge: options.acknowledge ?? [],
          }
          const submission = await submitPlan(database, planId, request, actingHere(shell))
          return { submission, impact, figures: await listFigures(database.kysely, cityOf(planId)) }
        })
        printResult(output, options.json === true, { submission, impact }, () => [
          ...impactLines(impact, figures),
          `submission ${submission.number}: approve it by shapan plan approve ${planId}`,
        ])
      },
    )

  for (const [verb, state, does] of [
    ['recall', 'recalled', 'take a submitted plan back, which is a draft again'],
    ['return', 'returned', 'return a submitted plan to its planner with a reason'],
  ] as const) {
    onSubmitted(plan, {
      ...{ verb, does, example: ' --reason "the border of the park"' },
      takes: (command) => command.requiredOption('--reason <text>', 'why'),
    }).action(async (planId: string, { json, reason }: LifeOptions & { reason: string }) => {
      const { reopenPlan } = await import('../../life/submitPlan.ts')
      const submission = await withDatabase(output, ({ database }) =>
        reopenPlan(database, planId, { state, reason }, actingHere(shell)),
      )
      printResult(output, json === true, submission, () => [`${planId}: ${state}, a draft again`])
    })
  }

  onSubmitted(plan, {
    verb: 'approve',
    does: 'approve a submitted plan: its version begins on its date, and the plan is frozen',
    takes: (command) => takesLater(command).option('--reason <text>', 'why'),
    example: '',
  }).action(async (planId: string, { json, later, reason }: LifeOptions) => {
    const [{ approve }, { findOpenSubmission }, { findCity }] = await Promise.all([
      import('../../life/decide.ts'),
      import('../../life/submissions.ts'),
      import('../../cities/store.ts'),
    ])
    const city = cityOf(planId)
    const approved = await withDatabase(output, async ({ database }) => {
      const { city_id: cityId } = await findCity(database.kysely, city)
      const { planNumber } = readPlanId(planId)!
      const open = await findOpenSubmission(database.kysely, cityId, { planNumber })
      if (!open) throw new ShapanError('not-pending', `Plan "${planId}" does not wait for approval: submit it first`)
      const decision = { submission: open.submission_number, impactId: open.impact_id, later, reason }
      return await approve(database, city, decision, actingHere(shell))
    })
    printResult(output, json === true, approved, () => [
      `${approved.version} begins on ${approved.effectiveFrom} (${approved.effectiveAt})`,
    ])
  })

  plan
    .command('copy')
    .description('a new draft with the same cells and grids, of a plan of any status')
    .argument(...planArgument)
    .option('--name <text>', 'name of the draft', parse.parseLabel)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan plan copy taipei-1')
    .action(async (planId: string, { json, name }: Json & { name?: string }) => {
      const { copyPlan } = await import('../../life/copyPlan.ts')
      const made = await withDatabase(output, ({ database }) => copyPlan(database, planId, { name }, actingHere(shell)))
      printResult(output, json === true, made, () => [`${made.planId}: a draft with the cells and grids of ${planId}`])
    })

  plan
    .command('rebase')
    .description('a new draft drawn from the version in force, with what the draft changed laid over it')
    .argument(...planArgument)
    .option('--mine <ids>', 'grids of the draft that keep their cells where both sides changed them', parseIds)
    .option('--name <text>', 'name of the draft', parse.parseLabel)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan plan rebase taipei-2')
    .action(async (planId: string, { json, name, mine = [] }: Json & { name?: string; mine?: string[] }) => {
      const { rebasePlan } = await import('../../life/copyPlan.ts')
      const made = await withDatabase(output, ({ database }) =>
        rebasePlan(database, planId, { name, mine }, actingHere(shell)),
      )
      printResult(output, json === true, made, () => [
        `${made.planId}: drawn from ${made.base}; ${made.mine} cells of the draft, ${made.theirs} of others`,
        ...made.conflicts.map(
          ({ code, name: grid, cells }) =>
            `${cells} cells of ${code} ${grid} are as ${made.base} has them: --mine keeps them`,
        ),
      ])
    })

  plan
    .command('archive')
    .description('put a draft away: it can be looked at and copied')
    .argument(...planArgument)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan plan archive taipei-2')
    .action(async (planId: string, { json }: Json) => {
      const { archivePlan } = await import('../../life/archivePlan.ts')
      await withDatabase(output, ({ database }) => archivePlan(database, planId, actingHere(shell)))
      printResult(output, json === true, { planId, archived: true }, () => [`${planId}: archived`])
    })
}

function parseWarnings(text: string) {
  return text.split(',').map((one) => parse.parseWarningCode(one.trim()))
}

function parseIds(text: string): string[] {
  return text.split(',').map((one) => parse.parseGridId(one.trim()))
}
