import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { cellDisk } from '../../web/tools/disk.ts'
import { pixelOf, takeScreenshot } from './browser.ts'
import { findLegalMove, type PlanOnServer, readPlan } from './planOnServer.ts'
import { drawAt, sandboxForTests, saved } from './sandboxForTests.ts'

const sandbox = sandboxForTests()
const read = () => readPlan(sandbox.server.url, sandbox.server.planId)
const pickRow = (page: Page, grid: number) => page.locator(`[data-testid=grid-list] [data-grid="${grid}"]`).click()

/** A key as it comes with a Chinese input method on: it writes nothing, and is told by where it is alone. */
const pressComposing = (page: Page, code: string) =>
  page.evaluate(
    (where) =>
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Process', code: where, bubbles: true })),
    code,
  )

/** A press of the brush, by its middle and radius, that cuts a grid which gives in two. */
function findCut(server: PlanOnServer): {
  center: number
  radius: number
  to: number
  cells: number[]
  cutOff: number
} {
  const { plan, neighbors, paint } = server
  for (let radius = 0; radius <= 9; radius++) {
    for (let center = 0; center < plan.assignment.length; center++) {
      const around = [...neighbors.subarray(6 * center, 6 * center + 6)].map((next) => plan.assignment[next] ?? 0)
      const to = around.find((grid) => grid > 0 && grid !== plan.assignment[center])
      if (!to) continue
      const cells = cellDisk(neighbors, center, radius).filter((cell) => plan.assignment[cell] !== to)
      const verdict = paint(to, cells)
      if (verdict.ok || verdict.reason !== 'would-disconnect') continue
      const cutOff = (verdict.cells ?? []).filter((cell) => !cells.includes(cell))
      if (cutOff.length === 0) continue
      if (paint(to, [...cells, ...cutOff]).ok) return { center, radius, to, cells, cutOff: cutOff.length }
    }
  }
  throw new Error('no press of a brush cuts a grid of this plan in two')
}

describe('the hand', () => {
  it('paints, gives and takes back by keyboard alone, with an input method on', () =>
    sandbox.inSandbox(async ({ page }) => {
      const before = await read()
      const { cell, from, to } = findLegalMove(before)
      const first = before.detail.revision + 1
      await pickRow(page, to)
      await pressComposing(page, 'KeyB')
      await page.getByTestId('map').focus()
      // The keys begin where the pointer was last.
      const { x, y } = await pixelOf(page, before.centerOf(cell))
      await page.mouse.move(x, y)
      expect(await page.getByTestId('under-brush').textContent()).toMatch(/\d/)
      await page.keyboard.press('p')
      await page.waitForSelector('[data-testid=stroke-panel][data-drawing]')
      await page.keyboard.press('Enter')
      await saved(page, first)
      expect((await read()).plan.assignment[cell]).toBe(to)
      expect(await page.getByTestId('stroke-news').textContent()).toContain(
        before.detail.grids.find(({ number }) => number === to)!.name,
      )
      await page.keyboard.press('Control+Z')
      await saved(page, first + 1)

      // The other way round: the grid that had it gives it.
      await pickRow(page, from)
      await page.getByTestId('map').focus()
      await page.mouse.move(x, y)
      if ((await page.getByTestId('direction-give').getAttribute('aria-pressed')) === 'false')
        await pressComposing(page, 'KeyX')
      await page.getByTestId('direction-give').and(page.locator('[aria-pressed=true]')).waitFor()
      const keys = await page.getByTestId('neighbours').locator('button').allTextContents()
      const name = before.detail.grids.find(({ number }) => number === to)!.name.replace(/网格$/, '')
      await pressComposing(page, `Digit${1 + keys.findIndex((text) => text.slice(1) === name)}`)
      await page.getByTestId('map').focus()
      await page.keyboard.press('p')
      await page.keyboard.press('Enter')
      await saved(page, first + 2)
      expect((await read()).plan.assignment[cell]).toBe(to)
      await page.keyboard.press('Control+Z')
      await saved(page, first + 3)
      expect((await read()).plan.assignment).toEqual(before.plan.assignment)
      await takeScreenshot(page, 'hand-keyboard')
    }))

  it('keeps a stroke that would cut a grid in two until that is decided: dropped by one key, made with the piece otherwise', () =>
    sandbox.inSandbox(async ({ page }) => {
      const before = await read()
      const { center, radius, to, cells, cutOff } = findCut(before)
      await pickRow(page, to)
      await page.keyboard.press('b')
      if ((await page.getByTestId('direction-take').getAttribute('aria-pressed')) === 'false')
        await page.keyboard.press('x')
      for (let size = 0; size < radius; size++) await page.keyboard.press(']')
      expect(await page.getByTestId('brush-size').getAttribute('data-radius')).toBe(String(radius))
      const press = async () => {
        await drawAt(page, before.centerOf(center))
        await page.mouse.up()
        await page.getByTestId('pending-stroke').waitFor()
      }
      await press()
      expect(await page.getByTestId('pending-with-fragment').textContent()).toContain(String(cutOff))
      await takeScreenshot(page, 'hand-pending')
      await page.keyboard.press('Escape')
      await page.getByTestId('pending-stroke').waitFor({ state: 'detached' })
      expect((await read()).detail.revision).toBe(before.detail.revision)
      await press()
      // What is larger than the stroke asks to be looked at.
      if (cutOff > cells.length) await page.getByTestId('pending-with-fragment').click()
      else await page.keyboard.press('Enter')
      await saved(page, before.detail.revision + 1)
      const { plan } = await read()
      expect(cells.every((cell) => plan.assignment[cell] === to)).toBe(true)
      const moved = plan.assignment.filter((grid, cell) => grid !== before.plan.assignment[cell]).length
      expect(moved).toBe(cells.length + cutOff)
      await page.keyboard.press('Control+Z')
      await saved(page, before.detail.revision + 2)
    }))

  it('takes what a box or a lasso encloses, as its figures say while it is drawn', () =>
    sandbox.inSandbox(async ({ page }) => {
      const before = await read()
      const { cell, from, to } = findLegalMove(before)
      let { revision } = before.detail
      await pickRow(page, to)
      for (const tool of ['rectangle', 'lasso'] as const) {
        await page.getByTestId(`tool-${tool}`).click()
        if ((await page.getByTestId('direction-take').getAttribute('aria-pressed')) === 'false')
          await page.keyboard.press('x')
        const { x, y } = await pixelOf(page, before.centerOf(cell))
        const corners = [
          [-4, -4],
          [4, -4],
          [4, 4],
          [-4, 4],
        ] as const
        await page.mouse.move(x - 4, y - 4)
        await page.mouse.down()
        for (const [dx, dy] of tool === 'lasso' ? corners : [corners[2]]) await page.mouse.move(x + dx, y + dy)
        await page.waitForSelector('[data-testid=stroke-panel][data-drawing]')
        expect(await page.getByTestId('stroke-giver').getAttribute('data-grid')).toBe(String(from))
        await page.mouse.up()
        revision += 1
        await saved(page, revision)
        expect((await read()).plan.assignment[cell]).toBe(to)
        await page.keyboard.press('Control+Z')
        revision += 1
        await saved(page, revision)
        expect((await read()).plan.assignment).toEqual(before.plan.assignment)
      }
    }))
})
