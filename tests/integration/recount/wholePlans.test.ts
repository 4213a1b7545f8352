import { expect, test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import { makeTinyCity, recount, tinyPlans } from './tinyCity.ts'

eachDatabase('a recount of what nobody has damaged', (database) => {
  test('finds nothing', async () => {
    await makeTinyCity(database())
    const { rows } = await database().execute('select jsonb_array_length(links) as links from plan')
    expect(rows.every(({ links }) => Number(links) > 0)).toBe(true)
    for (const planId of tinyPlans)
      expect(await recount(database(), planId)).toMatchObject({ planId, ok: true, violations: [] })
  })
})
