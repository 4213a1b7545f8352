import { randomUUID } from 'node:crypto'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openProfile, openSandbox, pixelOf, takeScreenshot, type WatchedPage } from './browser.ts'
import { findLegalMove, findSplittingMove, type PlanOnServer, readPlan, sendCommand } from './planOnServer.ts'
import { gridCount, lockedGrid, type SandboxServer, startSandboxServer } from './sandboxServer.ts'

let server: SandboxServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startSandboxServer(), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

/** Runs a test in a fresh profile with the sandbox open, and holds it to a silent console and to this machine. */
async function inSandbox(work: (watched: WatchedPage) => Promise<void>): Promise<void> {
  const watched = await openProfile(browser, server.url)
  try {
    await openSandbox(watched.page, `${server.url}/?city=town&plan=${server.planId}`)
    await work(watched)
    expect(watched.complaints).toEqual([])
  } catch (error) {
    await takeScreenshot(watched.page, `failed-${Date.now()}`)
    throw error
  } finally {
    await watched.context.close()
  }
}

const saved = (page: Page, revision: number) =>
  page.waitForSelector(`[data-testid=save-state][data-phase=idle][data-revision="${revision}"]`)

async function takeBrush(page: Page, receiver: number): Promise<void> {
  await page.getByTestId('tool-brush').click()
  await page.getByTestId('brush-1').click()
  await page.locator(`[data-testid=grid-list] [data-grid="${receiver}"]`).click()
}

/** Presses and moves over a place; the button stays down. */
async function drawAt(page: Page, place: readonly [number, number]): Promise<void> {
  const { x, y } = await pixelOf(page, place)
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 1, y)
}

const shownCustomers = async (page: Page, side: 'receiver' | 'giver'): Promise<number> =>
  Number(await page.locator(`[data-testid=stroke-${side}] [data-after=customers]`).getAttribute('data-value'))

const listedFigure = (page: Page, grid: number) =>
  page.locator(`[data-testid=grid-list] [data-grid="${grid}"]`).textContent()

describe('sandbox', () => {
  it('opens on the balanced city: every grid listed worst first, everything saved', () =>
    inSandbox(async ({ page }) => {
      expect(await page.locator('[data-testid=grid-list] [data-grid]').count()).toBe(gridCount)
      const { detail } = await readPlan(server.url, server.planId)
      const worst = detail.grids.toSorted(
        (a, b) => Math.abs(b.customersDeviation!) - Math.abs(a.customersDeviation!) || a.number - b.number,
      )[0]!
      expect(await page.locator('[data-testid=grid-list] [data-grid]').first().getAttribute('data-grid')).toBe(
        String(worst.number),
      )
      expect(await page.getByTestId('total-customers').getAttribute('title')).toBe(
        detail.totals.customers.toLocaleString('zh-CN'),
      )
      await saved(page, detail.revision)
      await takeScreenshot(page, 'first-load')
    }))

  it('tells what lies under the pointer, and all about the grid that is clicked', () =>
    inSandbox(async ({ page }) => {
      const plan = await readPlan(server.url, server.planId)
      const { cell, from } = findLegalMove(plan)
      const { name } = plan.detail.grids.find(({ number }) => number === from)!
      const { x, y } = await pixelOf(page, plan.centerOf(cell))
      await page.mouse.move(x, y)
      expect(await page.getByTestId('hover-tip').textContent()).toContain(name)
      await page.mouse.click(x, y)
      expect(await page.getByTestId('grid-card').textContent()).toContain(name)
      await takeScreenshot(page, 'details')
    }))

  it('moves both grids’ figures while the brush is down; undo, redo and a reload keep the history', () =>
    inSandbox(async ({ page }) => {
      const before = await readPlan(server.url, server.planId)
      const { cell, from, to } = findLegalMove(before)
      const customersOf = (grid: number) => before.detail.grids.find(({ number }) => number === grid)!.customers
      await takeBrush(page, to)
      expect(await shownCustomers(page, 'receiver')).toBe(customersOf(to))

      await drawAt(page, before.centerOf(cell))
      await page.waitForSelector('[data-testid=stroke-panel][data-drawing]')
      const moved = (await shownCustomers(page, 'receiver')) - customersOf(to)
      expect(moved).toBeGreaterThan(0)
      expect(await shownCustomers(page, 'giver')).toBe(customersOf(from) - moved)
      expect((await readPlan(server.url, server.planId)).detail.revision).toBe(before.detail.revision)
      await takeScreenshot(page, 'stroke')
      await page.mouse.up()

      const first = before.detail.revision + 1
      await saved(page, first)
      const painted = await readPlan(server.url, server.planId)
      expect(painted.plan.assignment[cell]).toBe(to)
      const listed = await listedFigure(page, to)

      await page.getByTestId('undo').click()
      await saved(page, first + 1)
      expect((await readPlan(server.url, server.planId)).plan.assignment).toEqual(before.plan.assignment)
      expect(await listedFigure(page, to)).not.toBe(listed)

      await page.keyboard.press('Control+Shift+Z')
      await saved(page, first + 2)
      expect(await listedFigure(page, to)).toBe(listed)

      await page.reload()
      await saved(page, first + 2)
      await page.waitForSelector('[data-testid=grid-list] [data-grid]')
      expect(await listedFigure(page, to)).toBe(listed)
      await page.keyboard.press('Control+Z')
      await saved(page, first + 3)
      expect((await readPlan(server.url, server.planId)).plan.assignment).toEqual(before.plan.assignment)
    }))

  it('shows an illegal stroke while it is drawn, says why when it is lifted, and changes nothing', () =>
    inSandbox(async ({ page }) => {
      const before = await readPlan(server.url, server.planId)
      const { cell, to } = findSplittingMove(before)
      const { name } = before.detail.grids.find(({ number }) => number === to)!
      await takeBrush(page, to)
      await drawAt(page, before.centerOf(cell))
      expect(await page.getByTestId('stroke-refusal').textContent()).toContain(name)
      await takeScreenshot(page, 'refused')
      await page.mouse.up()
      expect(await page.getByTestId('notice-refused').textContent()).toContain(name)
      expect((await readPlan(server.url, server.planId)).detail.revision).toBe(before.detail.revision)
    }))

  it('leaves a locked grid alone and names it', () =>
    inSandbox(async ({ page }) => {
      const before = await readPlan(server.url, server.planId)
      const locked = before.detail.grids.find(({ number }) => number === lockedGrid)!
      const cells = [...before.plan.assignment.keys()].filter((cell) => before.plan.assignment[cell] === lockedGrid)
      const cell = cells[cells.length >> 1]!
      await takeBrush(page, before.detail.grids.find(({ number }) => number !== lockedGrid)!.number)
      await drawAt(page, before.centerOf(cell))
      expect(await page.getByTestId('stroke-refusal').textContent()).toContain(locked.name)
      await page.mouse.up()
      await page.getByTestId('notice-refused').waitFor()
      expect((await readPlan(server.url, server.planId)).detail.revision).toBe(before.detail.revision)
    }))

  it('keeps strokes made while the server cannot be reached, even if the page is closed', () =>
    inSandbox(async ({ page, context, complaints }) => {
      const before = await readPlan(server.url, server.planId)
      const { cell, to } = findLegalMove(before)
      await context.route('**/commands', (route) =>
        route.request().method() === 'POST' ? route.abort() : route.continue(),
      )
      await takeBrush(page, to)
      await drawAt(page, before.centerOf(cell))
      await page.mouse.up()
      await page.waitForSelector('[data-testid=save-state][data-phase=waiting]')
      await takeScreenshot(page, 'offline')
      await page.close()
      await context.unroute('**/commands')

      const next = await context.newPage()
      await openSandbox(next, `${server.url}/?city=town&plan=${server.planId}`)
      await saved(next, before.detail.revision + 1)
      expect((await readPlan(server.url, server.planId)).plan.assignment[cell]).toBe(to)
      await next.keyboard.press('Control+Z')
      await saved(next, before.detail.revision + 2)
      // The browser itself reports the connection that the test cut.
      expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([])
      complaints.length = 0
    }))

  it('lets the planner choose when somebody else changed the plan, and lays the stroke over theirs', () =>
    inSandbox(async ({ page, complaints }) => {
      const before = await readPlan(server.url, server.planId)
      const mine = findLegalMove(before)
      const theirs = before.detail.grids.find(
        ({ number, locked }) => !locked && number !== mine.from && number !== mine.to,
      )!.number
      const theirCell = Array.from(before.plan.assignment.keys()).find(
        (cell) => ![mine.from, mine.to].includes(before.plan.assignment[cell]!) && before.paint(theirs, [cell]).ok,
      )!
      const answer = await sendCommand(server.url, server.planId, {
        commandId: randomUUID(),
        baseRevision: before.detail.revision,
        command: { kind: 'paint', grid: theirs, cells: [theirCell] },
      })
      expect(answer.status).toBe(200)

      await takeBrush(page, mine.to)
      await drawAt(page, before.centerOf(mine.cell))
      await page.mouse.up()
      await page.getByTestId('conflict-reapply').waitFor()
      await takeScreenshot(page, 'conflict')
      await page.getByTestId('conflict-reapply').click()
      await saved(page, before.detail.revision + 2)
      const after = await readPlan(server.url, server.planId)
      expect(after.plan.assignment[mine.cell]).toBe(mine.to)
      expect(after.plan.assignment[theirCell]).toBe(theirs)
      // A refused command is a 409, which the browser reports as an error of its own.
      expect(complaints.filter((text) => !text.includes('409'))).toEqual([])
      complaints.length = 0
    }))

  it('runs a partition with progress and opens its plan; a cancelled one makes none', () =>
    inSandbox(async ({ page }) => {
      const plansOf = async () =>
        ((await (await fetch(`${server.url}/api/cities/town/plans`)).json()) as { plans: unknown[] }).plans.length
      const plans = await plansOf()
      const gridsField = page.getByTestId('partition-grids')

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

  it('adjusts the open plan within the budget: grids go on, the locked one as it is, and the notice counts who moved', () =>
    inSandbox(async ({ page }) => {
      const before = await readPlan(server.url, server.planId)
      await page.getByTestId('open-partition').click()
      await page.getByTestId('partition-start-current').click()
      await page.getByTestId('partition-budget').fill('15')
      await page.getByTestId('partition-tolerance').fill('5')
      await takeScreenshot(page, 'partition-current')
      await page.getByTestId('partition-start').click()
      await page.getByTestId('notice-moved').waitFor()
      await takeScreenshot(page, 'partition-moved')

      const after = await readPlan(server.url, new URL(page.url()).searchParams.get('plan')!)
      expect(after.detail.parameters).toMatchObject({ from: server.planId, budget: 0.15 })
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
      expect(moved).toBeLessThanOrEqual(0.15 * before.detail.totals.customers)
    }))

  it('divides by a size band, after saying what is wrong with one that cannot be', () =>
    inSandbox(async ({ page }) => {
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
      await page.waitForFunction((before) => new URL(location.href).searchParams.get('plan') !== before, server.planId)
      await page.getByTestId('notice-partition-done').waitFor()
      const { detail } = await readPlan(server.url, plan())
      expect(detail.gridCount).toBe(10)
      for (const { customers } of detail.grids) {
        expect(customers).toBeGreaterThanOrEqual(4000)
        expect(customers).toBeLessThanOrEqual(6000)
      }
      expect(await page.getByTestId('within-tolerance').textContent()).toContain('4,000–6,000')
      await takeScreenshot(page, 'partition-band')
    }))

  it('follows a partition that was started before the page was opened', () =>
    inSandbox(async ({ page }) => {
      const jobs = `${server.url}/api/cities/town/jobs`
      const started: { jobId: string }[] = []
      // Several, so that one still runs when the page is there.
      for (const seed of [1, 2, 3, 4]) {
        const answer = await fetch(`${server.url}/api/cities/town/partitions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ grids: 900, seed }),
        })
        started.push((await answer.json()) as { jobId: string })
      }
      await page.reload()
      await page.getByTestId('notice-partition-done').waitFor()
      for (const { jobId } of started) await fetch(`${jobs}/${jobId}`, { method: 'DELETE' })
    }))

  it('shows a newcomer the first steps until a stroke is drawn', () =>
    inSandbox(async ({ page }) => {
      const before = await readPlan(server.url, server.planId)
      const { cell, to } = findLegalMove(before)
      const currentStep = () => page.locator('[data-testid=first-steps] [aria-current=step] b').textContent()
      expect(await currentStep()).toBe('1')
      await takeBrush(page, to)
      expect(await currentStep()).toBe('3')
      await drawAt(page, before.centerOf(cell))
      await page.mouse.up()
      await page.getByTestId('first-steps').waitFor({ state: 'detached' })
      await saved(page, before.detail.revision + 1)
      await page.keyboard.press('Control+Z')
      await saved(page, before.detail.revision + 2)
      await page.reload()
      await page.waitForSelector('[data-testid=grid-list] [data-grid]')
      expect(await page.getByTestId('first-steps').count()).toBe(0)
    }))

  it('switches between Chinese and English and remembers it', () =>
    inSandbox(async ({ page }) => {
      expect(await page.getByTestId('open-report').textContent()).toBe('均衡报告')
      await page.getByTestId('switch-language').click()
      expect(await page.getByTestId('open-report').textContent()).toBe('Balance report')
      expect(await page.locator('html').getAttribute('lang')).toBe('en')
      expect(await page.getByTestId('open-report').getAttribute('href')).toContain('lang=en')
      await page.reload()
      await page.waitForSelector('[data-testid=grid-list] [data-grid]')
      expect(await page.getByTestId('open-report').textContent()).toBe('Balance report')
      await takeScreenshot(page, 'english')
    }))
})
