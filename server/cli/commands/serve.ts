import type { Command } from 'commander'
import type { Shell } from '../program.ts'

export function addServe(program: Command, _shell: Shell): void {
  program
    .command('serve')
    .description('serve the sandbox and the API')
    .option('--json', 'log JSON lines only, as without a terminal')
    .addHelpText('after', '\nExample:\n  PORT=8080 shapan serve')
    .action(async () => {
      const { serve } = await import('../../main.ts')
      await serve(process.env)
    })
}
