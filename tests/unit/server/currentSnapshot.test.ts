import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')

/** Where the city's current snapshot may be read, and what for. Figures of a plan are never among it: a plan keeps its own. */
const readers: Readonly<Record<string, string>> = {
  'server/cities/store.ts': 'tells the city with its newest data',
  'server/data/routes.ts': 'cells where no snapshot is named, and the list of snapshots',
  'server/deletion/deleteCity.ts': 'a city lets go of its data before it is deleted',
  'server/cli/commands/snapshot.ts': 'the list of snapshots says which one is current',
  'server/deletion/deleteSnapshot.ts': 'a current snapshot that is deleted leaves its place to another',
  'server/data/snapshots.ts': 'an import that is complete becomes the current one',
  'server/jobs/runner.ts': 'a city without data cannot be partitioned',
  'server/plans/recount/snapshot.ts': 'the check that the current snapshot is there and complete',
  'server/plans/partitionCity.ts': 'what a new plan divides by where the request names no snapshot',
  'server/plans/divisions/listDivisions.ts': 'what the divisions of a city add up to in its newest data',
  'server/plans/recount/life.ts': 'the check that somebody knows from which day on it serves',
  'server/life/compareNamed.ts': 'what two plans are weighed by where no snapshot is named',
  'server/life/copyPlan.ts': 'a draft that is re-based is drawn by the newest data',
  'server/life/makeImpact.ts': 'a plan takes effect by the newest data',
  'server/life/movements.ts': 'what changes on a start that lies ahead, made again by the newest data',
  'server/life/submitPlan.ts': 'whether newer data came since its impact was looked at',
  'server/life/decide.ts': 'the same once more before it takes effect',
  'server/ownership/imports/importAssignment.ts': 'where those are whom a file of today names',
  'server/db/schema.ts': 'the column',
}

describe('the current snapshot of a city', () => {
  it('is read only where something new begins', () => {
    const found = globSync('server/**/*.ts', { cwd: root }).filter((path) =>
      readFileSync(join(root, path), 'utf8').includes('current_snapshot_id'),
    )
    expect(found.toSorted()).toEqual(Object.keys(readers).toSorted())
  })

  it('is not read from a city by the sandbox, which shows the snapshot of the open plan', () => {
    const found = globSync('web/**/*.{ts,tsx}', { cwd: root }).filter((path) =>
      /city\??\.snapshot|cells\?format=binary`/.test(readFileSync(join(root, path), 'utf8')),
    )
    expect(found).toEqual([])
  })
})
