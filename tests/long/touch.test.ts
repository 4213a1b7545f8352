import { describe, expect, it } from 'vitest'
import { pixelOf } from '../e2e/browser.ts'
import { findLegalMove } from '../e2e/planOnServer.ts'
import { takeBrush } from '../e2e/sandboxForTests.ts'
import { tabletForTests } from '../e2e/tablet.ts'

const { here, onTablet } = tabletForTests()

describe('a stroke on a touch screen', () => {
  it('follows a finger over many cells without losing it to scrolling', () =>
    onTablet(async ({ page, touch }) => {
      const before = await here()
      const { cell } = findLegalMove(before)
      await takeBrush(page, before.plan.assignment[cell]!)
      await page.evaluate(() => {
        const counts: Record<string, number> = {}
        Object.assign(window, { counts })
        for (const type of ['pointermove', 'pointercancel'])
          addEventListener(type, () => (counts[type] = (counts[type] ?? 0) + 1), true)
      })
      const { x, y } = await pixelOf(page, before.centerOf(cell))
      await touch('touchStart', { id: 0, x, y })
      for (let way = 1; way <= 12; way++) await touch('touchMove', { id: 0, x: x - way * 6, y: y + way * 4 })
      await page.waitForSelector('[data-testid=stroke-panel][data-drawing]')
      await touch('touchCancel')
      await page.locator('[data-testid=stroke-panel]:not([data-drawing])').waitFor()
      const counts = await page.evaluate(() => (window as unknown as { counts: Record<string, number> }).counts)
      expect(counts.pointermove).toBeGreaterThanOrEqual(6)
      // The one this test sent, and none of a browser that scrolls.
      expect(counts.pointercancel).toBe(1)
      expect((await here()).detail.revision).toBe(before.detail.revision)
    }))

  it('gives its stroke up when the window loses the focus', () =>
    onTablet(async ({ page, touch }) => {
      const before = await here()
      const { cell, to } = findLegalMove(before)
      await takeBrush(page, to)
      const { x, y } = await pixelOf(page, before.centerOf(cell))
      await touch('touchStart', { id: 0, x, y })
      await page.waitForSelector('[data-testid=stroke-panel][data-drawing]')
      await page.evaluate(() => dispatchEvent(new Event('blur')))
      await page.locator('[data-testid=stroke-panel]:not([data-drawing])').waitFor()
      await touch('touchEnd')
      expect((await here()).detail.revision).toBe(before.detail.revision)
    }))
})
