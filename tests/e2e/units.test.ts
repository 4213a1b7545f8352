import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { importPlaces } from '../../server/data/places/importPlaces.ts'
import type { Database } from '../../server/db/database.ts'
import { pixelOf, takeScreenshot } from './browser.ts'
import { readPlan } from './planOnServer.ts'
import { sandboxForTests } from './sandboxForTests.ts'

const [west, south, side] = [119.95, 30.05, 0.012] as const

/** 25 estates in rows in the middle of the town, with streets between them, and a park. */
async function addUnits(database: Database): Promise<void> {
  const square = (x: number, y: number, size: number) => [
    [
      [x, y],
      [x + size, y],
      [x + size, y + size],
      [x, y + size],
      [x, y],
    ],
  ]
  const feature = (code: string, name: string, coordinates: number[][][], more: object = {}) => ({
    type: 'Feature',
    properties: { 小区编码: code, 小区名称: name, ...more },
    geometry: { type: 'Polygon', coordinates },
  })
  const estates = Array.from({ length: 25 }, (_, i) =>
    feature(
      `E${i}`,
      `滨江花园${i + 1}期`,
      square(west + (i % 5) * 1.4 * side, south + Math.floor(i / 5) * 1.4 * side, side),
      { 户数: 100 + i },
    ),
  )
  const load = (features: object[], kind: 'estate' | 'park') =>
    importPlaces(
      database,
      'town',
      Readable.from([Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }))]),
      { kind, crs: 'wgs84', sourceName: `${kind}.geojson` },
    )
  await load(estates, 'estate')
  await load([feature('P1', '软件园', square(119.93, 30.03, 0.015))], 'park')
}

const sandbox = sandboxForTests(addUnits)

it('shows the estates and parks of a city, and keeps those whole that a planner chooses', () =>
  sandbox.inSandbox(async ({ page }) => {
    await page.getByTestId('open-layers').click()
    await page.getByTestId('layer-estate').check()
    await page.getByTestId('layer-park').check()
    expect(await page.getByTestId('layers').innerText()).toMatch(/小区 25[\s\S]*园区 1/)
    await page.keyboard.press('Escape')
    const { x, y } = await pixelOf(page, [west + side / 2, south + side / 2])
    await page.mouse.move(x, y)
    await expect.poll(() => page.getByTestId('hover-unit').innerText()).toBe('滨江花园1期 · 住户 100')
    await takeScreenshot(page, 'units')

    await page.getByTestId('open-partition').click()
    await page.getByTestId('partition-tolerance').fill('15')
    await page.getByTestId('partition-more').click()
    const kinds = page.getByTestId('partition-keep-whole')
    await kinds.focus()
    await kinds.press('ArrowDown')
    await page.getByRole('option', { name: '小区 25' }).click()
    await kinds.press('Escape')
    await takeScreenshot(page, 'units-partition')
    await page.getByTestId('partition-start').click()
    await page.waitForURL(/plan=town-2/)
    const { detail, plan } = await readPlan(sandbox.server.url, 'town-2')
    expect(detail.parameters).toMatchObject({ keepWhole: ['estate'] })
    const { features } = await (await fetch(`${sandbox.server.url}/api/cities/town/units?kinds=estate`)).json()
    for (const { properties } of features) {
      const cells: number[] = properties.cells.flatMap(([start, length]: [number, number]) =>
        Array.from({ length }, (_, i) => start + i),
      )
      expect(new Set(cells.map((cell) => plan.assignment[cell])).size).toBe(1)
    }
    await page.getByText('25 个整体单元全部保持完整').last().waitFor()
    await takeScreenshot(page, 'units-kept')
  }))
