import { expect, it } from 'vitest'
import { takeScreenshot } from './browser.ts'
import { findLegalMove } from './planOnServer.ts'
import { drawAt, saved, takeBrush } from './sandboxForTests.ts'
import { draw, findMoveApart, twoPlanners } from './twoPlanners.ts'

const { here, inTwo } = twoPlanners()

it('shows what another planner saves at once, without focus or a save of one’s own', () =>
  inTwo(async ({ page: ann }, { page: bob }) => {
    const before = await here()
    const { revision } = before.detail
    const move = findLegalMove(before)
    await draw(bob, before, move)
    await Promise.all([saved(bob, revision + 1), saved(ann, revision + 1)])
    const after = await here()
    for (const grid of [move.from, move.to]) {
      const customers = after.detail.grids.find(({ number }) => number === grid)!.figures.customers!
      const row = await ann.locator(`[data-testid=grid-list] [data-grid="${grid}"]`).textContent()
      expect(row).toContain(customers.toLocaleString('zh-CN'))
    }
    await takeScreenshot(ann, 'live')
    await bob.keyboard.press('Control+Z')
    await Promise.all([saved(bob, revision + 2), saved(ann, revision + 2)])
  }))

it('lets what another saves wait while a stroke is under way, and has both when it is lifted', () =>
  inTwo(async ({ page: ann }, { page: bob }) => {
    const before = await here()
    const { revision } = before.detail
    const mine = findLegalMove(before)
    const theirs = findMoveApart(before, mine)
    await takeBrush(ann, mine.to)
    await drawAt(ann, before.centerOf(mine.cell))
    await ann.waitForSelector('[data-testid=stroke-panel][data-drawing]')
    await draw(bob, before, theirs)
    await saved(bob, revision + 1)
    expect(await ann.locator(`[data-testid=save-state][data-revision="${revision}"]`).count()).toBe(1)
    await ann.mouse.up()
    await Promise.all([saved(ann, revision + 2), saved(bob, revision + 2)])
    const { assignment } = (await here()).plan
    expect([assignment[mine.cell], assignment[theirs.cell]]).toEqual([mine.to, theirs.to])
    expect(await ann.getByTestId('tray').count()).toBe(0)
  }))
