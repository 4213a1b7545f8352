import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import type { FigureDefinition } from '../../server/contract/figures.ts'
import { addFigure } from '../../server/data/cityFigures.ts'
import { importFile } from '../../server/data/importFile.ts'
import type { Database } from '../../server/db/database.ts'
import { runPartition } from '../../server/plans/partitionCity.ts'
import { openSandbox, takeScreenshot } from './browser.ts'
import { readPlan } from './planOnServer.ts'
import { sandboxForTests } from './sandboxForTests.ts'
import { createTown } from './town.ts'

const sum = (key: string, zh: string): FigureDefinition => ({
  kind: 'sum',
  key,
  unit: 'count',
  decimals: 0,
  label: { 'zh-CN': zh, en: key },
  columns: [zh],
})
const kidsEach: FigureDefinition = {
  kind: 'ratio',
  key: 'kids_each',
  unit: 'count',
  decimals: 2,
  label: { 'zh-CN': '户均孩子', en: 'kids a household' },
  numerator: 'kids',
  denominator: 'households',
}

/** A town with two figures of its own, more kids in the east, and plan `family-1`, balanced by customers. */
async function makeFamilyTown(database: Database): Promise<void> {
  await createTown(database, { code: 'family', name: '云澜市' })
  for (const figure of [sum('households', '家庭户'), sum('kids', '孩子数'), kidsEach])
    await addFigure(database, 'family', figure)
  const rows = Array.from({ length: 6000 }, (_, i) => {
    const [east, north] = [((i * 37) % 175) / 1000, ((i * 53) % 157) / 1000]
    return `${(119.922 + east).toFixed(4)},${(30.0215 + north).toFixed(4)},1,${30 + (i % 50)},1,${Math.round(east * 20) + (i % 2)}`
  })
  const text = `lon,lat,customers,revenue,家庭户,孩子数\n${rows.join('\n')}\n`
  const source = { crs: 'wgs84', sourceName: 'family.csv' } as const
  await importFile(database, 'family', Readable.from([Buffer.from(text)]), source)
  await runPartition(database, 'family', { grids: 8, tolerance: 0.1, weights: ['customers'], name: '按客户' })
}

const sandbox = sandboxForTests(makeFamilyTown)

it("shows a city's own figures as columns and colours, divides by one, and reports it", () =>
  sandbox.inProfile(async ({ page }) => {
    await openSandbox(page, `${sandbox.server.url}/?city=family&plan=family-1`)
    const shownKeys = () =>
      page
        .locator('[data-testid=grid-list] [data-grid="1"] [data-figure]')
        .evaluateAll((all) => all.map((one) => one.getAttribute('data-figure')))

    await page.getByTestId('choose-figures').click()
    await page.getByTestId('figure-kids').click()
    await page.getByTestId('figure-revenue').click()
    await page.keyboard.press('Escape')
    await expect.poll(shownKeys).toEqual(['customers', 'kids'])
    await page.getByTestId('meter-kids').waitFor()

    const colourOf = () => page.getByTestId('judge-by').locator('input:checked').getAttribute('value')
    await page.getByTestId('judge-by').getByText('孩子数').click()
    expect(await colourOf()).toBe('kids')
    await takeScreenshot(page, 'own-figure-colour')

    await page.getByTestId('open-partition').click()
    await page.getByTestId('partition-grids').fill('8')
    await page.getByTestId('partition-tolerance').fill('15')
    await page.getByTestId('partition-more').click()
    // The field itself takes no pointer: what lies over it does.
    const weights = page.getByTestId('partition-weights')
    await weights.focus()
    await weights.press('ArrowDown')
    await page.getByRole('option', { name: '孩子数' }).click()
    await weights.press('Escape')
    await takeScreenshot(page, 'own-figure-weight')
    await page.getByTestId('partition-start').click()
    await page.waitForURL(/plan=family-2/)
    await page.getByTestId('within-tolerance').getByText('孩子数').waitFor()
    const { detail } = await readPlan(sandbox.server.url, 'family-2')
    expect(detail.parameters).toMatchObject({ weights: ['customers', 'kids'] })
    await page.locator('[data-testid=grid-list] [data-grid="1"]').click()
    const { kids } = detail.grids.find(({ number }) => number === 1)!.figures
    expect(await page.getByTestId('grid-card').innerText()).toContain(kids!.toLocaleString('zh-CN'))
    await takeScreenshot(page, 'own-figure-plan')

    await page.goto(`${sandbox.server.url}/api/plans/family-2/report?format=html&lang=zh-CN`)
    expect(await page.locator('table').first().innerText()).toContain('孩子数')
    await takeScreenshot(page, 'own-figure-report')
  }))
