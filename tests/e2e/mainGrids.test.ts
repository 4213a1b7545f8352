import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { pixelOf, takeScreenshot, type WatchedPage } from './browser.ts'
import { findLegalMove, readPlan } from './planOnServer.ts'
import { drawAt, sandboxForTests, saved, takeBrush } from './sandboxForTests.ts'
import { findTextFaults } from './textFaults.ts'

const sandbox = sandboxForTests()
const here = () => readPlan(sandbox.server.url, sandbox.server.planId)

const row = (page: Page, grid: number) => page.locator(`[data-testid=grid-list] li:has([data-grid="${grid}"])`)

async function choose(page: Page, grid: number, item: string | RegExp): Promise<void> {
  // One that was closed stays while it fades.
  await page.getByTestId('grid-menu-list').waitFor({ state: 'detached' })
  await row(page, grid).locator('[data-grid]').click({ button: 'right' })
  await page.getByTestId('grid-menu-list').waitFor()
  await page.getByRole('menuitem', { name: item }).click()
  await page.getByTestId('grid-menu-list').waitFor({ state: 'detached' })
}

/** What waits while the server cannot be reached is saved when it is back. */
async function offline({ page, context }: WatchedPage, work: () => Promise<void>): Promise<void> {
  await context.route('**/commands', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue(),
  )
  await work()
  await page.waitForSelector('[data-testid=save-state][data-phase=waiting]')
  await context.unroute('**/commands')
  await page.getByTestId('save-state').click()
}

/** The browser itself reports the connection that a test cut. */
function forgetCut(complaints: string[]): void {
  expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([])
  complaints.length = 0
}

describe('main grids', () => {
  it('are made from a sub-grid’s menu, offline too, stand above their sub-grids with the sums, and are undone', () =>
    sandbox.inSandbox(async (watched) => {
      const { page, complaints } = watched
      const before = await here()
      let { revision } = before.detail
      const [first, second, third] = before.detail.grids.filter(({ locked }) => !locked)

      await offline(watched, async () => {
        await choose(page, first!.number, '归入主网格')
        await page.getByTestId('parent-name').fill('滨江主网格')
        await takeScreenshot(page, 'main-grid-dialog')
        expect(await page.evaluate(findTextFaults)).toEqual([])
        await page.getByTestId('parent-go').click()
        await page.locator('[data-main-grid]').waitFor()
      })
      revision += 2
      await saved(page, revision)
      const main = (await here()).detail.grids.find(({ name }) => name === '滨江主网格')!
      expect(main).toMatchObject({ cellCount: 0, parentId: null })

      await choose(page, second!.number, '归入主网格')
      expect(await page.getByTestId('parent-select').inputValue()).toBe('滨江主网格')
      await page.getByTestId('parent-go').click()
      await saved(page, ++revision)
      const { grids } = (await here()).detail
      const members = grids.filter(({ parentId }) => parentId === main.gridId)
      expect(members.map(({ number }) => number)).toEqual([first!.number, second!.number])
      const sum = members.reduce((all, { figures }) => all + figures.customers!, 0)
      const head = page.locator(`[data-testid=grid-list] [data-grid="${main.number}"]`)
      expect(await head.locator('[data-sum=customers]').textContent()).toBe(sum.toLocaleString('zh-CN'))
      expect(await page.locator('[data-testid=grid-list] li[data-member] [data-grid]').count()).toBe(2)
      await head.click()
      expect(await page.locator('[data-testid=main-grid-sums][data-sum=customers]').textContent()).toBe(
        sum.toLocaleString('zh-CN'),
      )
      // One that has no cell of its own counts among no grids that are judged.
      expect(await page.getByTestId('meter-customers').textContent()).toContain(`/${before.detail.grids.length} `)
      await takeScreenshot(page, 'main-grid-list')
      expect(await page.evaluate(findTextFaults)).toEqual([])
      await page.getByTestId('switch-language').click()
      await takeScreenshot(page, 'main-grid-list-en')
      expect(await page.evaluate(findTextFaults)).toEqual([])
      await page.getByTestId('switch-language').click()
      await page.getByTestId('toggle-main-grid').click()
      expect(await page.locator('[data-testid=grid-list] li[data-member]').count()).toBe(0)
      await page.getByTestId('toggle-main-grid').click()

      // Two levels: the main grid may not go under another, and says why where it stands.
      await head.click({ button: 'right' })
      expect(await page.getByRole('menuitem', { name: '归入主网格' }).getAttribute('data-disabled')).toBe('true')
      await page.keyboard.press('Escape')
      await choose(page, first!.number, '移出')
      await saved(page, ++revision)
      expect(await row(page, first!.number).getAttribute('data-member')).toBeNull()
      expect(third).toBeDefined()
      for (let step = 0; step < 4; step++) {
        await page.keyboard.press('Control+Z')
        await saved(page, ++revision)
      }
      expect((await here()).detail.grids).toEqual(before.detail.grids)
      forgetCut(complaints)
    }))
})

describe('pinned cells', () => {
  it('are pinned and unpinned by the brush and all at once, stay where they are, and are undone', () =>
    sandbox.inSandbox(async (watched) => {
      const { page, complaints } = watched
      const before = await here()
      let { revision } = before.detail
      const { cell, from, to } = findLegalMove(before)
      const pinsOf = async (grid: number) => (await here()).detail.grids.find(({ number }) => number === grid)!.pins

      await page.keyboard.press('k')
      await offline(watched, async () => {
        await drawAt(page, before.centerOf(cell))
        await page.mouse.up()
      })
      await saved(page, ++revision)
      expect(await pinsOf(from)).toEqual([{ start: cell, length: 1 }])
      await takeScreenshot(page, 'pins')
      expect(await page.evaluate(findTextFaults)).toEqual([])

      // The brush does not take it.
      await takeBrush(page, to)
      await drawAt(page, before.centerOf(cell))
      await page.getByTestId('stroke-refusal').waitFor()
      expect(await page.getByTestId('stroke-refusal').textContent()).toContain('固定')
      await page.mouse.up()
      expect((await here()).detail.revision).toBe(revision)

      await page.getByTestId('tool-pin').click()
      await page.getByTestId('pin-mode').getByRole('button', { name: '取消固定' }).click()
      const { x, y } = await pixelOf(page, before.centerOf(cell))
      await page.mouse.move(x, y)
      await page.mouse.down()
      await page.mouse.move(x + 1, y)
      await page.mouse.up()
      await saved(page, ++revision)
      expect(await pinsOf(from)).toEqual([])
      await page.keyboard.press('Control+Z')
      await saved(page, ++revision)
      expect(await pinsOf(from)).toHaveLength(1)

      await page.keyboard.press('v')
      await choose(page, to, '固定全部单元')
      await saved(page, ++revision)
      const cellCount = before.detail.grids.find(({ number }) => number === to)!.cellCount
      expect((await pinsOf(to)).reduce((sum, { length }) => sum + length, 0)).toBe(cellCount)
      await takeScreenshot(page, 'pins-whole-grid')
      await choose(page, to, '全部取消固定')
      await saved(page, ++revision)
      for (let step = 0; step < 3; step++) {
        await page.keyboard.press('Control+Z')
        await saved(page, ++revision)
      }
      expect((await here()).detail.grids).toEqual(before.detail.grids)
      forgetCut(complaints)
    }))
})
