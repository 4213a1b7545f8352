import type { Command } from 'commander'
import type { Language } from '../../contract/common.ts'
import { writeAtomically } from '../../files/atomicFile.ts'
import type { BalanceReport } from '../../reports/report.ts'
import { divisionLine } from '../divisionLine.ts'
import { OutputOption } from '../fileOptions.ts'
import { parseLanguage, parsePeriod, parsePlanId, parseSnapshot } from '../options.ts'
import { printResult, snapshotLine } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

interface Options {
  out: string
  csv?: string
  language?: Language
  snapshot?: number
  period?: string
  json?: true
}

export function addReport(program: Command, { output }: Shell): void {
  program
    .command('report')
    .description('write the balance report of a plan: one printable HTML file, and the table as CSV')
    .argument('<plan>', 'a plan, such as taipei-1', parsePlanId)
    .addOption(new OutputOption('--out <file>', 'the HTML file; it needs nothing beside it').makeOptionMandatory())
    .addOption(new OutputOption('--csv <file>', 'the table of grids as CSV for spreadsheets'))
    .option('--language <language>', 'zh-CN or en (default: the language of this terminal)', parseLanguage)
    .option('--snapshot <n>', "judge by this snapshot of the city (default: the plan's own)", parseSnapshot)
    .option('--period <month>', 'judge by the newest data of this period, such as 2026-10', parsePeriod)
    .option('--json', 'print the verdict and the figures as JSON')
    .addHelpText('after', '\nExample:\n  shapan report taipei-1 --out report.html --csv report.csv --language zh-CN')
    .action(async (planId: string, options: Options) => {
      const [{ buildReport }, { renderReportHtml }, { renderReportCsv }, { verdictLine }] = await Promise.all([
        import('../../reports/buildReport.ts'),
        import('../../reports/html.ts'),
        import('../../reports/csv.ts'),
        import('../../reports/verdictText.ts'),
      ])
      const report = await withDatabase(output, ({ database }) => buildReport(database, planId, new Date(), options))
      await writeAtomically(options.out, [renderReportHtml(report, options.language ?? terminalLanguage(process.env))])
      if (options.csv) await writeAtomically(options.csv, [renderReportCsv(report)])
      const result = {
        planId,
        revision: report.plan.revision,
        snapshot: report.snapshot,
        division: report.division,
        isNewestData: report.isNewestData,
        out: options.out,
        csv: options.csv ?? null,
        isBalanced: report.isBalanced,
        weights: report.weights,
        tolerance: report.tolerance,
        tolerances: report.tolerances,
        gridsWithin: report.within,
        grids: report.grids.length,
        figures: report.figures.map(({ lorenz: _, ...figure }) => figure),
        reconciliation: report.reconciliation,
        worst: report.grids.slice(0, 5).map(({ code, name, worstDeviation }) => ({ code, name, worstDeviation })),
      }
      printResult(output, options.json === true, result, () => [
        verdictLine(report),
        ...divisionLine(report.division),
        dataLine(report),
        ...report.reconciliation.map(
          ({ key, agrees }) => `${key}: ${agrees ? 'agrees with the file' : 'DIFFERS from the file'}`,
        ),
        `written: ${[options.out, options.csv].filter(Boolean).join(', ')}`,
      ])
    })
}

function dataLine({ snapshot, plan, isNewestData }: BalanceReport): string {
  const { snapshotId } = snapshot
  return [
    snapshotLine(snapshot),
    ...(plan.snapshotId === snapshotId ? [] : [`the plan was made of snapshot ${plan.snapshotId}`]),
    ...(isNewestData ? [] : ['NOT the newest of the city']),
  ].join('; ')
}

/** Chinese where the terminal's locale is, English otherwise. */
export function terminalLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  return /^zh/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'zh-CN' : 'en'
}
