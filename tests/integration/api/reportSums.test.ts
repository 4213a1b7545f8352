import { expect, it } from 'vitest'
import { buildReport } from '../../../server/reports/buildReport.ts'
import { anyTown } from '../databases.ts'
import { capturing } from '../queries/capture.ts'
import { serveApp } from './apiServer.ts'

anyTown('the reports of a snapshot', (database) => {
  serveApp(database)

  it('sum its customers once, and from the imported rows, whatever the cells say', async () => {
    const sums: string[] = []
    const counted = capturing(database(), ({ sql }) => {
      if (/\bfrom customer\b/.test(sql)) sums.push(sql)
    })
    const [first] = await Promise.all([1, 2, 3].map(() => buildReport(counted, 'town-1', new Date(0))))
    const later = await buildReport(counted, 'town-1', new Date(0))
    expect(sums).toHaveLength(1)
    expect(later.reconciliation).toEqual(first?.reconciliation)
    expect(later.reconciliation[0]).toMatchObject({ key: 'customers', file: 4000, sum: 4000, agrees: true })
  })

  it('do not agree where the cells were altered', async () => {
    const db = database()
    await db.execute('alter table cell_fact disable trigger user')
    await db.execute(`update cell_fact set figures[1] = figures[1] + 1
      where city_id = 1 and cell_index = (select min(cell_index) from cell_fact where city_id = 1)`)
    const report = await buildReport({ ...db }, 'town-1', new Date(0))
    expect(report.reconciliation[0]).toMatchObject({ file: 4000, sum: 4001, agrees: false })
  })
})
