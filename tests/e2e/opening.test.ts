import { describe, expect, it } from 'vitest'
import { pixelOf, takeScreenshot } from './browser.ts'
import { findLegalMove, readPlan } from './planOnServer.ts'
import { drawAt, sandboxForTests, saved, takeBrush } from './sandboxForTests.ts'
import { gridCount } from './town.ts'

const sandbox = sandboxForTests()

describe('the sandbox as it opens', () => {
  it('shows a newcomer the first steps until a stroke is drawn', () =>
    sandbox.goOn(async ({ page }) => {
      const before = await readPlan(sandbox.server.url, sandbox.server.planId)
      const { cell, to } = findLegalMove(before)
      const currentStep = () => page.locator('[data-testid=first-steps] [aria-current=step] b').textContent()
      expect(await currentStep()).toBe('1')
      await takeBrush(page, to)
      expect(await currentStep()).toBe('3')
      await drawAt(page, before.centerOf(cell))
      await page.mouse.up()
      await page.getByTestId('first-steps').waitFor({ state: 'detached' })
      await saved(page, before.detail.revision + 1)
      await page.keyboard.press('Control+Z')
      await saved(page, before.detail.revision + 2)
      await page.reload()
      await page.waitForSelector('[data-testid=grid-list] [data-grid]')
      expect(await page.getByTestId('first-steps').count()).toBe(0)
    }))

  it('lists every grid of the balanced city worst first, and tells what lies under the pointer and was clicked', () =>
    sandbox.goOn(async ({ page }) => {
      expect(await page.locator('[data-testid=grid-list] [data-grid]').count()).toBe(gridCount)
      const plan = await readPlan(sandbox.server.url, sandbox.server.planId)
      const { detail } = plan
      const worst = detail.grids.toSorted(
        (a, b) => Math.abs(b.deviations.customers!) - Math.abs(a.deviations.customers!) || a.number - b.number,
      )[0]!
      expect(await page.locator('[data-testid=grid-list] [data-grid]').first().getAttribute('data-grid')).toBe(
        String(worst.number),
      )
      expect(await page.getByTestId('total-customers').getAttribute('title')).toBe(
        detail.totals.customers!.toLocaleString('zh-CN'),
      )
      await saved(page, detail.revision)
      await takeScreenshot(page, 'first-load')

      const { cell, from } = findLegalMove(plan)
      const { name } = plan.detail.grids.find(({ number }) => number === from)!
      const { x, y } = await pixelOf(page, plan.centerOf(cell))
      await page.mouse.move(x, y)
      expect(await page.getByTestId('hover-tip').textContent()).toContain(name)
      await page.mouse.click(x, y)
      expect(await page.getByTestId('grid-card').textContent()).toContain(name)
      await takeScreenshot(page, 'details')
    }))

  it('switches between Chinese and English and remembers it', () =>
    sandbox.goOn(async ({ page }) => {
      expect(await page.getByTestId('open-report').textContent()).toBe('均衡报告')
      await page.getByTestId('switch-language').click()
      expect(await page.getByTestId('open-report').textContent()).toBe('Balance report')
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      expect(await page.getByTestId('open-report').getAttribute('href')).toContain('lang=en')
      await page.reload()
      await page.waitForSelector('[data-testid=grid-list] [data-grid]')
      expect(await page.getByTestId('open-report').textContent()).toBe('Balance report')
      await takeScreenshot(page, 'english')
    }))
})
