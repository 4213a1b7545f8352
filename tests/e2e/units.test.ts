import { expect, it } from 'vitest'
import { takeScreenshot } from './browser.ts'
import { addPlaces } from './places.ts'
import { readPlan } from './planOnServer.ts'
import { sandboxForTests } from './sandboxForTests.ts'

const sandbox = sandboxForTests(addPlaces)

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
