import { readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { beforeAll, expect, test } from 'vitest'
import { importFile } from '../../../server/data/importFile.ts'
import { runPartition } from '../../../server/plans/partitionCity.ts'
import { customerCsv } from '../builders.ts'
import { eachDatabase } from '../databases.ts'
import { makeTinyCity, paint, recount, tinyPlans } from './tinyCity.ts'

eachDatabase('a recount of what nobody has damaged', (database) => {
  beforeAll(() => makeTinyCity(database()))
  const expectWhole = async (planId: string) =>
    expect(await recount(database(), planId)).toMatchObject({ planId, ok: true, violations: [] })

  test('finds nothing, links and locks included', async () => {
    const { rows } = await database().execute('select jsonb_array_length(links) as links from plan')
    expect(rows.every(({ links }) => Number(links) > 0)).toBe(true)
    for (const planId of tinyPlans) await expectWhole(planId)
  })

  test('has one digest of the same customers on every database', async () => {
    const { rows } = await database().execute('select rows_digest from snapshot order by snapshot_id')
    expect(rows.slice(0, 2)).toEqual([
      { rows_digest: '-118464460211392350099' },
      { rows_digest: '59604771024777997700' },
    ])
  })

  test('finds nothing while the plan is being painted', async () => {
    const painting = async () => {
      for (let stroke = 0; stroke < 8; stroke++) await paint(database(), 'tiny-1')
    }
    const reading = async () => {
      for (let turn = 0; turn < 8; turn++) await expectWhole('tiny-1')
    }
    const ends = await Promise.allSettled([painting(), reading()])
    expect(ends).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }])
    await expectWhole('tiny-1')
  })

  test('finds nothing in a thread of its own, which more customers are worth', async () => {
    const csv = Readable.from([Buffer.from(customerCsv(12_000))])
    await importFile(database(), 'tiny', csv, { crs: 'wgs84', sourceName: 'may.csv' })
    const { planId } = await runPartition(database(), 'tiny', {
      grids: 3,
      tolerance: 0.5,
      weights: ['customers'],
      preset: 'fast',
    })
    await expectWhole(planId)
  })
})

test('the docs say what each violation means', async () => {
  const { violationCode } = await import('../../../server/contract/verification.ts')
  const page = readFileSync(new URL('../../../docs/verification.md', import.meta.url), 'utf8')
  expect(violationCode.options.filter((code) => !page.includes(`\`${code}\``))).toEqual([])
})
