import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { pixelOf, takeScreenshot } from './browser.ts'
import { findLegalMove } from './planOnServer.ts'
import { saved, takeBrush } from './sandboxForTests.ts'
import { tabletForTests } from './tablet.ts'

const { here, onTablet } = tabletForTests()

const zoomOf = async (page: Page) => Number(await page.getByTestId('map').getAttribute('data-zoom'))

describe('a touch screen', () => {
  it('paints with one finger', () =>
    onTablet(async ({ page, touch }) => {
      const before = await here()
      const { revision } = before.detail
      const { cell, to } = findLegalMove(before)
      await takeBrush(page, to)
      const { x, y } = await pixelOf(page, before.centerOf(cell))
      await touch('touchStart', { id: 0, x, y })
      // Far enough for a browser that scrolls to take the finger away, and back again.
      for (const way of [1, 2, 3, 2, 1, 0]) await touch('touchMove', { id: 0, x: x + way / 2, y: y + way / 2 })
      await page.waitForSelector('[data-testid=stroke-panel][data-drawing]')
      await takeScreenshot(page, 'touch-stroke')
      await touch('touchEnd')
      await saved(page, revision + 1)
      expect((await here()).plan.assignment[cell]).toBe(to)
      await page.keyboard.press('Control+Z')
      await saved(page, revision + 2)
    }))

  it('moves and zooms with two fingers, and takes back what the first had begun', () =>
    onTablet(async ({ page, touch }) => {
      const before = await here()
      const { cell } = findLegalMove(before)
      await page.getByTestId('tool-brush').click()
      const zoom = await zoomOf(page)
      const { x, y } = await pixelOf(page, before.centerOf(cell))
      await touch('touchStart', { id: 0, x, y })
      await touch('touchMove', { id: 0, x: x - 30, y })
      await touch('touchStart', { id: 0, x: x - 30, y }, { id: 1, x: x + 30, y })
      expect(await page.locator('[data-testid=stroke-panel][data-drawing]').count()).toBe(0)
      for (let way = 1; way <= 10; way++)
        await touch('touchMove', { id: 0, x: x - 30 - way * 3, y }, { id: 1, x: x + 30 + way * 3, y })
      await page.waitForFunction(
        (was) => Number(document.querySelector<HTMLElement>('[data-testid=map]')!.dataset.zoom) > was + 0.5,
        zoom,
      )
      await touch('touchEnd', { id: 1, x: x + 60, y })
      await touch('touchMove', { id: 1, x: x + 90, y: y + 40 })
      await touch('touchEnd')
      await takeScreenshot(page, 'touch-pinch')
      // No stroke, and no grid picked by the finger that was the first of two.
      expect(await page.locator('[data-testid=stroke-receiver]').count()).toBe(0)
      expect((await here()).detail.revision).toBe(before.detail.revision)
    }))
})
