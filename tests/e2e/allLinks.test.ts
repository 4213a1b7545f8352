import { expect, it } from 'vitest'
import type { CityLinks } from '../../server/contract/links.ts'
import { openSandbox, takeScreenshot } from './browser.ts'
import { islandsPlan, makeIslands } from './islands.ts'
import { sandboxForTests } from './sandboxForTests.ts'
import { findTextFaults } from './textFaults.ts'

const sandbox = sandboxForTests(makeIslands)

it('a planner confirms all the ferries that are proposed at once, having been asked', () =>
  sandbox.inSandbox(async ({ page }) => {
    await openSandbox(page, `${sandbox.server.url}/?city=islands&plan=${islandsPlan}`)
    await page.getByTestId('open-links').click()
    const button = page.getByTestId('confirm-all-links')
    await button.waitFor()
    await button.click()
    expect(await button.textContent()).toBe('把 2 条都登记为轮渡？')
    await takeScreenshot(page, 'links-confirm-all')
    expect(await page.evaluate(findTextFaults)).toEqual([])
    await button.click()
    await page.getByTestId('stated-links').locator('li').nth(1).waitFor()
    expect(await page.getByTestId('links-status').textContent()).toBe('确认：2 条')
    const answer = await fetch(`${sandbox.server.url}/api/cities/islands/links`)
    const { links, proposed } = (await answer.json()) as CityLinks
    expect([links.map(({ kind }) => kind), proposed]).toEqual([['ferry', 'ferry'], []])
  }))
