import { describe, expect, it } from 'vitest'
import { openSandbox, takeScreenshot } from './browser.ts'
import { deafen } from './deafen.ts'
import { findCuttingMoves, findLegalMove, readPlan, sendPaint } from './planOnServer.ts'
import { drawAt, forget409, sandboxForTests, saved, takeBrush } from './sandboxForTests.ts'

const sandbox = sandboxForTests()

describe('saving', () => {
  it('keeps strokes made while the server cannot be reached, even if the page is closed', () =>
    sandbox.inSandbox(async ({ page, context, complaints }) => {
      const before = await readPlan(sandbox.server.url, sandbox.server.planId)
      const { cell, to } = findLegalMove(before)
      await context.route('**/commands', (route) =>
        route.request().method() === 'POST' ? route.abort() : route.continue(),
      )
      await takeBrush(page, to)
      await drawAt(page, before.centerOf(cell))
      await page.mouse.up()
      await page.waitForSelector('[data-testid=save-state][data-phase=waiting]')
      await takeScreenshot(page, 'offline')
      await page.close()
      await context.unroute('**/commands')

      const next = await context.newPage()
      await openSandbox(next, `${sandbox.server.url}/?city=town&plan=${sandbox.server.planId}`)
      await saved(next, before.detail.revision + 1)
      expect((await readPlan(sandbox.server.url, sandbox.server.planId)).plan.assignment[cell]).toBe(to)
      await next.keyboard.press('Control+Z')
      await saved(next, before.detail.revision + 2)
      // The browser itself reports the connection that the test cut.
      expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([])
      complaints.length = 0
    }))

  it('sets aside what the plan no longer takes, says why, and keeps it over a reload until the planner decides', () =>
    sandbox.inSandbox(async ({ page, complaints }) => {
      const before = await readPlan(sandbox.server.url, sandbox.server.planId)
      const { revision } = before.detail
      const { first, second } = findCuttingMoves(before)
      await deafen(page)
      await sendPaint(sandbox.server, before, first.to, first.cell)

      await takeBrush(page, second.to)
      await drawAt(page, before.centerOf(second.cell))
      await page.mouse.up()
      await page.getByTestId('notice-set-aside').waitFor()
      await saved(page, revision + 1)
      const name = before.detail.grids.find(({ number }) => number === second.broken)!.name
      expect(await page.getByTestId('tray-reason').textContent()).toContain(name)
      expect(await page.getByTestId('tray-reason').textContent()).toContain('另一位规划员')
      await takeScreenshot(page, 'tray')
      await page.reload()
      await page.getByTestId('tray-reason').waitFor()
      await sendPaint(
        sandbox.server,
        { ...before, detail: { ...before.detail, revision: revision + 1 } },
        first.from,
        first.cell,
      )
      await page.keyboard.press('Control+Z')
      await saved(page, revision + 2)
      await page.getByTestId('tray-retry').click()
      await saved(page, revision + 3)
      await page.getByTestId('tray').waitFor({ state: 'detached' })
      const after = await readPlan(sandbox.server.url, sandbox.server.planId)
      expect(after.plan.assignment[second.cell]).toBe(second.to)
      await page.keyboard.press('Control+Z')
      await saved(page, revision + 4)
      forget409(complaints)
    }))
})
