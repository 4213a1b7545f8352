import { Readable } from 'node:stream'
import { expect, it } from 'vitest'
import { importFile } from '../../server/data/importFile.ts'
import type { Database } from '../../server/db/database.ts'
import { addDivision } from '../../server/plans/divisions/changeDivisions.ts'
import { runPartition } from '../../server/plans/partitionCity.ts'
import { openSandbox, takeScreenshot } from './browser.ts'
import { findLegalMove, readPlan } from './planOnServer.ts'
import { drawAt, sandboxForTests, saved, takeBrush } from './sandboxForTests.ts'
import { createTown } from './town.ts'

const rows = 6000
/** One in four is a business, and these lie in the west alone. */
const isBusiness = (place: number) => place % 4 === 0

/** A town whose public and business customers are divided each for themselves, and plan `lines-1` of the public. */
async function makeLines(database: Database): Promise<void> {
  await createTown(database, { code: 'lines', name: '云澜市' })
  const lines = Array.from({ length: rows }, (_, i) => {
    const east = ((i * 37) % 175) / (isBusiness(i) ? 2000 : 1000)
    return `${(119.922 + east).toFixed(4)},${(30.0215 + ((i * 53) % 157) / 1000).toFixed(4)},1,${30 + (i % 50)},${isBusiness(i) ? '商务' : '公众'}`
  })
  const text = `lon,lat,customers,revenue,segment\n${lines.join('\n')}\n`
  await importFile(database, 'lines', Readable.from([Buffer.from(text)]), { crs: 'wgs84', sourceName: 'lines.csv' })
  await addDivision(database, 'lines', {
    key: 'business',
    name: '商务',
    segments: ['商务'],
    isDefault: false,
    take: false,
  })
  await runPartition(database, 'lines', { grids: 10, tolerance: 0.1, weights: ['customers'], name: '公众首版' })
}

const sandbox = sandboxForTests(makeLines)

it('divides, paints and reports each division for itself', () =>
  sandbox.inProfile(async ({ page }) => {
    const { url } = sandbox.server
    await openSandbox(page, `${url}/?city=lines`)
    const division = page.getByTestId('division-picker')
    const total = () => page.getByTestId('total-customers').innerText()
    await page.waitForURL(/plan=lines-1/)
    expect(await total()).toBe('4500')
    const before = await readPlan(url, 'lines-1')

    await division.click()
    await page.getByRole('option', { name: '商务' }).click()
    await page.getByRole('alert').getByText('商务').waitFor()
    expect(new URL(page.url()).search).toBe('?city=lines&division=business')
    await takeScreenshot(page, 'division-without-plan')
    // The map has written its view into the address by now, and the division stays in it.
    await page.waitForURL(/division=business#/)
    await page.reload()
    await page.getByRole('alert').getByText('商务').waitFor()
    await page.getByRole('alert').getByRole('button').click()
    expect(await page.getByTestId('partition-division').innerText()).toContain('商务')
    await page.getByTestId('partition-grids').fill('4')
    await page.getByTestId('partition-tolerance').fill('15')
    await takeScreenshot(page, 'division-partition')
    await page.getByTestId('partition-start').click()
    await page.waitForURL(/plan=lines-2/)
    expect(await total()).toBe('1500')
    const made = await readPlan(url, 'lines-2')
    expect(made.detail).toMatchObject({ division: 'business', gridCount: 4 })
    expect(made.detail.totals.customers).toBe(1500)

    const { cell, to } = findLegalMove(made)
    await takeBrush(page, to)
    await drawAt(page, made.centerOf(cell))
    await page.mouse.up()
    await saved(page, 1)
    expect((await readPlan(url, 'lines-2')).plan.assignment[cell]).toBe(to)
    expect(await readPlan(url, 'lines-1')).toMatchObject({
      detail: { grids: before.detail.grids, revision: 0 },
    })
    await takeScreenshot(page, 'division-painted')

    const report = await page.context().newPage()
    await report.goto(`${url}${await page.getByTestId('open-report').getAttribute('href')}`)
    expect(await report.locator('body').innerText()).toContain('商务')
    expect(await report.locator('body').innerText()).toContain('1,500')
    await takeScreenshot(report, 'division-report')
    await report.close()

    await division.click()
    await page.getByRole('option', { name: '其余客户' }).click()
    await page.waitForURL(/plan=lines-1/)
    await expect.poll(total).toBe('4500')
    const offered = async (): Promise<string[]> => {
      await page.getByTestId('plan-picker').click()
      return await page.getByRole('listbox').getByRole('option').allInnerTexts()
    }
    expect(await offered()).toHaveLength(1)
  }))

it('counts an open plan anew where its division gets other segments', () =>
  sandbox.inProfile(async ({ page }) => {
    const { url } = sandbox.server
    const change = async (segments: string[]) => {
      const answer = await fetch(`${url}/api/cities/lines/divisions/business`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ segments }),
      })
      expect(answer.status).toBe(200)
    }
    await openSandbox(page, `${url}/?plan=lines-1`)
    const total = () => page.getByTestId('total-customers').innerText()
    expect(await total()).toBe('4500')
    await change([])
    await expect.poll(total).toBe('6000')
    await change(['商务'])
    await expect.poll(total).toBe('4500')
  }))
