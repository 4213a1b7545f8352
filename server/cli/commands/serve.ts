import type { Command } from 'commander'
import type { Shell } from '../program.ts'
import { withInterrupt } from '../session.ts'

export function addServe(program: Command, { output }: Shell): void {
  program
    .command('serve')
    .description('serve the sandbox and the API; the first start makes a demo city')
    .option('--json', 'print one JSON line with the address when ready; progress goes to the error stream')
    .addHelpText(
      'after',
      `
Settings are environment variables: PORT (4000), HOST (127.0.0.1), SHAPAN_DATA_DIR (./data), DATABASE_URL, BASEMAP_URL, LOG_LEVEL.

Example:
  PORT=8080 shapan serve`,
    )
    .action(async ({ json }: { json?: true }) => {
      const { serve, startServer } = await import('../../main.ts')
      if (!json) return await serve(process.env)
      const { loadConfig } = await import('../../config.ts')
      await withInterrupt(async (signal) => {
        const server = await startServer(loadConfig(process.env), (line) => output.error(`${line}\n`))
        output.out(`${JSON.stringify({ url: server.url })}\n`)
        if (!signal.aborted) await new Promise((stop) => signal.addEventListener('abort', stop, { once: true }))
        await server.close()
      })
    })
}
