import { describe, expect, it } from 'vitest'
import { takeScreenshot } from '../e2e/browser.ts'
import { readPlan } from '../e2e/planOnServer.ts'
import { sandboxForTests } from '../e2e/sandboxForTests.ts'

const sandbox = sandboxForTests()

describe('the partition dialog', () => {
  it('divides by a size band, after saying what is wrong with one that cannot be', () =>
    sandbox.inSandbox(async ({ page }) => {
      const plan = () => new URL(page.url()).searchParams.get('plan')!
      await page.getByTestId('open-partition').click()
      await page.getByTestId('partition-size').getByText('按规模区间').click()
      await page.getByTestId('partition-smallest').fill('4000')
      await page.getByTestId('partition-largest').fill('3000')
      await page.getByTestId('partition-start').click()
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('partition-largest')
      expect(await page.getByTestId('partition-progress').count()).toBe(0)

      await page.getByTestId('partition-largest').fill('6000')
      expect(await page.getByTestId('partition-outlook').textContent()).toContain('10 个网格')
      await page.getByTestId('partition-start').click()
      await page.waitForFunction(
        (before) => new URL(location.href).searchParams.get('plan') !== before,
        sandbox.server.planId,
      )
      await page.getByTestId('notice-partition-done').waitFor()
      const { detail } = await readPlan(sandbox.server.url, plan())
      expect(detail.gridCount).toBe(10)
      for (const { figures } of detail.grids) {
        expect(figures.customers).toBeGreaterThanOrEqual(4000)
        expect(figures.customers).toBeLessThanOrEqual(6000)
      }
      expect(await page.getByTestId('within-tolerance').textContent()).toContain('4,000–6,000')
      await takeScreenshot(page, 'partition-band')
    }))
})

describe('an address', () => {
  it('of a plan lists the plans of the city, and opens none by itself', () =>
    sandbox.inProfile(async ({ page }) => {
      await page.goto(`${sandbox.server.url}/?city=town&plan=town-99`)
      const screen = page.getByTestId('no-such-plan')
      await screen.waitFor()
      expect(await screen.textContent()).toContain('“town-99”')
      expect(await page.locator('[data-grid]').count()).toBe(0)
      await takeScreenshot(page, 'no-such-plan')
      await screen.getByRole('button', { name: '首版方案 (town-1)' }).click()
      await page.waitForSelector('[data-testid=grid-list] [data-grid]')
      expect(new URL(page.url()).searchParams.get('plan')).toBe('town-1')
    }))

  it('may name the plan alone', () =>
    sandbox.inProfile(async ({ page }) => {
      await page.goto(`${sandbox.server.url}/?plan=${sandbox.server.planId}`)
      await page.waitForSelector('[data-testid=grid-list] [data-grid]')
      expect(new URL(page.url()).searchParams.get('city')).toBe('town')
    }))
})
