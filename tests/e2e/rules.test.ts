import { describe, expect, it } from 'vitest'
import { fineScreen, takeScreenshot } from './browser.ts'
import { addPlaces } from './places.ts'
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
})
