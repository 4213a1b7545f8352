import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { fineScreen, pixelOf, takeScreenshot } from './browser.ts'
import { addPlaces, middleOfEstate } from './places.ts'
import { type PlanOnServer, readPlan } from './planOnServer.ts'
import { drawAt, sandboxForTests, saved, takeBrush } from './sandboxForTests.ts'
import { findTextFaults } from './textFaults.ts'

const sandbox = sandboxForTests(addPlaces)

interface Held {
  id: string
  properties: { code: string; name: string; cells: [number, number][] }
}

async function heldUnits(kinds: string): Promise<Held[]> {
  const answer = await fetch(`${sandbox.server.url}/api/cities/town/units?kinds=${kinds}`)
  return ((await answer.json()) as { features: Held[] }).features
}

const cellsOf = ({ properties }: Held): number[] =>
  properties.cells.flatMap(([start, length]) => Array.from({ length }, (_, i) => start + i))

/** The labels on the map are no text of the page. */
async function showsNoTextFault(page: Page): Promise<void> {
  expect(await page.evaluate(findTextFaults)).toEqual([])
}

describe('a unit that is pinned to its grid', () => {
  it('is not, where it lies in several grids: its popover says so', () =>
    sandbox.goOn(async ({ page }) => {
      const { plan, detail } = await readPlan(sandbox.server.url, sandbox.server.planId)
      const cut = (await heldUnits('estate')).find((unit) => gridsOf(plan, unit).size === 2)!
      const { x, y } = await pixelOf(page, middleOfEstate(cut.properties.code))
      await page.mouse.move(x, y)
      await expect.poll(() => page.getByTestId('hover-place').allInnerTexts()).not.toEqual([])
      await page.mouse.click(x, y)
      const place = page.locator(`[data-place="${cut.id}"]`)
      await place.waitFor()
      expect(await place.getByTestId('pin-not').innerText()).toBe('分在 2 个网格中，不能固定')
      expect(await place.getByTestId('pin-unit').isDisabled()).toBe(true)
      for (const grid of gridsOf(plan, cut))
        expect(await place.innerText()).toContain(detail.grids.find(({ number }) => number === grid)!.name)
      await takeScreenshot(page, 'unit-cut')
      await page.keyboard.press('Escape')
      await place.waitFor({ state: 'detached' })
    }, fineScreen))

  it('refuses a stroke over its cells by its name, until it is let go again', () =>
    sandbox.goOn(async ({ page }) => {
      const before = await readPlan(sandbox.server.url, sandbox.server.planId)
      const { estate, cell, from, to } = findEdgeEstate(before, await heldUnits('estate'))
      // Of an estate in a park none of the cells is its own while the park is shown as well.
      await page.getByTestId('open-layers').click()
      await page.getByTestId('layer-park').uncheck()
      await page.keyboard.press('Escape')
      const popover = page.getByTestId('place-popover')
      const press = async (): Promise<void> => {
        const { x, y } = await pixelOf(page, middleOfEstate(estate.properties.code))
        await page.mouse.move(x, y)
        await expect.poll(() => page.getByTestId('hover-place').allInnerTexts()).not.toEqual([])
        await page.mouse.click(x, y)
        await popover.waitFor()
      }
      await press()
      await page.locator(`[data-place="${estate.id}"]`).getByTestId('pin-unit').click()
      await saved(page, before.detail.revision + 1)
      await page.locator(`[data-place="${estate.id}"]`).getByTestId('unpin-unit').waitFor()
      await showsNoTextFault(page)
      await takeScreenshot(page, 'unit-pinned')

      await takeBrush(page, to)
      await drawAt(page, before.centerOf(cell))
      const refusal = page.getByTestId('stroke-refusal')
      await refusal.waitFor()
      const name = before.detail.grids.find(({ number }) => number === from)!.name
      const said = `小区“${estate.properties.name}”已固定在「${name}」中`
      expect(await refusal.innerText()).toContain(said)
      expect(await page.locator('[aria-live]').filter({ hasText: said }).count()).toBe(1)
      await takeScreenshot(page, 'unit-refused')
      await page.mouse.up()
      await page.getByTestId('notice-refused').filter({ hasText: said }).waitFor()
      await saved(page, before.detail.revision + 1)

      await page.getByTestId('tool-select').click()
      await press()
      await page.locator(`[data-place="${estate.id}"]`).getByTestId('unpin-unit').click()
      await saved(page, before.detail.revision + 2)
      await takeBrush(page, to)
      await drawAt(page, before.centerOf(cell))
      await page.mouse.up()
      await saved(page, before.detail.revision + 3)
    }, fineScreen))
})

describe('rules of places', () => {
  it('are shown on the map while they are chosen, are kept in the plan, and say what they came to', () =>
    sandbox.goOn(async ({ page }) => {
      await page.getByTestId('open-partition').click()
      await page.getByTestId('partition-tolerance').fill('20')
      await page.getByTestId('partition-rules-fold').click()
      await page.getByTestId('rule-keep-whole').getByText('小区 25').click()
      await page.getByTestId('rule-barriers').getByText('河流 1').click()
      const rules = page.getByTestId('partition-rules')
      await expect.poll(() => rules.innerText()).toMatch(/25 个整体单元，共 [\d,]+ 个客户/)
      expect(await rules.innerText()).toMatch(/隔开 \d+ 对相邻单元，另有 [1-9]\d* 对由通道连通/)
      await expect.poll(() => page.getByTestId('partition-rules-fold').innerText()).toMatch(/小区保持完整 · 以河流为界/)
      await showsNoTextFault(page)
      await takeScreenshot(page, 'rules-dialog')
      await page.getByTestId('partition-start').click()
      await page.waitForURL(/plan=town-2/)
      const { detail, plan } = await readPlan(sandbox.server.url, 'town-2')
      expect(detail.parameters).toMatchObject({ keepWhole: ['estate'], barriers: ['river'] })
      for (const unit of await heldUnits('estate'))
        expect(new Set(cellsOf(unit).map((cell) => plan.assignment[cell])).size).toBe(1)
      await page.getByText('25 个整体单元全部保持完整').last().waitFor()
      await page
        .getByText(/屏障作为边界：隔开 \d+ 对相邻单元/)
        .last()
        .waitFor()
      await takeScreenshot(page, 'rules-kept')

      // The next run begins with the rules of this plan.
      await page.getByTestId('open-partition').click()
      expect(await page.getByTestId('partition-rules-fold').innerText()).toMatch(/小区保持完整 · 以河流为界/)
    }, fineScreen))
})

const gridsOf = (plan: PlanOnServer['plan'], unit: Held): Set<number> =>
  new Set(cellsOf(unit).map((cell) => plan.assignment[cell]!))

/** An estate that is whole in a grid, with a cell that a neighbouring grid could have if it were not pinned; clear of the first one, which has a park around it. */
function findEdgeEstate({ plan, neighbors, paint }: PlanOnServer, estates: readonly Held[]) {
  const isFree = (grid: number) => grid > 0 && !plan.grids.get(grid)!.locked
  for (const estate of estates) {
    const [from, ...others] = gridsOf(plan, estate)
    if (estate.id === 'estate E0' || others.length > 0 || !isFree(from!)) continue
    for (const cell of cellsOf(estate))
      for (let side = 0; side < 6; side++) {
        const to = plan.assignment[neighbors[6 * cell + side]!] ?? 0
        if (to !== from && isFree(to) && paint(to, [cell]).ok) return { estate, cell, from: from!, to }
      }
  }
  throw new Error('no estate lies at the edge of its grid')
}
