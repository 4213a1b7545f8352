import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { buildLattice, cellBoundary } from '../../partition/index.ts'
import { decodeCells } from '../../server/contract/cellsBinary.ts'
import { pixelOf } from '../e2e/browser.ts'
import { readPlan } from '../e2e/planOnServer.ts'
import { sandboxForTests } from '../e2e/sandboxForTests.ts'

const sandbox = sandboxForTests()

/** Until the map has arrived: it tells its zoom at the end of each movement. */
async function changesZoom(page: Page, act: () => Promise<void>): Promise<void> {
  const before = await page.getByTestId('map').getAttribute('data-zoom')
  await act()
  await page.waitForFunction(
    (zoom) => document.querySelector<HTMLElement>('[data-testid=map]')?.dataset.zoom !== zoom,
    before,
  )
}

describe('zooming to a grid', () => {
  it('shows its whole outline, clear of every panel, with a margin around it', () =>
    sandbox.inSandbox(async ({ page }) => {
      const { url, planId } = sandbox.server
      const { detail, plan } = await readPlan(url, planId)
      const bytes = await (await fetch(`${url}/api/cities/town/cells?format=binary`)).arrayBuffer()
      const lattice = buildLattice(decodeCells(new Uint8Array(bytes)).cellIds)
      const map = (await page.getByTestId('map').boundingBox())!
      for (const { number } of detail.grids.slice(0, 2)) {
        await page.locator(`[data-testid=grid-list] [data-grid="${number}"]`).click()
        await changesZoom(page, () => page.getByTestId('grid-card').getByRole('button', { name: '定位' }).click())
        const card = (await page.getByTestId('grid-card').boundingBox())!
        const free = { left: map.x, right: card.x, width: card.x - map.x }
        const corners = [...plan.assignment.keys()]
          .filter((cell) => plan.assignment[cell] === number)
          .flatMap((cell) => [...cellBoundary(lattice, cell)])
        const shown = await Promise.all(corners.map(([lng, lat]) => pixelOf(page, [lng, lat])))
        for (const { x, y } of shown) {
          expect(x).toBeGreaterThanOrEqual(free.left + 0.1 * free.width)
          expect(x).toBeLessThanOrEqual(free.right - 0.1 * free.width)
          expect(y).toBeGreaterThan(map.y + 0.1 * map.height)
          expect(y).toBeLessThan(map.y + map.height * 0.9)
        }
        await page.getByTestId('grid-card').getByRole('button', { name: '关闭' }).click()
        await changesZoom(page, () => page.keyboard.press('f'))
      }
    }))
})
