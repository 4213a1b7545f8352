import type { Command } from 'commander'
import { exitCodes } from '../exitCodes.ts'
import { printResult } from '../output.ts'
import type { Shell } from '../shell.ts'

export function addDoctor(program: Command, { output, endWith }: Shell): void {
  program
    .command('doctor')
    .description('say what is missing on this machine, and the way out')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan doctor')
    .action(async ({ json }: { json?: true }) => {
      const { examineMachine } = await import('../doctor.ts')
      const findings = await examineMachine(process.env)
      const ok = findings.every(({ state }) => state !== 'missing')
      const sign = { ok: '✓', missing: '✗', optional: '–' }
      printResult(output, json === true, { ok, findings }, () => [
        ...findings.flatMap(({ name, state, detail, wayOut }) => [
          `${sign[state]} ${name}: ${detail}`,
          ...(wayOut ? [`    ${wayOut}`] : []),
        ]),
        ok ? 'Shapan can run here.' : 'Shapan cannot run here as it is: see the lines marked ✗.',
      ])
      if (!ok) endWith(exitCodes.failed)
    })
}
