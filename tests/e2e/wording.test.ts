import { describe, expect, it } from 'vitest'
import { takeScreenshot } from './browser.ts'
import { findLegalMove, readPlan } from './planOnServer.ts'
import { drawAt, sandboxForTests, saved, takeBrush } from './sandboxForTests.ts'

const sandbox = sandboxForTests()
/** A word of English that is neither a name, a unit nor a file's. */
const english = /[a-z]{3,}(?!\.csv)/

describe('an address that names what there is not', () => {
  it('of a city lists the cities there are, and opens none by itself', () =>
    sandbox.inProfile(async ({ page }) => {
      await page.goto(`${sandbox.server.url}/?city=nosuch`)
      const screen = page.getByTestId('no-such-city')
      await screen.waitFor()
      expect(await screen.textContent()).toContain('“nosuch”不存在')
      expect(await page.locator('[data-grid]').count()).toBe(0)
      expect(new URL(page.url()).searchParams.get('city')).toBe('nosuch')
      await takeScreenshot(page, 'no-such-city')
      await screen.getByRole('button', { name: '云澜市 (town)' }).click()
      await page.waitForSelector('[data-testid=grid-list] [data-grid]')
      expect(new URL(page.url()).searchParams.get('city')).toBe('town')
    }))
})

describe('what goes wrong, on a Chinese page', () => {
  it('names the grid where the server refuses a stroke that was legal here', () =>
    sandbox.goOn(async ({ page, context, complaints }) => {
      const before = await readPlan(sandbox.server.url, sandbox.server.planId)
      const { cell, from, to } = findLegalMove(before)
      const { name } = before.detail.grids.find(({ number }) => number === from)!
      await context.route('**/commands', (route) =>
        route.request().method() === 'POST'
          ? route.fulfill({
              status: 409,
              contentType: 'application/problem+json',
              body: JSON.stringify({
                status: 409,
                code: 'would-disconnect',
                title: 'Conflict',
                detail: `grid ${from} would fall into 2 pieces`,
                grid: from,
              }),
            })
          : route.continue(),
      )
      await takeBrush(page, to)
      await drawAt(page, before.centerOf(cell))
      await page.mouse.up()
      const reason = page.getByTestId('tray-reason')
      await reason.waitFor()
      expect(await reason.textContent()).toContain(`会把「${name}」分成不相连的几块`)
      expect(await reason.textContent()).not.toMatch(english)
      await takeScreenshot(page, 'tray-reason')
      await context.unroute('**/commands')
      await page.getByTestId('tray-drop').click()
      await saved(page, before.detail.revision)
      complaints.length = 0
    }))

  it('is said in Chinese where the server gives no answer or refuses a partition', () =>
    sandbox.goOn(async ({ page, context, complaints }) => {
      await page.getByTestId('open-partition').click()
      const failed = page.getByTestId('partition-failed')
      await context.route('**/partitions', (route) => route.abort())
      await page.getByTestId('partition-start').click()
      await failed.waitFor()
      expect(await failed.textContent()).toContain('服务器没有应答')
      expect(await failed.textContent()).not.toMatch(english)
      await takeScreenshot(page, 'partition-offline')
      await context.unroute('**/partitions')
      await context.route('**/partitions', (route) =>
        route.fulfill({
          status: 409,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            status: 409,
            code: 'import-running',
            title: 'Conflict',
            detail: 'An import is running',
          }),
        }),
      )
      await page.getByTestId('partition-start').click()
      await failed.filter({ hasText: '正在导入数据' }).waitFor()
      expect(await failed.textContent()).not.toMatch(english)
      // The browser itself reports the connection that was cut and the status that was made up.
      complaints.length = 0
    }))
})
