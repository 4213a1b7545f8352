import { describe, expect, it } from 'vitest'
import { openSandbox, takeScreenshot } from './browser.ts'
import { deafen } from './deafen.ts'
import { findCuttingMoves, findLegalMove, readPlan, sendPaint } from './planOnServer.ts'
import { drawAt, sandboxForTests, saved, takeBrush } from './sandboxForTests.ts'

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

  it('lays a stroke over what somebody else saved meanwhile, without a question', () =>
    sandbox.inSandbox(async ({ page, complaints }) => {
      const before = await readPlan(sandbox.server.url, sandbox.server.planId)
      const mine = findLegalMove(before)
      const theirs = before.detail.grids.find(
        ({ number, locked }) => !locked && number !== mine.from && number !== mine.to,
      )!.number
      const theirCell = Array.from(before.plan.assignment.keys()).find(
        (cell) => ![mine.from, mine.to].includes(before.plan.assignment[cell]!) && before.paint(theirs, [cell]).ok,
      )!
      await deafen(page)
      await sendPaint(sandbox.server, before, theirs, theirCell)

      await takeBrush(page, mine.to)
      await drawAt(page, before.centerOf(mine.cell))
      await page.mouse.up()
      await saved(page, before.detail.revision + 2)
      const after = await readPlan(sandbox.server.url, sandbox.server.planId)
      expect(after.plan.assignment[mine.cell]).toBe(mine.to)
      expect(after.plan.assignment[theirCell]).toBe(theirs)
      expect(await page.getByTestId('tray').count()).toBe(0)
      await page.keyboard.press('Control+Z')
      await saved(page, before.detail.revision + 3)
      forget409(complaints)
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

/** A refused command is a 409, which the browser reports as an error of its own. */
function forget409(complaints: string[]): void {
  expect(complaints.filter((text) => !text.includes('409'))).toEqual([])
  complaints.length = 0
}
