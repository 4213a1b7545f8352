import type { Command } from 'commander'
import { exitCodes } from '../exitCodes.ts'
import { withInterrupt } from '../session.ts'
import type { Shell } from '../shell.ts'

export function addServe(program: Command, { output }: Shell): void {
  program
    .command('serve')
    .description('serve the sandbox and the API; the first start makes a demo city')
    .option('--json', 'print one JSON line with the address when ready; progress goes to the error stream')
    .addHelpText(
      'after',
      `
Settings are environment variables: PORT (4000), HOST (127.0.0.1), SHAPAN_DATA_DIR (./data), DATABASE_URL, BASEMAP_URL, LOG_LEVEL,
SHAPAN_TOKEN or SHAPAN_TOKEN_FILE (needed where HOST is not this machine alone), SHAPAN_HOSTS, TRUST_PROXY, RATE_LIMIT (6000),
LOOKUP_RATE_LIMIT (60000). docs/operations.md tells more.

Example:
  PORT=8080 shapan serve`,
    )
    .action(async ({ json }: { json?: true }) => {
      const [{ startServer }, { loadConfig }] = await Promise.all([
        import('../../start/main.ts'),
        import('../../base/config.ts'),
      ])
      // Files of the data directory are for this user alone (db/privateFiles.ts).
      process.umask(0o077)
      const write = json ? output.error : output.out
      await withInterrupt(async (signal) => {
        const giveUp = () => process.exit(exitCodes.interrupted)
        signal.addEventListener('abort', giveUp)
        const server = await startServer(loadConfig(process.env), (line) => write(`${line}\n`))
        signal.removeEventListener('abort', giveUp)
        if (json) output.out(`${JSON.stringify({ url: server.url })}\n`)
        await new Promise((stop) => signal.addEventListener('abort', stop, { once: true }))
        write('stopping 正在停止 …\n')
        await server.close()
      })
    })
}
