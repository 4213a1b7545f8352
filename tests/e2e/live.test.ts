import { expect, it } from 'vitest'
import { takeScreenshot } from './browser.ts'
import { findLegalMove } from './planOnServer.ts'
import { drawAt, saved, takeBrush } from './sandboxForTests.ts'
import { draw, findMoveApart, twoPlanners } from './twoPlanners.ts'

const { here, inTwo } = twoPlanners()

it('shows what another planner saves at once, but for a stroke under way: it is lifted first, and both are there', () =>
  inTwo(async ({ page: ann }, { page: bob }) => {
    const before = await here()
    const { revision } = before.detail
    const mine = findLegalMove(before)
    await draw(bob, before, mine)
    await Promise.all([saved(bob, revision + 1), saved(ann, revision + 1)])
    const after = await here()
    for (const grid of [mine.from, mine.to]) {
      const customers = after.detail.grids.find(({ number }) => number === grid)!.figures.customers!
      const row = await ann.locator(`[data-testid=grid-list] [data-grid="${grid}"]`).textContent()
      expect(row).toContain(customers.toLocaleString('zh-CN'))
    }
    await takeScreenshot(ann, 'live')
    await bob.keyboard.press('Control+Z')
    await Promise.all([saved(bob, revision + 2), saved(ann, revision + 2)])

    const theirs = findMoveApart(before, mine)
    await takeBrush(ann, mine.to)
    await drawAt(ann, before.centerOf(mine.cell))
    await ann.waitForSelector('[data-testid=stroke-panel][data-drawing]')
    await draw(bob, before, theirs)
    await saved(bob, revision + 3)
    expect(await ann.locator(`[data-testid=save-state][data-revision="${revision + 2}"]`).count()).toBe(1)
    await ann.mouse.up()
    await Promise.all([saved(ann, revision + 4), saved(bob, revision + 4)])
    const { assignment } = (await here()).plan
    expect([assignment[mine.cell], assignment[theirs.cell]]).toEqual([mine.to, theirs.to])
    expect(await ann.getByTestId('tray').count()).toBe(0)
  }))
