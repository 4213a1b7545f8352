import { sql } from 'kysely'
import type { Database } from '../../server/db/database.ts'
import { runPartition } from '../../server/plans/partitionCity.ts'
import { createTown, importTown } from './town.ts'

/** With a number of five digits and 网格 after it, forty letters. */
const longName = '云澜市滨江新区望江门外大街北段沿江高新技术产业开发第一社区综合服务'

/** No data, and no plan. */
export async function makeUnfinishedCities(database: Database): Promise<void> {
  await createTown(database, { code: 'bare', name: '空城' })
  await createTown(database, { code: 'planless', name: '未分城' })
  await importTown(database, 'planless')
}

/** These, and what is hard to show: refunds that exceed the revenue, and 500 grids with names of 40 letters and money in NT$. */
export async function makeHardCities(database: Database): Promise<void> {
  await makeUnfinishedCities(database)
  await createTown(database, { code: 'refunds', name: '退费城' })
  await importTown(database, 'refunds', 90)
  await runPartition(database, 'refunds', { grids: 6, tolerance: 0.3, preset: 'fast' })
  await createTown(database, {
    code: 'crowded',
    name: '雲瀾直轄市北岸經濟技術開發區與南岸新城聯合管理區',
    currency: 'TWD',
  })
  await importTown(database, 'crowded')
  await runPartition(database, 'crowded', {
    grids: 500,
    tolerance: 0.5,
    preset: 'fast',
    name: '第四季度末按客户数与收入共同均衡的全市网格调整方案第十二稿',
  })
  const { city_id: id } = await database.kysely
    .selectFrom('city')
    .select('city_id')
    .where('code', '=', 'crowded')
    .executeTakeFirstOrThrow()
  await database.kysely
    .updateTable('grid')
    .set({ name: sql<string>`${longName} || lpad(grid_number::text, 5, '0') || '网格'` })
    .where('city_id', '=', id)
    .execute()
}
