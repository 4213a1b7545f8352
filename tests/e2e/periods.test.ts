import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loadConfig } from '../../server/base/config.ts'
import { importFile } from '../../server/data/importFile.ts'
import { type Database, openDatabase } from '../../server/db/database.ts'
import { runPartition } from '../../server/plans/partitionCity.ts'
import { buildApp } from '../../server/start/app.ts'
import { customerCsv, makeCity } from '../integration/builders.ts'
import type { ServerDatabase } from '../integration/cluster.ts'
import { createServerDatabase } from '../integration/databases.ts'
import { openProfile, openSandbox, takeScreenshot } from './browser.ts'

let place: ServerDatabase | undefined
let database: Database
let app: Awaited<ReturnType<typeof buildApp>>
let url: string

const importPeriod = (period: string, customers: number, name = `${period}.csv`) =>
  importFile(database, 'town', Readable.from([Buffer.from(customerCsv(customers))]), {
    crs: 'wgs84',
    sourceName: name,
    period,
  })

/** September came twice, and August last. */
beforeAll(async () => {
  place = await createServerDatabase('schema')
  const config = loadConfig({ DATABASE_URL: place.url, PORT: '0', LOG_LEVEL: 'warn' })
  database = await openDatabase(config)
  await makeCity(database, 'town', 8)
  await importPeriod('2026-09', 2500, 'wrong.csv')
  await importPeriod('2026-09', 2600)
  await importPeriod('2026-10', 4000)
  await importPeriod('2026-08', 1000)
  await runPartition(database, 'town', { grids: 4, tolerance: 0.3, weights: ['customers'], name: '方案' })
  app = await buildApp({ config, database, siteDirectory: join(import.meta.dirname, '..', '..', 'web', 'dist') })
  await app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
})
afterAll(async () => {
  await app?.close()
  await database?.close()
  await place?.drop()
})

const shown = (page: Page, snapshot: number) =>
  page.locator(`[data-testid=plan-data][data-snapshot="${snapshot}"]`).waitFor()
const options = (page: Page) => page.getByRole('option').filter({ hasText: '.csv' })

it('the newest period is shown, and the others are picked by their month, earlier versions below it', async () => {
  const { page, context, complaints } = await openProfile(url)
  await openSandbox(page, `${url}/?city=town&plan=town-1`)
  await shown(page, 3)
  const picker = page.getByTestId('data-picker')
  expect(await picker.inputValue()).toMatch(/^账期 2026年10月：2026-10\.csv，.*导入（方案自己的数据）$/)
  await picker.click()
  await options(page).first().waitFor()
  expect(await options(page).allTextContents()).toEqual([
    expect.stringMatching(/^账期 2026年10月：/),
    expect.stringMatching(/^账期 2026年9月：2026-09\.csv/),
    expect.stringMatching(/^2026年9月的较早版本：wrong\.csv/),
    expect.stringMatching(/^账期 2026年8月：2026-08\.csv/),
  ])
  expect(await page.locator('[role=option] [data-earlier]').count()).toBe(1)
  await takeScreenshot(page, 'periods-zh')
  await page.keyboard.press('Escape')

  // by the keyboard alone
  await picker.focus()
  for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key)
  await page.getByTestId('other-data').waitFor()
  const snapshot = await page.getByTestId('plan-data').getAttribute('data-snapshot')
  expect(['1', '2', '4']).toContain(snapshot)
  await picker.click()
  await options(page).filter({ hasText: '2026年9月：' }).click()
  await shown(page, 2)
  expect(await page.getByTestId('total-customers').getAttribute('title')).toBe('2,600')
  expect(await page.getByTestId('other-data').textContent()).toContain('方案由2026年10月的 2026-10.csv')
  const report = await fetch(url + (await page.getByTestId('open-report').getAttribute('href')))
  expect(await report.text()).toContain('账期 2026年9月：2026-09.csv')

  await page.getByTestId('switch-language').click()
  await page.getByTestId('data-picker').click()
  await options(page).filter({ hasText: 'September 2026, earlier version: wrong.csv' }).waitFor()
  expect(await options(page).first().textContent()).toContain('October 2026: 2026-10.csv')
  await takeScreenshot(page, 'periods-en')
  expect(complaints).toEqual([])
  await context.close()
})
