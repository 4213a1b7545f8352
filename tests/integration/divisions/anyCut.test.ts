import fc from 'fast-check'
import { beforeAll, expect, it } from 'vitest'
import { loadCityState } from '../../../server/cities/cityState.ts'
import type { Figures } from '../../../server/contract/figures.ts'
import { loadCustomerSums } from '../../../server/data/customerSums.ts'
import { findDivision } from '../../../server/data/divisions.ts'
import { loadFacts } from '../../../server/data/facts.ts'
import { loadSnapshotFacts } from '../../../server/data/snapshotFacts.ts'
import { addDivision, changeDivision, removeDivision } from '../../../server/plans/divisions/changeDivisions.ts'
import { listDivisions } from '../../../server/plans/divisions/listDivisions.ts'
import { makeCity } from '../builders.ts'
import { anyDatabase } from '../databases.ts'
import { addAll, importSegmented, segmentedCsv, segmentNames, sumsInSql } from './dividedCity.ts'

/** A way of cutting the segments. */
interface Cut {
  /** of each the number of its division, or null where none names it */
  readonly of: readonly (number | null)[]
  readonly isDefault: number
}

const names = [...segmentNames, 'nobody yet']
const cuts: fc.Arbitrary<Cut> = fc.record({
  of: fc.array(fc.option(fc.nat(3)), { minLength: names.length, maxLength: names.length }),
  isDefault: fc.nat(3),
})
const keyOf = (number: number) => (number === 0 ? 'all' : `d${number}`)

// A law of the statements, which are the same on both; `journey.test.ts` runs on both databases with each change.
anyDatabase('any way of cutting the segments', (database, driver) => {
  beforeAll(async () => {
    await makeCity(database(), 'town', 7)
    await importSegmented(database(), 'town', segmentedCsv(1500))
  })

  async function divide({ of, isDefault }: Cut): Promise<void> {
    const { divisions } = await listDivisions(database(), 'town')
    if (divisions.some(({ key }) => key !== 'all')) {
      await changeDivision(database(), 'town', 'all', { isDefault: true, take: false })
      for (const { key } of divisions) if (key !== 'all') await removeDivision(database(), 'town', key)
    }
    for (const number of [0, 1, 2, 3]) {
      const segments = names.filter((_, place) => of[place] === number)
      const key = keyOf(number)
      if (number === 0) await changeDivision(database(), 'town', key, { segments, take: true })
      else
        await addDivision(database(), 'town', { key, name: key, segments, isDefault: isDefault === number, take: true })
    }
  }

  /** In SQL's own words. */
  function conditionOf(number: number, { of, isDefault }: Cut): string {
    const quoted = (own: readonly string[]) => own.map((name) => `'${name.replaceAll("'", "''")}'`).join(', ') || `'-'`
    if (number !== isDefault) return `segment in (${quoted(names.filter((_, place) => of[place] === number))})`
    const others = names.filter((_, place) => of[place] !== null && of[place] !== number)
    return `segment is null or segment not in (${quoted(others)})`
  }

  it('has divisions that add up to the city, cell by cell and to the cent, each as SQL sums it', async () => {
    const city = await loadCityState(database(), 'town')
    const whole = await loadFacts(database().kysely, city.cityId, 1, city.cellCount)
    const all = await sumsInSql(database(), 'true')
    await fc.assert(
      fc.asyncProperty(cuts, async (way) => {
        await divide(way)
        const { divisions } = await listDivisions(database(), 'town')
        const values = whole.keys.map(() => new Float64Array(city.cellCount))
        const total: Figures = { customers: 0, revenue: 0 }
        const file: Figures = { customers: 0, revenue: 0 }
        for (const number of [0, 1, 2, 3]) {
          const division = await findDivision(database().kysely, city.cityId, keyOf(number))
          expect(division.isDefault).toBe(number === way.isDefault)
          const facts = await loadSnapshotFacts(database(), city, 1, division)
          const inSql = await sumsInSql(database(), conditionOf(number, way))
          const listed = divisions.find(({ key }) => key === division.key)!
          const customers = await loadCustomerSums(database(), city.cityId, 1, division)
          expect(listed.totals).toEqual(addAll(inSql, (cell) => cell >= 0))
          expect(customers.outside).toEqual(addAll(inSql, (cell) => cell < 0))
          expect(customers.file).toEqual(addAll(inSql, () => true))
          for (const [f, key] of facts.keys.entries()) {
            for (let cell = 0; cell < city.cellCount; cell++) {
              const value = facts.values[f]![cell]!
              if (value !== (inSql.get(cell)?.[key] ?? 0)) throw new Error(`${division.key}, cell ${cell}: ${value}`)
              values[f]![cell]! += value
            }
            total[key]! += listed.totals[key]!
            file[key]! += customers.file[key]!
          }
        }
        expect(values).toEqual(whole.values)
        expect(total).toEqual(addAll(all, (cell) => cell >= 0))
        expect(file).toEqual(addAll(all, () => true))
        // Each segment that was seen is of one division.
        expect(divisions.flatMap(({ seen }) => seen).toSorted()).toEqual([...segmentNames].toSorted())
      }),
      { numRuns: driver === 'postgres' ? 25 : 8 },
    )
  })
})
