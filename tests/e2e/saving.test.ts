import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openSandbox, takeScreenshot } from './browser.ts'
import { findLegalMove, readPlan, sendCommand } from './planOnServer.ts'
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

  it('lets the planner choose when somebody else changed the plan, and lays the stroke over theirs', () =>
    sandbox.inSandbox(async ({ page, complaints }) => {
      const before = await readPlan(sandbox.server.url, sandbox.server.planId)
      const mine = findLegalMove(before)
      const theirs = before.detail.grids.find(
        ({ number, locked }) => !locked && number !== mine.from && number !== mine.to,
      )!.number
      const theirCell = Array.from(before.plan.assignment.keys()).find(
        (cell) => ![mine.from, mine.to].includes(before.plan.assignment[cell]!) && before.paint(theirs, [cell]).ok,
      )!
      const answer = await sendCommand(sandbox.server.url, sandbox.server.planId, {
        commandId: randomUUID(),
        baseRevision: before.detail.revision,
        command: { kind: 'paint', grid: theirs, cells: [theirCell] },
      })
      expect(answer.status).toBe(200)

      await takeBrush(page, mine.to)
      await drawAt(page, before.centerOf(mine.cell))
      await page.mouse.up()
      await page.getByTestId('conflict-reapply').waitFor()
      await takeScreenshot(page, 'conflict')
      await page.getByTestId('conflict-reapply').click()
      await saved(page, before.detail.revision + 2)
      const after = await readPlan(sandbox.server.url, sandbox.server.planId)
      expect(after.plan.assignment[mine.cell]).toBe(mine.to)
      expect(after.plan.assignment[theirCell]).toBe(theirs)
      // A refused command is a 409, which the browser reports as an error of its own.
      expect(complaints.filter((text) => !text.includes('409'))).toEqual([])
      complaints.length = 0
    }))
})
