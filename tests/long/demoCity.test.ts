import { getIcosahedronFaces, latLngToCell } from 'h3-js'
import { expect, it } from 'vitest'
import { cellsOf, readCustomers, withDemoCity } from '../unit/fixtures/builders.ts'

it('the demo city can be divided into 60 grids of equal size: many empty cells, none too full, a city of the size foreseen', async () => {
  await withDemoCity({}, async (files) => {
    const cells = await cellsOf(files)
    const customers = new Map<string, number>()
    let revenueCents = 0
    for (const row of await readCustomers(files.customers)) {
      const cell = latLngToCell(row.lat, row.lon, 9)
      if (!cells.has(cell)) continue
      customers.set(cell, (customers.get(cell) ?? 0) + row.customers)
      revenueCents += row.revenueCents
    }
    expect(cells.size).toBeGreaterThan(10_000)
    expect(cells.size).toBeLessThan(16_000)
    const emptyShare = 1 - customers.size / cells.size
    expect(emptyShare).toBeGreaterThan(0.55)
    expect(emptyShare).toBeLessThan(0.65)
    expect(Math.max(...customers.values())).toBeLessThan((0.2 * 200_000) / 60)
    expect(revenueCents / 100 / 199_990).toBeGreaterThan(60)
    expect(revenueCents / 100 / 199_990).toBeLessThan(95)
    expect(new Set([...cells].flatMap((cell) => getIcosahedronFaces(cell)))).toEqual(new Set([5]))
  })
})
