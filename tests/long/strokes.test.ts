import { describe, expect, it } from 'vitest'
import { deafen } from '../e2e/deafen.ts'
import { findLegalMove, readPlan, sendPaint } from '../e2e/planOnServer.ts'
import { drawAt, forget409, sandboxForTests, saved, takeBrush } from '../e2e/sandboxForTests.ts'
import { lockedGrid } from '../e2e/town.ts'

const sandbox = sandboxForTests()

describe('a stroke', () => {
  it('is laid over what somebody else saved meanwhile, without a question', () =>
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

  it('leaves a locked grid alone and names it', () =>
    sandbox.inSandbox(async ({ page }) => {
      const before = await readPlan(sandbox.server.url, sandbox.server.planId)
      const locked = before.detail.grids.find(({ number }) => number === lockedGrid)!
      const cells = [...before.plan.assignment.keys()].filter((cell) => before.plan.assignment[cell] === lockedGrid)
      const cell = cells[cells.length >> 1]!
      await takeBrush(page, before.detail.grids.find(({ number }) => number !== lockedGrid)!.number)
      await drawAt(page, before.centerOf(cell))
      expect(await page.getByTestId('stroke-refusal').textContent()).toContain(locked.name)
      await page.mouse.up()
      await page.getByTestId('notice-refused').waitFor()
      expect((await readPlan(sandbox.server.url, sandbox.server.planId)).detail.revision).toBe(before.detail.revision)
    }))
})
