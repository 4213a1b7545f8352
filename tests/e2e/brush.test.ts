import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { takeScreenshot } from './browser.ts'
import { findLegalMove, findSplittingMove, readPlan } from './planOnServer.ts'
import { drawAt, sandboxForTests, saved, takeBrush } from './sandboxForTests.ts'

const sandbox = sandboxForTests()

const listedFigure = (page: Page, grid: number) =>
  page.locator(`[data-testid=grid-list] [data-grid="${grid}"]`).textContent()

const shownCustomers = async (page: Page, side: 'receiver' | 'giver'): Promise<number> =>
  Number(await page.locator(`[data-testid=stroke-${side}] [data-after=customers]`).getAttribute('data-value'))

describe('the brush', () => {
  it('moves both grids’ figures while the brush is down; undo, redo and a reload keep the history', () =>
    sandbox.inSandbox(async ({ page }) => {
      const before = await readPlan(sandbox.server.url, sandbox.server.planId)
      const { cell, from, to } = findLegalMove(before)
      const customersOf = (grid: number) =>
        before.detail.grids.find(({ number }) => number === grid)!.figures.customers!
      await takeBrush(page, to)
      expect(await shownCustomers(page, 'receiver')).toBe(customersOf(to))

      await drawAt(page, before.centerOf(cell))
      await page.waitForSelector('[data-testid=stroke-panel][data-drawing]')
      const moved = (await shownCustomers(page, 'receiver')) - customersOf(to)
      expect(moved).toBeGreaterThan(0)
      expect(await shownCustomers(page, 'giver')).toBe(customersOf(from) - moved)
      expect((await readPlan(sandbox.server.url, sandbox.server.planId)).detail.revision).toBe(before.detail.revision)
      await takeScreenshot(page, 'stroke')
      await page.mouse.up()

      const first = before.detail.revision + 1
      await saved(page, first)
      const painted = await readPlan(sandbox.server.url, sandbox.server.planId)
      expect(painted.plan.assignment[cell]).toBe(to)
      const listed = await listedFigure(page, to)

      await page.getByTestId('undo').click()
      await saved(page, first + 1)
      expect((await readPlan(sandbox.server.url, sandbox.server.planId)).plan.assignment).toEqual(
        before.plan.assignment,
      )
      expect(await listedFigure(page, to)).not.toBe(listed)

      await page.keyboard.press('Control+Shift+Z')
      await saved(page, first + 2)
      expect(await listedFigure(page, to)).toBe(listed)

      await page.reload()
      await saved(page, first + 2)
      await page.waitForSelector('[data-testid=grid-list] [data-grid]')
      expect(await listedFigure(page, to)).toBe(listed)
      await page.keyboard.press('Control+Z')
      await saved(page, first + 3)
      expect((await readPlan(sandbox.server.url, sandbox.server.planId)).plan.assignment).toEqual(
        before.plan.assignment,
      )
    }))

  it('shows an illegal stroke while it is drawn, says why when it is lifted, and changes nothing', () =>
    sandbox.inSandbox(async ({ page }) => {
      const before = await readPlan(sandbox.server.url, sandbox.server.planId)
      const { cell, to } = findSplittingMove(before)
      const { name } = before.detail.grids.find(({ number }) => number === to)!
      await takeBrush(page, to)
      await drawAt(page, before.centerOf(cell))
      expect(await page.getByTestId('stroke-refusal').textContent()).toContain(name)
      await takeScreenshot(page, 'refused')
      await page.mouse.up()
      expect(await page.getByTestId('notice-refused').textContent()).toContain(name)
      expect((await readPlan(sandbox.server.url, sandbox.server.planId)).detail.revision).toBe(before.detail.revision)
    }))
})
