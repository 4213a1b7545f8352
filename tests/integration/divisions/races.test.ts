import { beforeAll, expect, it } from 'vitest'
import { encodeAssignment } from '../../../partition/index.ts'
import { isShapanError } from '../../../server/base/errors.ts'
import { loadCityState } from '../../../server/cities/cityState.ts'
import { addDivision, removeDivision } from '../../../server/plans/divisions/changeDivisions.ts'
import { listDivisions } from '../../../server/plans/divisions/listDivisions.ts'
import { insertPlan } from '../../../server/plans/store.ts'
import { anyDatabase } from '../databases.ts'
import { makeDividedTown } from './dividedCity.ts'

// The embedded database has one session, where nobody can race; it is asked with the long tests.
anyDatabase('several who change divisions at once', (database) => {
  beforeAll(async () => {
    await makeDividedTown(database())
  })

  const add = (key: string, segments: string[] = []) =>
    addDivision(database(), 'town', { key, name: key, segments, isDefault: false, take: false })
  const codesOf = (outcomes: PromiseSettledResult<unknown>[]) =>
    outcomes.map((one) =>
      one.status === 'fulfilled' ? 'done' : isShapanError(one.reason) ? one.reason.code : one.reason,
    )

  it('get a segment, and a key, once', async () => {
    const segments = await Promise.allSettled(['x', 'y', 'z'].map((key) => add(key, ['校园'])))
    expect(codesOf(segments).toSorted()).toEqual(['done', 'segment-taken', 'segment-taken'])
    const keys = await Promise.allSettled([1, 2, 3].map(() => add('same')))
    expect(codesOf(keys).toSorted()).toEqual(['division-exists', 'division-exists', 'done'])
  })

  it('leave no plan of a division that is gone', async () => {
    const { cityId, cellCount } = await loadCityState(database(), 'town')
    for (let turn = 0; turn < 6; turn++) {
      const key = `brief-${turn}`
      await add(key)
      const store = () =>
        database()
          .kysely.transaction()
          .execute((transaction) =>
            insertPlan(transaction, cityId, {
              ...{ name: String, division: key, snapshotId: 1, grids: [], warnings: [], links: [] },
              parameters: { grids: 1, tolerance: 0.05, weights: ['customers'], seed: 1 },
              assignment: encodeAssignment(new Uint16Array(cellCount)),
            }),
          )
      const remove = () => removeDivision(database(), 'town', key)
      const [stored, removed] = codesOf(
        await Promise.allSettled(turn % 2 === 0 ? [store(), remove()] : [remove(), store()].toReversed()),
      )
      expect([
        ['done', 'division-in-use'],
        ['unknown-division', 'done'],
      ]).toContainEqual([stored, removed])
      const { divisions } = await listDivisions(database(), 'town')
      expect(divisions.find((one) => one.key === key)?.plans).toBe(stored === 'done' ? 1 : undefined)
    }
  })
})
