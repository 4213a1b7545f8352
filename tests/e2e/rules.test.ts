import { describe, expect, it } from 'vitest'
import { fineScreen, takeScreenshot } from './browser.ts'
import { addPlaces } from './places.ts'
import { readPlan } from './planOnServer.ts'
import { sandboxForTests } from './sandboxForTests.ts'
import { findTextFaults } from './textFaults.ts'

const sandbox = sandboxForTests(addPlaces)

describe('the rules of a partition', () => {
  it('are each explained in English too, and those without data say what to import', () =>
    sandbox.inSandbox(
      async ({ page }) => {
        await page.getByTestId('open-partition').click()
        await page.getByTestId('partition-rules-fold').click()
        const rules = page.getByTestId('partition-rules')
        await page.getByTestId('rule-outlet-centres').waitFor()
        expect(
          (await rules.locator('section:not([data-off]) > h3, section label').allInnerTexts()).length,
        ).toBeGreaterThan(6)
        await page.getByTestId('rules-missing').locator('summary').click()
        expect(await page.getByTestId('rules-missing').innerText()).toContain(
          'npx shapan import town subdistricts.geojson --kind subdistrict',
        )
        expect(await page.evaluate(findTextFaults)).toEqual([])
        await takeScreenshot(page, 'rules-en')
      },
      { ...fineScreen, locale: 'en' },
    ))

  it('are those of the city, each of which a run may do without; what each costs is told when it is done', () =>
    sandbox.inSandbox(async ({ page }) => {
      const { url } = sandbox.server
      const answer = await fetch(`${url}/api/cities/town/rules`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ rules: { keepWhole: ['estate'], outletCentres: true } }),
      })
      expect(answer.status).toBe(200)
      await page.reload()
      await page.getByTestId('open-partition').click()
      const fold = page.getByTestId('partition-rules-fold')
      await expect.poll(() => fold.innerText()).toMatch(/小区保持完整 · 自有营业厅作中心/)
      await fold.click()
      await page.getByTestId('partition-tolerance').fill('20')
      // The switch itself is out of sight: its label is what is pressed.
      const press = (rule: string) => page.getByTestId(`rule-${rule}`).locator('label').first().click()
      await press('outlet-centres')
      await press('costs')
      await page.getByTestId('partition-main-grids').getByText('按区县').click()
      expect(await page.evaluate(findTextFaults)).toEqual([])
      await page.getByTestId('partition-start').click()
      await page.waitForURL(/plan=town-2/)
      const { detail } = await readPlan(url, 'town-2')
      expect(detail.parameters).toMatchObject({ keepWhole: ['estate'], mainGrids: 'district', costs: true })
      expect(detail.parameters).not.toHaveProperty('outletCentres')
      await page
        .getByText(/“保持整体单元完整”的代价：边界/)
        .last()
        .waitFor()
      await page
        .getByText(/25 个整体单元中有 20 个保持完整/)
        .last()
        .waitFor()
      await takeScreenshot(page, 'rules-costs')
    }, fineScreen))
})
