import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { fineScreen, takeScreenshot } from './browser.ts'
import { readPlan } from './planOnServer.ts'
import { sandboxForTests, saved } from './sandboxForTests.ts'
import { findTextFaults } from './textFaults.ts'

const sandbox = sandboxForTests()
const here = () => readPlan(sandbox.server.url, sandbox.server.planId)

const row = (page: Page, grid: number) => page.locator(`[data-testid=grid-list] li:has([data-grid="${grid}"])`)

/** Opens a grid's menu by the keyboard alone, from its row. */
async function openMenu(page: Page, grid: number): Promise<void> {
  await row(page, grid).locator('[data-grid]').focus()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByTestId('grid-menu-list').waitFor()
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'))
}

const choose = (page: Page, name: string) => page.getByRole('menuitem', { name }).click()

/** Closes what a step has said, so that the next one's is looked at. */
async function expectSaid(page: Page, text: string): Promise<void> {
  await page.getByTestId('notice-edited').filter({ hasText: text }).waitFor()
}

describe('a grid’s menu', () => {
  it('renames, recodes, locks, colours, classes, splits, merges, creates and deletes, offline too; each is saved and undone', () =>
    sandbox.inSandbox(async ({ page, context, complaints }) => {
      const before = await here()
      let { revision } = before.detail
      const grid = before.detail.grids.find(({ locked }) => !locked)!
      const recordOf = async () => (await here()).detail.grids.find(({ gridId }) => gridId === grid.gridId)

      await openMenu(page, grid.number)
      await takeScreenshot(page, 'grid-menu')
      expect(await page.evaluate(findTextFaults)).toEqual([])
      await choose(page, '名称与编码')
      await page.getByTestId('grid-code').fill(before.detail.grids.find(({ gridId }) => gridId !== grid.gridId)!.code)
      expect(await page.getByTestId('grid-name-dialog').textContent()).toContain('已用于')
      await takeScreenshot(page, 'grid-name')
      await page.getByTestId('grid-name').fill('滨江示范')
      await page.getByTestId('grid-code').fill('BJ-01')
      await page.keyboard.press('Enter')
      revision += 2
      await saved(page, revision)
      expect(await recordOf()).toMatchObject({ name: '滨江示范', code: 'BJ-01' })
      expect(await row(page, grid.number).textContent()).toContain('滨江示范')

      // Without the server: shown at once, kept, and saved when it is back.
      await context.route('**/commands', (route) =>
        route.request().method() === 'POST' ? route.abort() : route.continue(),
      )
      await openMenu(page, grid.number)
      await choose(page, '锁定')
      await expectSaid(page, '已锁定')
      await row(page, grid.number).getByLabel('已锁定').waitFor()
      await page.waitForSelector('[data-testid=save-state][data-phase=waiting]')
      await context.unroute('**/commands')
      await page.getByTestId('save-state').click()
      await saved(page, ++revision)
      expect(await recordOf()).toMatchObject({ locked: true })
      await page.keyboard.press('Control+Z')
      await saved(page, ++revision)
      expect(await recordOf()).toMatchObject({ locked: false })

      await openMenu(page, grid.number)
      await page.getByRole('menuitem', { name: '颜色' }).hover()
      await page.getByRole('menuitem', { name: '杏黄' }).waitFor()
      await takeScreenshot(page, 'grid-colours')
      await choose(page, '杏黄')
      await saved(page, ++revision)
      await openMenu(page, grid.number)
      await page.getByRole('menuitem', { name: '分类' }).hover()
      await choose(page, 'A 类')
      await saved(page, ++revision)
      expect(await recordOf()).toMatchObject({ colour: '#fdc377', areaClass: 'A' })

      await openMenu(page, grid.number)
      await choose(page, '拆分')
      await page.getByTestId('split-parts').fill('3')
      await takeScreenshot(page, 'grid-split')
      await page.getByTestId('split-go').click()
      await saved(page, ++revision)
      const split = await here()
      expect(split.detail.grids).toHaveLength(before.detail.grids.length + 2)
      const parts = [grid.number, split.detail.lastNumber - 1, split.detail.lastNumber]
      const sum = (numbers: readonly number[]) =>
        split.detail.grids
          .filter(({ number }) => numbers.includes(number))
          .reduce((all, { figures }) => all + figures.customers!, 0)
      expect(sum(parts)).toBe(grid.figures.customers)
      await takeScreenshot(page, 'grid-split-done')

      await openMenu(page, split.detail.lastNumber)
      await choose(page, '并入相邻网格')
      await page.getByTestId('merge-go').waitFor()
      await takeScreenshot(page, 'grid-merge')
      await page.getByTestId('merge-go').click()
      await saved(page, ++revision)
      expect((await here()).detail.grids).toHaveLength(before.detail.grids.length + 1)

      await page.getByTestId('create-grid').click()
      await saved(page, ++revision)
      const made = (await here()).detail.grids.find(({ cellCount }) => cellCount === 0)!
      expect(await page.locator(`[data-testid=stroke-receiver][data-grid="${made.number}"]`).count()).toBe(1)
      await takeScreenshot(page, 'grid-created')
      await openMenu(page, made.number)
      await choose(page, '删除空网格')
      await saved(page, ++revision)

      // Everything back, one by one, in the reverse of its order.
      for (let step = 0; step < 8; step++) {
        await page.keyboard.press('Control+Z')
        await saved(page, ++revision)
      }
      const after = await here()
      expect(after.plan.assignment).toEqual(before.plan.assignment)
      expect(after.detail.grids).toEqual(before.detail.grids)
      // The browser itself reports the connection that the test cut.
      expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([])
      complaints.length = 0
    }, fineScreen))
})
