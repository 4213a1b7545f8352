import { describe, expect, it } from 'vitest'
import { takeScreenshot } from './browser.ts'
import { findLegalMove } from './planOnServer.ts'
import { saved } from './sandboxForTests.ts'
import { twoPlanners } from './twoPlanners.ts'

const { here, annGoesOn, bothDraw, annDraws, commandsAfter } = twoPlanners()

describe('undo by two planners on one plan', () => {
  it('is of one’s own last stroke, though another saved one since', () =>
    annGoesOn(async ({ page: ann }, { page: bob }) => {
      const { before, revision, mine, theirs } = await bothDraw(ann, bob)

      await ann.keyboard.press('Control+Z')
      await saved(ann, revision + 3)
      const after = await here()
      expect(after.plan.assignment[mine.cell]).toBe(mine.from)
      expect(after.plan.assignment[theirs.cell]).toBe(theirs.to)

      // Nor does Bob's of her undo; a second press finds nothing of his own.
      await bob.keyboard.press('Control+Z')
      await saved(bob, revision + 4)
      expect((await here()).plan.assignment).toEqual(before.plan.assignment)
      await ann.keyboard.press('Control+Shift+Z')
      await saved(ann, revision + 5)
      expect((await here()).plan.assignment[mine.cell]).toBe(mine.to)
      await ann.keyboard.press('Control+Z')
      await saved(ann, revision + 6)

      const commands = await commandsAfter(revision)
      const [a, b] = [commands[0]!.author, commands[1]!.author]
      expect(a).not.toBe(b)
      expect(commands.map(({ author }) => author)).toEqual([a, b, a, b, a, a])
    }))

  it('tells a fresh browser whose the last stroke is, and undoes it only when asked to', () =>
    annGoesOn(async ({ page: ann }, { page: bob }) => {
      const before = await here()
      const { revision } = before.detail
      const mine = findLegalMove(before)
      await annDraws(ann, bob, before, mine)
      expect(await bob.getByTestId('undo').getAttribute('aria-disabled')).toBe('true')
      await bob.keyboard.press('Control+Z')
      const notice = bob.getByTestId('notice-nothing-own')
      await notice.waitFor()
      expect(await notice.textContent()).toContain('1 个单元')
      expect(await notice.textContent()).toContain(before.detail.grids.find(({ number }) => number === mine.to)!.name)
      expect((await here()).detail.revision).toBe(revision + 1)
      await takeScreenshot(bob, 'undo-nothing-own')
      await bob.getByTestId('undo-others').click()
      await saved(bob, revision + 2)
      expect((await here()).plan.assignment).toEqual(before.plan.assignment)
    }))
})
