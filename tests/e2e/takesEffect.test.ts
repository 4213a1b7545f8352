import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { PlanLife } from '../../server/contract/lifecycle.ts'
import type { VersionList } from '../../server/contract/versions.ts'
import { copyOf, impactOf, submit } from '../integration/life/city.ts'
import { fineScreen, pixelOf } from './browser.ts'
import { drawStrokes, livedTownForTests, look } from './livedTown.ts'
import { findLegalMove, readPlan } from './planOnServer.ts'

const lived = livedTownForTests('2026-01-05T02:00:00Z')
const versions = async () => (await lived.town.call('GET', '/api/cities/town/versions')).json<VersionList>().versions
const lifeOf = async (planId: string) => (await lived.town.call('GET', `/api/plans/${planId}/life`)).json<PlanLife>()

const stands = (page: Page) => page.getByTestId('plan-life').innerText()
const status = (page: Page) => page.getByTestId('plan-status').innerText()
const impactShown = (page: Page) => page.locator('[data-testid=impact][data-impact]').waitFor()

/** Presses something, and counts it. */
function clicker(page: Page) {
  let clicks = 0
  return {
    press: async (testId: string) => {
      clicks++
      await page.getByTestId(testId).click()
    },
    clicks: () => clicks,
  }
}

describe('a plan that takes effect', () => {
  it('goes from a new city’s draft to in force in six clicks at most, and cannot be drawn on from its submission on', () =>
    lived.onPlan(
      lived.town.planId,
      async ({ page }) => {
        const { planId } = lived.town
        expect([await status(page), await stands(page)]).toEqual(['草稿', expect.stringContaining('全新划分')])
        const { press, clicks } = clicker(page)
        await press('next-step')
        await impactShown(page)
        expect(await page.getByTestId('effective-from').inputValue()).toBe('2026-01-05')
        await expect
          .poll(() => page.getByTestId('date-hint').innerText())
          .toContain('2026-01-05 00:00 起生效（Asia/Shanghai）')
        await look(page, 'submit-first')
        for (const warning of await page.locator('[data-testid^=warning-]').all())
          await press((await warning.getAttribute('data-testid'))!)
        await press('submit-go')
        await page.getByTestId('life-decide').waitFor()
        await page.getByTestId('notice-life').waitFor()
        expect([await status(page), await stands(page)]).toEqual([
          '待审批',
          expect.stringContaining('拟自 2026-01-05 生效'),
        ])

        // Read-only: the tool stays, the reason is told, the menu offers nothing, and no stroke is made.
        await page.keyboard.press('b')
        await page.getByTestId('notice-frozen').filter({ hasText: '请先撤回' }).waitFor()
        expect(await page.getByTestId('tool-brush').getAttribute('aria-pressed')).toBe('false')
        expect(await page.getByTestId('tool-brush').getAttribute('aria-disabled')).toBe('true')
        await page.locator('[data-testid=grid-list] [data-grid]').first().click({ button: 'right' })
        await page.getByTestId('grid-menu-list').filter({ hasText: '等待审批' }).waitFor()
        expect(await page.getByRole('menuitem').count()).toBe(0)
        await page.keyboard.press('Escape')
        const shown = await readPlan(lived.town.url, planId)
        const { x, y } = await pixelOf(page, shown.centerOf(findLegalMove(shown).cell))
        await page.mouse.move(x, y)
        await page.mouse.down()
        await page.mouse.move(x + 30, y + 30)
        await page.mouse.up()
        expect((await readPlan(lived.town.url, planId)).detail.revision).toBe(shown.detail.revision)
        expect(await page.getByTestId('tray').count()).toBe(0)

        await impactShown(page)
        await look(page, 'decide-first')
        await press('approve')
        await page.getByTestId('notice-life').filter({ hasText: '已批准：town@1' }).waitFor()
        expect([await status(page), await stands(page)]).toEqual(['已发布', expect.stringContaining('town@1 · 生效中')])
        expect(clicks()).toBeLessThanOrEqual(6)
        expect(await versions()).toMatchObject([{ id: 'town@1', phase: 'in-force', from: '2026-01-05', planId }])
        await look(page, 'published')
        await page.getByTestId('open-history').click()
        await page.locator('li[data-version="1"][data-phase=in-force]').waitFor()
        await look(page, 'timeline-1')
      },
      fineScreen,
    ))

  it('shows what a copy changes on the map and as a table, which can be sorted and saved; returned, it says why', async () => {
    const { town } = lived
    const draft = await copyOf(town, town.planId)
    await drawStrokes(town, draft, 5)
    const wanted = await impactOf(town, draft, '2026-01-06')
    expect(wanted.pairs.length).toBeGreaterThan(2)
    await lived.onPlan(
      draft,
      async ({ page }) => {
        expect(await stands(page)).toContain('源自 town@1')
        await page.getByTestId('next-step').click()
        await impactShown(page)
        expect(await page.getByTestId('effective-from').inputValue()).toBe('2026-01-06')
        await page.getByTestId('effective-from').fill('2026-01-05')
        await expect.poll(() => page.getByTestId('date-hint').innerText()).toContain('最早可选 2026-01-06')
        expect(await page.getByTestId('submit-go').isDisabled()).toBe(true)
        await page.getByTestId('date-month').click()
        await impactShown(page)
        expect(await page.getByTestId('effective-from').inputValue()).toBe('2026-02-01')
        expect(await page.getByTestId('impact-cells').innerText()).toBe(String(wanted.totals.cells))
        expect(await page.locator('[data-pair]').count()).toBe(wanted.pairs.length)
        const column = async (place: number) =>
          (await page.locator(`[data-pair] td:nth-child(${place})`).allInnerTexts()).map(Number)
        await page.getByTestId('sort-cells').click()
        expect(await column(2)).toEqual((await column(2)).toSorted((a, b) => b - a))
        await page.getByTestId('sort-customers').click()
        await page.getByTestId('sort-customers').click()
        expect(await column(3)).toEqual((await column(3)).toSorted((a, b) => a - b))
        await look(page, 'impact-all')
        await page.locator('[data-pair] button').first().click()
        expect(await page.locator('[data-shown]').count()).toBe(1)
        await page.waitForTimeout(700)
        await look(page, 'impact-pair')
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-pairs').click()])
        const lines = readFileSync((await download.path())!, 'utf8')
          .trimEnd()
          .split('\n')
        expect(lines[0]).toMatch(/^\ufefffrom_code,from_name,to_code,to_name,cells,customers,revenue/)
        expect(lines).toHaveLength(wanted.pairs.length + 2)
        expect(lines.at(-1)).toContain(`total,,,,${wanted.totals.cells},${wanted.totals.figures.customers},`)

        for (const warning of await page.locator('[data-testid^=warning-]').all()) await warning.click()
        await page.getByTestId('submit-note').fill('二月起调整滨江一带')
        await page.getByTestId('submit-go').click()
        await page.getByTestId('life-decide').filter({ hasText: '二月起调整滨江一带' }).waitFor()
        await page.getByTestId('return').click()
        expect(await page.getByTestId('give-back-go').isDisabled()).toBe(true)
        await page.getByTestId('decide-reason').fill('口径不一致')
        await look(page, 'decide-return')
        await page.getByTestId('give-back-go').click()
        await page.getByTestId('plan-returned').filter({ hasText: '规划员退回：口径不一致' }).waitFor()
        expect(await status(page)).toBe('草稿')
        await look(page, 'returned')

        // Submitted and recalled by others, the page hears of it.
        const sent = await submit(town, draft, '2026-01-06')
        expect(sent.statusCode).toBe(200)
        await page.getByTestId('plan-status').filter({ hasText: '待审批' }).waitFor()
        await page.getByTestId('next-step').filter({ hasText: '审批' }).click()
        await page.getByTestId('recall').click()
        await page.getByTestId('give-back-go').click()
        await page.getByTestId('plan-status').filter({ hasText: '草稿' }).waitFor()
        expect((await lifeOf(draft)).submissions.map(({ state }) => state)).toEqual(['recalled', 'returned'])
      },
      fineScreen,
    )
  })
})
