import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { importFile } from '../../../server/data/importFile.ts'
import type { Database } from '../../../server/db/database.ts'
import { deleteSnapshot } from '../../../server/deletion/deleteSnapshot.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { customerCsv, makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'

const load = (database: Database) =>
  importFile(database, 'town', Readable.from([Buffer.from(customerCsv(50))]), { crs: 'wgs84', sourceName: 'a.csv' })

/** The same object with one member in place of its own. */
function withMember<T extends object, K extends keyof T>(object: T, name: K, member: T[K]): T {
  return new Proxy(object, {
    get(target, key) {
      if (key === name) return member
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** The database, where `work` is done before the next transaction begins. */
function before(database: Database, work: () => Promise<void>): Database {
  const transaction = () => {
    const begun = database.kysely.transaction()
    const execute: typeof begun.execute = async (steps) => {
      await work()
      return await begun.execute(steps)
    }
    return withMember(begun, 'execute', execute)
  }
  return withMember(database, 'kysely', withMember(database.kysely, 'transaction', transaction))
}

const request = { grids: 3, tolerance: 0.5, weights: ['customers' as const] }

// A check before the statements that store; `deletion.test.ts` deletes snapshots of both databases.
anyDatabase('a partition whose snapshot is deleted while it is solved', (database) => {
  test('says so, stores nothing, and can be made of the current data', async () => {
    await makeCity(database(), 'town')
    const { snapshotId } = await load(database())
    const deleting = before(database(), async () => {
      await load(database())
      await deleteSnapshot(database(), 'town', snapshotId)
    })
    await expect(runPartition(deleting, 'town', { ...request, snapshot: snapshotId })).rejects.toMatchObject({
      code: 'unknown-snapshot',
      message: expect.stringContaining(`Snapshot ${snapshotId} was deleted while a plan was made of it`),
    })
    expect(await database().kysely.selectFrom('plan').select('plan_number').execute()).toEqual([])
    expect((await runPartition(database(), 'town', request)).planId).toBe('town-1')
  })
})
