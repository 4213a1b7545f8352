import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { loadConfig } from '../../server/base/config.ts'
import { importFile } from '../../server/data/importFile.ts'
import { type Database, openDatabase } from '../../server/db/database.ts'
import { runPartition } from '../../server/plans/partitionCity.ts'
import { buildApp } from '../../server/start/app.ts'
import { customerCsv, makeCity } from '../integration/builders.ts'
import type { ServerDatabase } from '../integration/cluster.ts'
import { createServerDatabase } from '../integration/databases.ts'
import { openProfile, openSandbox, takeScreenshot, type WatchedPage } from './browser.ts'

let place: ServerDatabase | undefined
let database: Database
let app: Awaited<ReturnType<typeof buildApp>>
let url: string
let watched: WatchedPage

const importMonth = (month: number, customers: number) =>
  importFile(database, 'town', Readable.from([Buffer.from(customerCsv(customers))]), {
    crs: 'wgs84',
    sourceName: `month-${month}.csv`,
  })
const partition = () =>
  runPartition(database, 'town', { grids: 4, tolerance: 0.3, weights: ['customers'], name: '方案' })

/** The server and the database in one process, so that data can be imported while the page is open. */
beforeAll(async () => {
  place = await createServerDatabase('schema')
  const config = loadConfig({ DATABASE_URL: place.url, PORT: '0', LOG_LEVEL: 'warn' })
  database = await openDatabase(config)
  await makeCity(database, 'town', 8)
  for (const [place, customers] of [1000, 2500, 4000].entries()) {
    await importMonth(place + 1, customers)
    await partition()
  }
  app = await buildApp({ config, database, siteDirectory: join(import.meta.dirname, '..', '..', 'web', 'dist') })
  await app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  watched = await openProfile(url)
  await openSandbox(watched.page, `${url}/?city=town&plan=town-1`)
})
afterEach(() => expect(watched.complaints).toEqual([]))
afterAll(async () => {
  await watched?.context.close()
  await app?.close()
  await database?.close()
  await place?.drop()
})

/** The customers of every grid as the panel of the brush has them, added up: the page's own sums, not the server's. */
async function sumOfGrids(page: Page): Promise<number> {
  await page.getByTestId('tool-brush').click()
  let sum = 0
  for (const row of await page.locator('[data-testid=grid-list] [data-grid]').all()) {
    const grid = await row.getAttribute('data-grid')
    await row.click()
    const figure = page.locator(`[data-testid=stroke-panel] [data-grid="${grid}"] [data-after=customers]`)
    sum += Number(await figure.getAttribute('data-value'))
  }
  return sum
}

/** Which data the page says it shows: the only one there is, or the one that is picked. */
async function shownData(page: Page): Promise<string> {
  const picker = page.getByTestId('data-picker')
  return (await picker.count()) > 0
    ? await picker.inputValue()
    : ((await page.getByTestId('plan-data').textContent()) ?? '')
}

async function expectData(page: Page, month: number, customers: number, isNewest: boolean): Promise<void> {
  await page.locator(`[data-testid=plan-data][data-snapshot="${month}"]`).waitFor()
  expect(await shownData(page)).toContain(`month-${month}.csv`)
  expect(await page.getByTestId('total-customers').getAttribute('title')).toBe(customers.toLocaleString('zh-CN'))
  expect(await page.getByTestId('older-data').count()).toBe(isNewest ? 0 : 1)
  expect(await sumOfGrids(page)).toBe(customers)
}

async function choosePlan(page: Page, plan: string): Promise<void> {
  await page.getByTestId('plan-picker').click()
  await page.getByRole('option', { name: plan }).click()
}

describe('plans of several months', () => {
  it('are each shown with their own data, and switching between them mixes nothing', async () => {
    const { page } = watched
    await expectData(page, 1, 1000, false)
    await takeScreenshot(page, 'older-data')
    for (const [plan, month, customers] of [
      ['#3', 3, 4000],
      ['#2', 2, 2500],
      ['#1', 1, 1000],
    ] as const) {
      await choosePlan(page, plan)
      await expectData(page, month, customers, month === 3)
    }
    await page.getByTestId('switch-language').click()
    expect(await page.getByTestId('older-data').textContent()).toContain('Not the newest data: month-3.csv')
    await page.getByTestId('switch-language').click()
  })

  it('are looked at with other data, which the page and the report name', async () => {
    const { page } = watched
    await choosePlan(page, '#1')
    await page.getByTestId('older-data-way').click()
    await page.locator('[data-testid=plan-data][data-snapshot="3"]').waitFor()
    expect(await page.getByTestId('other-data').textContent()).toContain('month-1.csv')
    expect(await page.getByTestId('total-customers').getAttribute('title')).toBe('4,000')
    await takeScreenshot(page, 'other-data')
    const report = await fetch(url + (await page.getByTestId('open-report').getAttribute('href')))
    expect(report.headers.get('x-snapshot')).toBe('3')
    await page.getByTestId('data-picker').click()
    await page.getByRole('option', { name: 'month-2.csv' }).click()
    await page.locator('[data-testid=plan-data][data-snapshot="2"]').waitFor()
    expect(await sumOfGrids(page)).toBe(2500)
    await page.getByTestId('other-data-way').click()
    await expectData(page, 1, 1000, false)
  })

  it('stay as they are when an import ends while the page is open; the next partition says which data it divides', async () => {
    const { page } = watched
    await choosePlan(page, '#3')
    await expectData(page, 3, 4000, true)
    await importMonth(4, 5600)
    expect(await sumOfGrids(page)).toBe(4000)

    await page.getByTestId('open-partition').click()
    const said = page.getByTestId('partition-data')
    await said.filter({ hasText: 'month-4.csv' }).waitFor()
    expect(await page.getByTestId('partition-dialog').textContent()).toContain('1,400')
    await takeScreenshot(page, 'partition-other-data')
    await page.getByTestId('partition-start').click()
    await page.getByTestId('notice-partition-done').waitFor()
    await expectData(page, 4, 5600, true)
  })
})
