import type { Command } from 'commander'
import { printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

export function addMigrate(program: Command, { output }: Shell): void {
  program
    .command('migrate')
    .description('bring the database up to date, as each command does; or lay it out over a cluster')
    .option(
      '--citus',
      'distribute the tables by city over the workers of the Citus coordinator that DATABASE_URL names',
    )
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  DATABASE_URL=postgres://shapan@coordinator/shapan shapan migrate --citus')
    .action(async ({ citus, json }: { citus?: true; json?: true }) => {
      const [{ distribute }, { readMigrations }] = await Promise.all([
        import('../../db/distribute.ts'),
        import('../../db/migrate.ts'),
      ])
      const cluster = await withDatabase(output, async ({ database, bar }) => {
        if (!citus) return null
        bar.update('distributing', null)
        return await distribute(database)
      })
      const migration = readMigrations().at(-1)?.name
      printResult(output, json === true, { migration, cluster }, () => [
        `the database is up to date: ${migration}`,
        ...(cluster
          ? [`its tables ${cluster.isNew ? 'are now' : 'were already'} distributed over ${cluster.workers} workers`]
          : []),
      ])
    })
}
