import { describe, expect, it } from 'vitest'
import { openSandbox, takeScreenshot } from '../e2e/browser.ts'
import { deafen } from '../e2e/deafen.ts'
import { findLegalMove } from '../e2e/planOnServer.ts'
import { saved } from '../e2e/sandboxForTests.ts'
import { draw, twoPlanners } from '../e2e/twoPlanners.ts'

const { sandbox, here, address, annFirst, bothDraw, annDraws, commandsAfter } = twoPlanners()

describe('undo by two planners on one plan', () => {
  it('leaves alone what another has painted over since, and says so', () =>
    annFirst(async ({ page: ann }, { page: bob }) => {
      const before = await here()
      const { revision } = before.detail
      const mine = findLegalMove(before)
      await annDraws(ann, bob, before, mine)
      await draw(bob, before, { cell: mine.cell, to: mine.from })
      await saved(bob, revision + 2)

      await ann.keyboard.press('Control+Z')
      await ann.getByTestId('notice-undo-dropped').waitFor()
      expect(await ann.getByTestId('notice-undo-dropped').textContent()).toContain('另一位规划员')
      await takeScreenshot(ann, 'undo-dropped')
      expect((await here()).detail.revision).toBe(revision + 2)
      expect(await ann.getByTestId('undo').getAttribute('aria-disabled')).toBe('true')
    }))

  it('stays an undo of one’s own where another was faster', () =>
    annFirst(async ({ page: ann, context, complaints }, { page: bob }) => {
      await deafen(ann)
      const { revision, mine, theirs } = await bothDraw(ann, bob)

      // What Bob saved does not reach Ann before her undo is sent.
      await context.route('**/commands?after=*', (route) => route.abort())
      await ann.keyboard.press('Control+Z')
      await ann.waitForSelector('[data-testid=save-state][data-phase=waiting]')
      await context.unroute('**/commands?after=*')
      await ann.getByTestId('save-state').click()
      await saved(ann, revision + 3)
      const after = await here()
      expect(after.plan.assignment[mine.cell]).toBe(mine.from)
      expect(after.plan.assignment[theirs.cell]).toBe(theirs.to)
      const [first, , undo] = await commandsAfter(revision)
      expect(undo?.command).toEqual({ kind: 'revert', commandId: first?.commandId })
      await bob.keyboard.press('Control+Z')
      await saved(bob, revision + 4)
      // The browser itself reports the connection that was cut, and the conflict's status.
      complaints.length = 0
    }))

  it('holds across the tabs and reloads of one browser', () =>
    sandbox.inSandbox(async ({ page, context }) => {
      const before = await here()
      const { revision } = before.detail
      const other = await context.newPage()
      await openSandbox(other, address())
      const mine = findLegalMove(before)
      await draw(page, before, mine)
      await saved(page, revision + 1)
      await other.keyboard.press('Control+Z')
      await saved(other, revision + 2)
      expect((await here()).plan.assignment).toEqual(before.plan.assignment)
      await page.reload()
      await saved(page, revision + 2)
      await page.waitForSelector('[data-testid=grid-list] [data-grid]')
      await page.keyboard.press('Control+Shift+Z')
      await saved(page, revision + 3)
      expect((await here()).plan.assignment[mine.cell]).toBe(mine.to)
      await page.keyboard.press('Control+Z')
      await saved(page, revision + 4)
    }))
})
