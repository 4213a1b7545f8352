import type { Command } from 'commander'
import type { SnapshotName } from '../../contract/cities.ts'
import { parseCityCode, parseSnapshot } from '../options.ts'
import { formatCount, formatTable, printResult } from '../output.ts'
import { withDatabase } from '../session.ts'
import type { Shell } from '../shell.ts'

export function addSnapshot(program: Command, { output }: Shell): void {
  const snapshot = program.command('snapshot').description('list and delete the imports of a city')
  snapshot
    .command('list')
    .description('list the snapshots of a city, the newest period first, each with the plans made of it')
    .argument('<city>', 'code of the city', parseCityCode)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan snapshot list taipei')
    .action(async (code: string, { json }: { json?: true }) => {
      const [{ findCity }, { listSnapshots }] = await Promise.all([
        import('../../cities/store.ts'),
        import('../../data/readSnapshots.ts'),
      ])
      const { currentSnapshotId, snapshots } = await withDatabase(output, async ({ database }) => {
        const city = await findCity(database.kysely, code)
        const snapshots = await listSnapshots(database.kysely, city.city_id, city.code)
        return { currentSnapshotId: city.current_snapshot_id, snapshots }
      })
      // The first of each period is its data, those after it were corrected.
      const newest = new Map(snapshots.toReversed().map(({ period, snapshotId }) => [period, snapshotId]))
      const served = ({ period, snapshotId }: SnapshotName) => {
        if (snapshotId === currentSnapshotId) return 'yes'
        return newest.get(period) === snapshotId ? `of ${period}` : ''
      }
      printResult(output, json === true, { currentSnapshotId, snapshots }, () =>
        formatTable([
          ['snapshot', 'period', 'file', 'imported', 'rows', 'customers', 'current', 'plans'],
          ...snapshots.map((row) => [
            row.snapshotId,
            row.period,
            row.sourceName,
            row.completedAt.slice(0, 16).replace('T', ' '),
            formatCount(row.rowsLoaded),
            formatCount(row.totals.customers ?? 0),
            served(row),
            row.plans.join(' '),
          ]),
        ]),
      )
    })
  snapshot
    .command('delete')
    .description('delete a snapshot that is not the only one and that no plan is made of')
    .argument('<city>', 'code of the city', parseCityCode)
    .argument('<snapshot>', 'its number in `shapan snapshot list`', parseSnapshot)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample:\n  shapan snapshot delete taipei 1')
    .action(async (code: string, snapshotId: number, { json }: { json?: true }) => {
      const { deleteSnapshot } = await import('../../deletion/deleteSnapshot.ts')
      await withDatabase(output, ({ database, bar }) => {
        bar.update('deleting', null)
        return deleteSnapshot(database, code, snapshotId)
      })
      printResult(output, json === true, { city: code, snapshotId, deleted: true }, () => [
        `snapshot ${snapshotId} of ${code}: deleted`,
      ])
    })
}
