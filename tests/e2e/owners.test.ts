import { expect, it } from 'vitest'
import { copyOf, publish } from '../integration/life/city.ts'
import { pixelOf } from './browser.ts'
import { drawStrokes, type LivedTown, livedTownForTests, look } from './livedTown.ts'

/** Two versions since January, and a person who owned a customer in March. */
async function live(town: LivedTown): Promise<void> {
  await publish(town, town.planId, '2026-01-01')
  const next = await copyOf(town, town.planId)
  await drawStrokes(town, next, 2)
  town.setNow('2026-03-05T02:00:00Z')
  await publish(town, next, '2026-04-01')
  await town.call('POST', '/api/cities/town/parties', { id: 'wang', kind: 'person', name: '王芳' })
  await own(town, 'c7', 'wang', '2026-03-10', '2026-03-31')
  town.setNow('2026-07-05T02:00:00Z')
}

/** An owner who is proposed and approved at once. */
async function own({ call }: LivedTown, subject: string, person: string, from: string, until: string): Promise<void> {
  const owner = { kind: 'person', id: person }
  const body = { layer: 'override', subject, owner, effectiveFrom: from, effectiveUntil: until, reason: '春季驻点' }
  const proposed = await call('POST', '/api/cities/town/owner-changes', body)
  const { id } = proposed.json<{ id: number }>()
  const answer = await call('POST', `/api/cities/town/owner-changes/${id}/decision`, { decision: 'approve' })
  expect([proposed.statusCode, answer.statusCode]).toEqual([201, 200])
}

const lived = livedTownForTests('2026-01-05T02:00:00Z', live)

it('tells whose a customer is and why, and takes a change of owner from the proposal to its end', async () => {
  const { town } = lived
  const wide = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 }
  await lived.onPlan(
    town.planId,
    async ({ page, complaints }) => {
      await page.getByTestId('open-history').click()
      await page.getByTestId('history-kind').getByText('归属').click()
      const answer = page.getByTestId('owner-answer')
      const name = page.getByTestId('owner-name')
      await page.getByTestId('owners-hint').waitFor()

      // A customer whom nobody owns stands in his grid; an unknown one is said to be none.
      await page.getByTestId('asked-customer').fill('c7777777')
      await page.getByTestId('ask-owner').click()
      await page.getByTestId('owner-refused').filter({ hasText: '没有这位客户' }).waitFor()
      await page.getByTestId('asked-customer').fill('c7')
      await page.getByTestId('ask-owner').click()
      await answer.filter({ hasText: '没有另外指定归属' }).waitFor()
      const grid = await name.innerText()

      // Proposed from the answer: what is missing is said at its field, and so is what the server refuses.
      await page.getByTestId('propose-for').click()
      const dialog = page.getByTestId('propose-owner-dialog')
      expect(await dialog.getByTestId('owner-subject').inputValue()).toBe('c7')
      await dialog.getByTestId('propose-owner-go').click()
      await dialog.getByText('请写明理由。').waitFor()
      await dialog.getByText('请填写截止日。').waitFor()
      await dialog.getByTestId('owner-kind').getByText('人员').click()
      await dialog.getByTestId('owner-id').click()
      await page.getByRole('option', { name: '王芳' }).click()
      await dialog.getByTestId('effective-from').fill('2026-08-05')
      await dialog.getByTestId('owner-last-day').fill('2026-08-19')
      await dialog.getByTestId('owner-reason').fill('暑期驻点服务')
      await dialog.getByTestId('propose-owner-go').click()
      await page.getByTestId('notice-life').filter({ hasText: '已提出' }).waitFor()

      const changes = page.getByTestId('owner-changes')
      const pending = changes.locator('[data-group=open] [data-state=open]')
      await pending.waitFor()
      expect(await pending.innerText()).toMatch(
        /客户 c7\s+归属特例\s+王芳\s+人员\s+2026-08-05 至 2026-08-19\s+暑期驻点服务\s+规划员提出/,
      )
      await page.getByTestId('owners-section').getByText('归属变更 · 1').waitFor()

      // Rejected only with a reason; approved, it counts.
      await pending.getByTestId('reject-owner').click()
      expect(await page.getByTestId('reject-owner-go').isDisabled()).toBe(true)
      await page.keyboard.press('Escape')
      await page.getByTestId('reject-owner-dialog').waitFor({ state: 'detached' })
      await pending.getByTestId('approve-owner').click()
      await page.getByTestId('approve-owner-go').click()
      const decided = changes.locator('[data-group=decided] [data-state=approved]').first()
      await decided.filter({ hasText: '2026-08-05' }).waitFor()

      // Whose it is then, why, and how it came about, the newest first.
      await decided.getByRole('button', { name: '客户 c7', exact: true }).click()
      await page.getByTestId('asked-date').fill('2026-08-10')
      await name.filter({ hasText: '王芳' }).waitFor()
      const said = await answer.innerText()
      for (const part of [
        '归属特例 · 2026-08-05 至 2026-08-19',
        '规划员批准',
        '理由：暑期驻点服务',
        grid,
        '2026-08-05 至 2026-08-19',
      ])
        expect(said).toContain(part)
      const periods = page.getByTestId('owner-history').locator('li')
      await periods.first().waitFor()
      expect(await periods.evaluateAll((all) => all.map((one) => one.getAttribute('data-from')))).toEqual([
        ...['2026-08-20', '2026-08-05', '2026-04-01', '2026-03-31', '2026-03-10', '2026-01-01'],
      ])
      expect(await page.locator('[data-testid=owner-history] [data-asked]').getAttribute('data-from')).toBe(
        '2026-08-05',
      )
      await look(page, 'owners-answer')

      // A press on the map asks about the place.
      const at = await pixelOf(page, [120.01, 30.1])
      await page.mouse.click(at.x, at.y)
      await answer.filter({ hasText: '地图上的一处' }).waitFor()

      // Another that would run into it is refused at the last day, and may replace it.
      await page.getByTestId('owners-section').getByText('归属变更').click()
      await page.getByTestId('propose-owner').click()
      await dialog.getByTestId('owner-subject').fill('c7')
      await dialog.getByTestId('owner-kind').getByText('只看所在网格').click()
      await dialog.getByTestId('effective-from').fill('2026-08-01')
      await dialog.getByTestId('owner-last-day').fill('2026-08-31')
      await dialog.getByTestId('owner-reason').fill('驻点取消')
      await dialog.getByTestId('propose-owner-go').click()
      await dialog.getByTestId('later-owner').filter({ hasText: '2026-08-05' }).waitFor()
      await look(page, 'owners-later')
      await dialog.getByTestId('owner-replace').check()
      await dialog.getByTestId('propose-owner-go').click()
      await pending.filter({ hasText: '驻点取消' }).waitFor()
      await pending.getByTestId('recall-owner').click()
      await page.getByTestId('recall-owner-go').click()
      await changes.locator('[data-state=recalled]').waitFor()

      // Cancelled before it begins, who owned before goes on.
      await decided.getByTestId('cancel-owner').click()
      await page.getByTestId('decide-reason').fill('客户搬走')
      await page.getByTestId('cancel-owner-go').click()
      const cancelled = changes.locator('[data-state=cancelled]')
      await cancelled.waitFor()
      await cancelled.getByRole('button', { name: '客户 c7', exact: true }).click()
      await answer.filter({ hasText: '没有另外指定归属' }).waitFor()
      expect(await name.innerText()).toBe(grid)

      // Who may own is registered; the same in English, on a narrower screen.
      await page.getByTestId('owners-section').getByText('团队与聚类网格').click()
      await page.getByTestId('party-id').fill('T1')
      await page.getByTestId('party-name').fill('电子城一组')
      await page.getByTestId('add-party').click()
      await page.getByTestId('parties').getByText('电子城一组').waitFor()
      await page.getByTestId('cluster-id').fill('JL01')
      await page.getByTestId('cluster-name').fill('电子市场')
      await page.getByTestId('add-cluster').click()
      await page.getByTestId('cluster-grids').getByText('电子市场').waitFor()
      await page.getByTestId('party-id').fill('T1')
      await page.getByTestId('party-name').fill('二组')
      await page.getByTestId('add-party').click()
      await page.getByText('这个编号已经登记过。').waitFor()
      await page.setViewportSize({ width: 1024, height: 768 })
      await page.getByTestId('switch-language').click()
      await page.getByTestId('owners-section').getByText('Changes').click()
      await changes.waitFor()
      await look(page, 'owners-changes-1024-en')
      await page.getByTestId('owners-section').getByText('Whose customer').click()
      await answer.waitFor()
      await page.getByTestId('owner-history').waitFor()
      await look(page, 'owners-answer-1024-en')

      // What the server refused stands in the console, once a question: twice of the unknown customer.
      expect(complaints.map((text) => /status of (\d+)/.exec(text)?.[1])).toEqual(['404', '404', '409', '409'])
      complaints.length = 0
    },
    wide,
  )
})
