import type { Page } from 'playwright-core'
import { longRun } from '../longRun.ts'
import { openSandbox, pixelOf } from './browser.ts'
import { findCuttingMoves, findLegalMove, findSplittingMove, readPlan, sendPaint } from './planOnServer.ts'
import { drawAt, takeBrush } from './sandboxForTests.ts'
import type { SandboxServer } from './sandboxServer.ts'

export type Visit = (screen: string, page: Page) => Promise<void>

/** Leads a page through every screen and state of the sandbox and the report, and has each one looked at. */
export async function walkEveryScreen(
  page: Page,
  {
    server,
    withoutCity,
    withHardCities,
  }: { server: SandboxServer; withoutCity: Pick<SandboxServer, 'url'>; withHardCities: boolean },
  visit: Visit,
): Promise<void> {
  const look = async (screen: string): Promise<void> => {
    // Dialogs and notices slide in; half a movement is not what a planner reads.
    await page.waitForFunction(() =>
      document
        .getAnimations()
        .every(
          ({ playState, effect }) =>
            playState !== 'running' || effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY,
        ),
    )
    await visit(screen, page)
  }
  const report = await walkLooking(page, server, look)
  await walkGridMenu(page, look)
  await walkBrush(page, server, look)
  await walkDialogs(page, server, look)
  await walkLife(page, server, look)
  await walkTrouble(page, server, look)
  await page.goto(withoutCity.url)
  await page.getByRole('alert').waitFor()
  await look('no city')
  if (withHardCities) {
    await walkRefunds(page, server, look)
    await walkCrowded(page, server, look)
  }
  await page.goto(report)
  await look('report')
}

type Look = (screen: string) => Promise<void>

const open = (page: Page, { url, planId }: SandboxServer) => openSandbox(page, `${url}/?city=town&plan=${planId}`)

/** The first screens; gives the address of the report. */
async function walkLooking(page: Page, server: SandboxServer, look: Look): Promise<string> {
  await open(page, server)
  await look('opened')
  const plan = await readPlan(server.url, server.planId)
  const { x, y } = await pixelOf(page, plan.centerOf(findLegalMove(plan).cell))
  await page.mouse.move(x, y)
  await page.getByTestId('hover-tip').waitFor()
  await look('hovered')
  await page.locator('[data-testid=grid-list] [data-grid]').first().click()
  await look('grid selected')
  await page.locator('[data-testid=grid-list] [data-grid="3"]').click()
  await look('locked grid selected')
  await page.keyboard.press('c')
  for (const [i, by] of ['worst', 'customers', 'revenue'].entries()) {
    await page.getByTestId('judge-by').locator('label').nth(i).click()
    await look(`deviation by ${by}`)
  }
  await page.keyboard.press('c')
  await page.getByTestId('legend').waitFor()
  await look('density')
  await page.getByTestId('open-layers').click()
  await page.getByTestId('layer-district').waitFor()
  await look('layers of a city without places')
  await page.keyboard.press('Escape')
  await page.getByTestId('layers').waitFor({ state: 'detached' })
  await page.getByTestId('open-links').click()
  await page.locator('[data-testid=links-panel][aria-busy=false]').waitFor()
  await look('links of a city in one piece')
  await page.getByTestId('open-links').click()
  await page.locator('#grid-search').fill('no such grid')
  await look('nothing found')
  await page.locator('#grid-search').fill('')
  return server.url + (await page.getByTestId('open-report').getAttribute('href'))
}

async function walkGridMenu(page: Page, look: Look): Promise<void> {
  const row = page.locator('[data-testid=grid-list] [data-grid]').first()
  const openMenu = async (): Promise<void> => {
    await row.click({ button: 'right' })
    await page.getByTestId('grid-menu-list').waitFor()
  }
  await openMenu()
  await look('grid menu')
  await page.getByRole('menuitem').nth(2).hover()
  await page.getByRole('menuitem').nth(12).waitFor()
  await look('grid menu, colours')
  await page.keyboard.press('Escape')
  await page.getByTestId('grid-menu-list').waitFor({ state: 'detached' })
  for (const [item, button, screen] of [
    [0, 'grid-name-save', 'name and code'],
    [4, 'split-go', 'split'],
    [5, 'merge-go', 'merge'],
  ] as const) {
    await openMenu()
    await page.getByRole('menuitem').nth(item).click()
    await page.getByTestId(button).waitFor()
    await look(`grid: ${screen}`)
    if (item === 0) {
      await page.getByTestId('grid-code').fill('!')
      await look('grid: a wrong code')
    }
    await page.keyboard.press('Escape')
    await page.getByTestId(button).waitFor({ state: 'detached' })
  }
  await openMenu()
  await page.getByRole('menuitem').nth(1).click()
  await page.getByTestId('notice-edited').waitFor()
  await look('grid locked')
  // The notice, which offers it too, goes away by itself.
  await page.keyboard.press('Control+Z')
  await page.waitForSelector('[data-testid=save-state][data-phase=idle]')
}

async function walkBrush(page: Page, server: SandboxServer, look: Look): Promise<void> {
  await page.getByTestId('tool-brush').click()
  await look('brush without a receiver')
  const before = await readPlan(server.url, server.planId)
  const { cell, to } = findLegalMove(before)
  await takeBrush(page, to)
  await look('brush with a receiver')
  await drawAt(page, before.centerOf(cell))
  await page.waitForSelector('[data-testid=stroke-panel][data-drawing]')
  await look('stroke under way')
  await page.keyboard.press('Escape')
  await page.mouse.up()
  const splitting = findSplittingMove(before)
  await page.locator(`[data-testid=grid-list] [data-grid="${splitting.to}"]`).click()
  await drawAt(page, before.centerOf(splitting.cell))
  await page.getByTestId('stroke-refusal').waitFor()
  await look('illegal stroke under way')
  await page.mouse.up()
  await page.getByTestId('notice-refused').waitFor()
  await look('stroke refused')
}

async function walkDialogs(page: Page, server: SandboxServer, look: Look): Promise<void> {
  await page.keyboard.press('?')
  await page.getByRole('dialog').waitFor()
  await look('shortcuts')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })

  await page.getByTestId('open-partition').click()
  await page.getByTestId('partition-start').waitFor()
  await look('partition')
  await page.getByTestId('partition-rules-fold').click()
  await page.getByTestId('rules-missing').locator('summary').click()
  await look('partition, rules that a city without places has')
  await page.getByTestId('partition-rules-fold').click()
  await page.getByTestId('partition-start-current').click()
  await page.getByTestId('partition-more').click()
  await page.getByTestId('partition-preset').waitFor()
  await look('partition from the plan, all settings')
  await page.getByTestId('partition-size').locator('label').nth(1).click()
  await page.getByTestId('partition-smallest').fill('4000')
  await page.getByTestId('partition-largest').fill('3000')
  await page.getByTestId('partition-start').click()
  await look('partition with something wrong')
  await page.getByTestId('partition-size').locator('label').nth(0).click()
  await page.getByTestId('partition-start-afresh').click()
  const finish = await keepSolverBusy(server)
  await page.getByTestId('partition-start').click()
  await page.getByTestId('partition-progress').waitFor()
  await look('partition waiting')
  await page.getByTestId('partition-cancel').click()
  await page.getByTestId('partition-cancelled').waitFor()
  await look('partition cancelled')
  await finish()
  await page.getByTestId('partition-grids').fill('12')
  await page.getByTestId('partition-start').click()
  await page.getByTestId('notice-partition-done').waitFor()
  await look('partition done')
}

/** What is read of how a plan takes effect: the plan stays the draft that others of the walk draw on. */
async function walkLife(page: Page, server: SandboxServer, look: Look): Promise<void> {
  await open(page, server)
  await page.getByTestId('next-step').click()
  await page.locator('[data-testid=impact][data-impact]').waitFor()
  await look('submission')
  await page.getByTestId('effective-from').fill('2199-01-01')
  await look('submission on a date that is not open')
  await page.getByTestId('open-history').click()
  await page.getByTestId('timeline-none').waitFor()
  await look('timeline without a version')
  await page.getByTestId('history-kind').locator('label').nth(1).click()
  await look('audit log')
  await page.getByTestId('history-kind').locator('label').nth(2).click()
  await page.getByTestId('owners-hint').waitFor()
  await look('owners without a version')
  await page.getByTestId('owners-section').locator('label').nth(1).click()
  await page.getByTestId('propose-owner').click()
  await page.getByTestId('propose-owner-go').click()
  await look('proposal of an owner with all of it missing')
  await page.keyboard.press('Escape')
  await page.getByTestId('propose-owner-dialog').waitFor({ state: 'detached' })
  await page.getByTestId('open-history').click()
}

/** Runs of their own, so that the next one waits as long as it is looked at; ends them. */
async function keepSolverBusy({ url }: SandboxServer): Promise<() => Promise<void>> {
  const started: string[] = []
  for (let seed = 1; seed <= 3; seed++) {
    const answer = await fetch(`${url}/api/cities/town/partitions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...longRun, grids: 900, seed }),
    })
    started.push(((await answer.json()) as { jobId: string }).jobId)
  }
  return async () => {
    for (const job of started) await fetch(`${url}/api/cities/town/jobs/${job}`, { method: 'DELETE' })
  }
}

async function walkTrouble(page: Page, server: SandboxServer, look: Look): Promise<void> {
  await open(page, server)
  const before = await readPlan(server.url, server.planId)
  const { first, second } = findCuttingMoves(before)
  await page.route('**/commands', (route) => (route.request().method() === 'POST' ? route.abort() : route.continue()))
  await takeBrush(page, second.to)
  await drawAt(page, before.centerOf(second.cell))
  await page.mouse.up()
  await page.waitForSelector('[data-testid=save-state][data-phase=waiting]')
  await look('offline')
  await sendPaint(server, before, first.to, first.cell)
  await page.unroute('**/commands')
  await page.evaluate(() => dispatchEvent(new Event('online')))
  await page.getByTestId('notice-set-aside').waitFor()
  await look('set aside')
  await page.getByTestId('tray-drop').click()
  await page.getByTestId('tray').waitFor({ state: 'detached' })

  await page.goto(`${server.url}/?city=bare`)
  await page.getByRole('alert').waitFor()
  await look('no data')
  await page.goto(`${server.url}/?city=planless`)
  await page.getByRole('alert').waitFor()
  await look('no plan')
  let goOn = (): void => {}
  const held = new Promise<void>((resolve) => {
    goOn = resolve
  })
  await page.route('**/api/cities', async (route) => {
    await held
    await route.abort()
  })
  await page.goto(`${server.url}/?city=town`)
  await page.getByTestId('loading').waitFor()
  await look('loading')
  goOn()
  await page.getByRole('alert').waitFor()
  await look('failed')
  await page.unroute('**/api/cities')
}

async function walkRefunds(page: Page, server: SandboxServer, look: Look): Promise<void> {
  await openSandbox(page, `${server.url}/?city=refunds`)
  await page.locator('[data-testid=plan-data] ~ * details summary').click()
  await look('refunds exceed the revenue')
  await page.locator('[data-testid=grid-list] [data-grid]').first().click()
  await page.keyboard.press('c')
  await look('refunds: selected, deviation')
  await page.getByTestId('open-partition').click()
  await page.getByTestId('partition-start').waitFor()
  await page.getByTestId('partition-more').click()
  await page.getByTestId('partition-preset').waitFor()
  await look('refunds: partition')
}

async function walkCrowded(page: Page, server: SandboxServer, look: Look): Promise<void> {
  await openSandbox(page, `${server.url}/?city=crowded`)
  await look('500 grids, long names, NT$')
  await page.locator('[data-testid=grid-list] [data-grid]').first().click()
  await page.keyboard.press('c')
  await look('500 grids: selected, deviation')
  await page.keyboard.press('c')
  await page.getByTestId('tool-brush').click()
  await look('500 grids: brush, density')
  await page.getByTestId('open-partition').click()
  await page.getByTestId('partition-start').waitFor()
  await look('500 grids: partition')
}
