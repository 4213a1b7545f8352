import type { APIResponse } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Job } from '../../server/contract/jobs.ts'
import { longRun } from '../longRun.ts'
import { takeScreenshot } from './browser.ts'
import { type PlanOnServer, readPlan } from './planOnServer.ts'
import { sandboxForTests } from './sandboxForTests.ts'
import { lockedGrid } from './town.ts'

const sandbox = sandboxForTests()

describe('the partition dialog', () => {
  it('adjusts the open plan within the budget: grids go on, the locked one as it is, and the notice counts who moved', () =>
    sandbox.inSandbox(async ({ page }) => {
      const before = await readPlan(sandbox.server.url, sandbox.server.planId)
      await page.getByTestId('open-partition').click()
      await page.getByTestId('partition-start-current').click()
      await page.getByTestId('partition-budget').fill('15')
      await page.getByTestId('partition-tolerance').fill('5')
      await takeScreenshot(page, 'partition-current')
      await page.getByTestId('partition-start').click()
      await page.getByTestId('notice-moved').waitFor()
      await takeScreenshot(page, 'partition-moved')

      const after = await readPlan(sandbox.server.url, new URL(page.url()).searchParams.get('plan')!)
      expect(after.detail.parameters).toMatchObject({ from: sandbox.server.planId, budget: 0.15 })
      const lookOf = ({ detail }: PlanOnServer) =>
        detail.grids.map(({ number, gridId, code, name, colour, locked }) => ({
          number,
          gridId,
          code,
          name,
          colour,
          locked,
        }))
      expect(lookOf(after)).toEqual(lookOf(before))
      for (const [cell, grid] of before.plan.assignment.entries()) {
        if (grid === lockedGrid) expect(after.plan.assignment[cell]).toBe(lockedGrid)
      }
      const moved = before.plan.assignment.reduce(
        (sum, grid, cell) => sum + (after.plan.assignment[cell] === grid ? 0 : before.customers[cell]!),
        0,
      )
      expect(await page.getByTestId('notice-moved').getAttribute('data-customers')).toBe(String(moved))
      expect(moved).toBeGreaterThan(0)
      expect(moved).toBeLessThanOrEqual(0.15 * before.detail.totals.customers!)
    }))

  it('runs a partition with progress and opens its plan; a cancelled one makes none', () =>
    sandbox.goOn(async ({ page }) => {
      const plansOf = async () =>
        ((await (await fetch(`${sandbox.server.url}/api/cities/town/plans`)).json()) as { plans: unknown[] }).plans
          .length
      const plans = await plansOf()
      const gridsField = page.getByTestId('partition-grids')

      // The first run is one that is still on its way when it is cancelled.
      await page.route(
        '**/api/cities/town/partitions',
        (route) => route.continue({ postData: JSON.stringify({ ...route.request().postDataJSON(), ...longRun }) }),
        { times: 1 },
      )
      await page.getByTestId('open-partition').click()
      await gridsField.fill('900')
      await page.getByTestId('partition-start').click()
      await page.getByTestId('partition-progress').waitFor()
      await page.getByTestId('partition-cancel').click()
      await page.getByTestId('partition-cancelled').waitFor()
      await takeScreenshot(page, 'partition-cancelled')
      expect(await plansOf()).toBe(plans)

      await gridsField.fill('9')
      await page.getByTestId('partition-start').click()
      await page.getByTestId('partition-progress').waitFor()
      await page.waitForFunction(() => document.querySelectorAll('[data-testid=grid-list] [data-grid]').length === 9)
      expect(await plansOf()).toBe(plans + 1)
      expect(new URL(page.url()).searchParams.get('plan')).toBe(`town-${plans + 1}`)
    }))

  it('follows a partition that was started before the page was opened', () =>
    sandbox.goOn(async ({ page }) => {
      // Started when the page asks what runs, and again where it has ended before the answer: that one tells of a run under way.
      await page.route(
        '**/api/cities/town/jobs?*',
        async (route) => {
          let response: APIResponse
          let jobs: Job[]
          do {
            await fetch(`${sandbox.server.url}/api/cities/town/partitions`, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ grids: 40 }),
            })
            response = await route.fetch()
            jobs = ((await response.json()) as { jobs: Job[] }).jobs
          } while (!jobs.some(({ state }) => state === 'queued' || state === 'running'))
          await route.fulfill({ response })
        },
        { times: 1 },
      )
      await page.reload()
      await page.getByTestId('notice-partition-done').waitFor()
    }))
})
