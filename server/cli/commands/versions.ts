import type { Command } from 'commander'
import { actingHere } from '../actingHere.ts'
import { comparisonLines, lineageLines, movementLines } from '../impactLines.ts'
import * as parse from '../options.ts'
import { formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

type Json = { json?: true }
type VersionName = ReturnType<typeof parse.parseVersionId>

const cityArgument = ['<city>', 'code of the city', parse.parseCityCode] as const
const versionArgument = ['<version>', 'a version, such as taipei@7', parse.parseVersionId] as const

/** `version list`, `withdraw`, `rollback`, `correct`, `movements`, `lineage` and `compare`. */
export function addVersionCommands(program: Command, shell: Shell): void {
  const { output } = shell
  const version = program.command('version').description('what was in force in a city, is, and will be')

  version
    .command('list')
    .description('list the versions of a city, the newest first')
    .argument(...cityArgument)
    .option('--division <key>', 'only those of this division', parse.parseDivisionKey)
    .option('--known <change>', 'as they were known at this change', parse.wholeNumber(0, Number.MAX_SAFE_INTEGER))
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan version list taipei')
    .action(async (city: string, { json, ...which }: Json & { division?: string; known?: number }) => {
      const { listVersions } = await import('../../life/describe.ts')
      const list = await withDatabase(output, ({ database }) => listVersions(database, city, which, shell.clock()))
      printResult(output, json === true, list, () =>
        list.versions.length === 0
          ? ['no plan has been approved yet: shapan plan submit <plan> --from <date>']
          : formatTable([
              ['version', 'phase', 'from', 'until', 'kind', 'division', 'plan', 'grids', 'change'],
              ...list.versions.map((one) => [
                one.id,
                one.phase,
                one.from,
                one.until ?? '',
                one.kind,
                one.division,
                one.planId,
                one.gridCount,
                one.change,
              ]),
            ]),
      )
    })

  version
    .command('withdraw')
    .description('withdraw a version that has not begun: the one before it goes on')
    .argument(...versionArgument)
    .requiredOption('--reason <text>', 'why')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan version withdraw taipei@7 --reason "put off"')
    .action(async ({ city, number }: VersionName, { json, reason }: Json & { reason: string }) => {
      const { withdrawVersion } = await import('../../life/withdraw.ts')
      await withDatabase(output, ({ database }) => withdrawVersion(database, city, number, reason, actingHere(shell)))
      const id = `${city}@${number}`
      printResult(output, json === true, { version: id, withdrawn: true }, () => [`${id}: withdrawn`])
    })

  for (const [verb, kind, does, example] of [
    ['rollback', 'rollback', 'ask for the plan of an earlier version again, from a day to come', '2027-01-01'],
    [
      'correct',
      'correct',
      'ask for a version to be put right from a day that has begun, to the next start',
      '2026-11-01',
    ],
  ] as const) {
    version
      .command(verb)
      .description(does)
      .argument(...versionArgument)
      .requiredOption('--from <date>', 'the day it is to begin', parse.parseCivilDate)
      .option('--later <choice>', 'what becomes of versions that begin later: keep or withdraw', parse.parseLater)
      .option('--note <text>', 'why, for whoever approves it', '')
      .option('--json', 'print the result as JSON')
      .addHelpText('after', `\nExample:\n  shapan version ${verb} taipei@4 --from ${example}`)
      .action(
        async (
          { city, number }: VersionName,
          { json, from, later, note }: Json & { from: string; later?: 'keep' | 'withdraw'; note: string },
        ) => {
          const { putBack } = await import('../../life/putBack.ts')
          const request = { version: number, effectiveFrom: from, later, note }
          const submission = await withDatabase(output, ({ database }) =>
            putBack(database, city, kind, request, actingHere(shell)),
          )
          printResult(output, json === true, submission, () => [
            `submission ${submission.number}: ${submission.planId} from ${from}; approve it by shapan plan approve ${submission.planId}`,
          ])
        },
      )
  }

  version
    .command('movements')
    .description('what changes hands when a version begins, from which grid to which')
    .argument(...versionArgument)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan version movements taipei@7')
    .action(async ({ city, number }: VersionName, { json }: Json) => {
      const [{ readMovement }, { listFigures }] = await Promise.all([
        import('../../life/readMovement.ts'),
        import('../../data/cityFigures.ts'),
      ])
      const { movement, figures } = await withDatabase(output, async ({ database }) => ({
        movement: await readMovement(database, city, number, shell.clock()),
        figures: await listFigures(database.kysely, city),
      }))
      printResult(output, json === true, movement, () => movementLines(movement, figures))
    })

  version
    .command('lineage')
    .description('what became of the grids of a city between two dates')
    .argument(...cityArgument)
    .option('--from <date>', 'grids of this date (default the first version)', parse.parseCivilDate)
    .option('--to <date>', 'where they are on this date (default today)', parse.parseCivilDate)
    .option('--grid <id>', 'of this grid alone', parse.parseGridId)
    .option('--division <key>', 'of this division (default the default one)', parse.parseDivisionKey)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan version lineage taipei --from 2026-01-01')
    .action(
      async (
        city: string,
        { json, ...query }: Json & { from?: string; to?: string; grid?: string; division?: string },
      ) => {
        const { readCityLineage } = await import('../../life/cityLineage.ts')
        const lineage = await withDatabase(output, ({ database }) =>
          readCityLineage(database, city, query, shell.clock()),
        )
        printResult(output, json === true, lineage, () => lineageLines(lineage))
      },
    )

  version
    .command('compare')
    .description('what differs between any two of plans, versions and dates')
    .argument(...cityArgument)
    .argument('<left>', 'plan:taipei-3, plan:taipei-3@41, version:7 or on:2026-07-01', parse.parseCompared)
    .argument('<right>', 'the same', parse.parseCompared)
    .option('--division <key>', 'of which division on: is meant (default the default one)', parse.parseDivisionKey)
    .option('--snapshot <n>', 'the data to weigh by (default the newest)', parse.parseSnapshot)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan version compare taipei on:2026-11-01 plan:taipei-3')
    .action(
      async (
        city: string,
        left: string,
        right: string,
        { json, ...options }: Json & { division?: string; snapshot?: number },
      ) => {
        const [{ compareNamed }, { listFigures }] = await Promise.all([
          import('../../life/compareNamed.ts'),
          import('../../data/cityFigures.ts'),
        ])
        const { answer, figures } = await withDatabase(output, async ({ database }) => ({
          answer: await compareNamed(database, city, { left, right, ...options }),
          figures: await listFigures(database.kysely, city),
        }))
        printResult(output, json === true, answer, () => [`${left} → ${right}`, ...comparisonLines(answer, figures)])
      },
    )
}

/** `audit`: who did what. */
export function addAudit(program: Command, { output }: Shell): void {
  program
    .command('audit')
    .description('who did what with the plans of a city, and why; the newest first')
    .argument(...cityArgument)
    .option('--last <n>', 'at most so many', parse.wholeNumber(1, 500), 20)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan audit taipei --last 5')
    .action(async (city: string, { json, last }: Json & { last: number }) => {
      const { listAudit } = await import('../../life/describe.ts')
      const audit = await withDatabase(output, ({ database }) => listAudit(database, city, { limit: last }))
      printResult(output, json === true, audit, () =>
        audit.entries.length === 0
          ? ['nothing has been done yet']
          : formatTable([
              ['change', 'at', 'who', 'what', 'of', 'why'],
              ...audit.entries.map(({ change, at, actor, act, subject, reason }) => [
                change,
                at.slice(0, 16).replace('T', ' '),
                actor,
                act,
                subject,
                reason ?? '',
              ]),
            ]),
      )
    })
}
