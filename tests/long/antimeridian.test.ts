import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { createCity } from '../../server/cities/createCity.ts'
import { longitudeNear } from '../../server/coordinates/longitudes.ts'
import { importFile } from '../../server/data/importFile.ts'
import type { Database } from '../../server/db/database.ts'
import { runPartition } from '../../server/plans/partitionCity.ts'
import { openSandbox, pixelOf, takeScreenshot } from '../e2e/browser.ts'
import { readPlan } from '../e2e/planOnServer.ts'
import { sandboxForTests } from '../e2e/sandboxForTests.ts'

const sandbox = sandboxForTests(makeIsland)

async function makeIsland(database: Database): Promise<void> {
  const ring = [
    [179.9, -16.95],
    [-179.85, -16.95],
    [-179.85, -16.8],
    [179.9, -16.8],
    [179.9, -16.95],
  ]
  const boundary = {
    type: 'Feature',
    properties: { name: 'Taveuni' },
    geometry: { type: 'Polygon', coordinates: [ring] },
  }
  await createCity(database, { code: 'island', name: 'Taveuni', resolution: 8, boundary, crs: 'wgs84' })
  const rows = Array.from(
    { length: 600 },
    (_, i) => `${179.905 + ((i * 37) % 240) / 1000},${-16.945 + ((i * 53) % 140) / 1000}`,
  )
  await importFile(database, 'island', Readable.from([Buffer.from(`lon,lat\n${rows.join('\n')}\n`)]), { crs: 'wgs84' })
  await runPartition(database, 'island', { grids: 4, tolerance: 0.3 })
}

it('a city across the antimeridian fills the screen, and tells what lies under the pointer on both sides of it', () =>
  sandbox.inSandbox(async ({ page }) => {
    await openSandbox(page, `${sandbox.server.url}/?city=island&plan=island-1`)
    const plan = await readPlan(sandbox.server.url, 'island-1')
    const view = await page.getByTestId('map').evaluate((box) => ({ ...(box as HTMLElement).dataset }))
    expect(Math.abs(Number(view.lng))).toBeGreaterThan(179.9)
    expect(Number(view.zoom)).toBeGreaterThan(10)
    await takeScreenshot(page, 'antimeridian')
    for (const lng of [179.94, 180.09]) {
      const cells = Array.from(plan.plan.assignment.keys())
      const distance = (cell: number) => {
        const [x, y] = plan.centerOf(cell)
        return Math.hypot(longitudeNear(x, lng) - lng, y + 16.87)
      }
      const cell = cells.reduce((best, one) => (distance(one) < distance(best) ? one : best))
      const [x, y] = plan.centerOf(cell)
      const place = await pixelOf(page, [longitudeNear(x, Number(view.lng)), y])
      await page.mouse.move(place.x, place.y)
      const grid = plan.detail.grids.find(({ number }) => number === plan.plan.assignment[cell])
      expect(await page.getByTestId('hover-tip').textContent()).toContain(grid?.name)
    }
  }))
