import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import type { CityLinks } from '../../server/contract/links.ts'
import { fineScreen, openSandbox, pixelOf, takeScreenshot } from './browser.ts'
import { islandsPlan, makeIslands } from './islands.ts'
import { sandboxForTests } from './sandboxForTests.ts'
import { findTextFaults } from './textFaults.ts'

const sandbox = sandboxForTests(makeIslands)

const listed = async (): Promise<CityLinks> =>
  (await fetch(`${sandbox.server.url}/api/cities/islands/links`)).json() as Promise<CityLinks>
const rows = (page: Page, list: 'stated' | 'proposed') => page.getByTestId(`${list}-links`).locator('li')

it('a planner sees the ferries and bridges of a city, confirms and refuses those proposed, adds one and takes it away', () =>
  sandbox.inProfile(async ({ page }) => {
    await openSandbox(page, `${sandbox.server.url}/?city=islands&plan=${islandsPlan}`)
    await takeScreenshot(page, 'links-of-the-plan')
    await page.getByTestId('open-links').click()
    await rows(page, 'proposed').first().waitFor()
    const { proposed, links } = await listed()
    expect([proposed.length, links.length]).toEqual([2, 0])
    expect(await rows(page, 'proposed').count()).toBe(2)
    const names = ({ from, to }: CityLinks['proposed'][number]) => `${from.district} — ${to.district}`
    expect(await rows(page, 'proposed').first().textContent()).toContain(names(proposed[0]!))
    expect(await page.evaluate(findTextFaults)).toEqual([])
    await takeScreenshot(page, 'links-proposed')

    await page.getByTestId('links-panel').getByText('桥梁', { exact: true }).click()
    await rows(page, 'proposed').first().getByRole('button', { name: '确认' }).click()
    await rows(page, 'stated').first().waitFor()
    expect(await page.getByTestId('links-status').textContent()).toBe(`确认：${names(proposed[0]!)}`)
    expect((await listed()).links).toMatchObject([{ link: proposed[0]!.link, kind: 'bridge', name: null }])

    await rows(page, 'proposed').first().getByRole('button', { name: '不通' }).click()
    await expect.poll(() => rows(page, 'stated').count()).toBe(2)
    expect((await listed()).links.map(({ kind }) => kind).sort()).toEqual(['bridge', 'none'])

    await page.getByTestId('switch-language').click()
    await page
      .locator(`[data-link="${proposed[0]!.link}"]`)
      .getByRole('button', { name: /^Zoom to/ })
      .click()
    await page.waitForFunction(
      () => Number(document.querySelector<HTMLElement>('[data-testid=map]')?.dataset.zoom) > 12,
    )
    await takeScreenshot(page, 'links-stated')
    expect(await page.evaluate(findTextFaults)).toEqual([])
    await page
      .locator(`[data-link="${proposed[0]!.link}"]`)
      .getByRole('button', { name: /^Remove/ })
      .click()
    await expect.poll(() => rows(page, 'stated').count()).toBe(1)
    expect((await listed()).links.map(({ kind }) => kind)).toEqual(['none'])

    // By two places on the map; no grid is selected by the way.
    await page.getByTestId('add-link').click()
    for (const end of [proposed[0]!.from, proposed[0]!.to]) {
      const { x, y } = await pixelOf(page, [end.lng, end.lat])
      await page.mouse.click(x, y)
    }
    await expect.poll(() => rows(page, 'stated').count()).toBe(2)
    expect((await listed()).links).toContainEqual(expect.objectContaining({ link: proposed[0]!.link, kind: 'bridge' }))
    await page.getByTestId('links-panel').getByRole('button', { name: 'Close' }).click()
    expect(await page.getByTestId('grid-card').count()).toBe(0)
  }, fineScreen))
