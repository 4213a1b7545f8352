import { expect, it } from 'vitest'
import { publish } from '../integration/life/city.ts'
import { type LivedTown, livedTownForTests, look } from './livedTown.ts'

/** A version since January; team A has owned c7 since August and account L1 since January. */
async function live(town: LivedTown): Promise<void> {
  const post = async (path: string, body: object): Promise<number> => {
    const answer = await town.call('POST', `/api/cities/town/${path}`, body)
    expect([path, answer.statusCode < 300 ? '' : answer.body]).toEqual([path, ''])
    return answer.json<{ id: number }>().id
  }
  const own = async (layer: string, subject: string, from: string, until?: string): Promise<void> => {
    const id = await post('owner-changes', {
      ...{ layer, subject, effectiveFrom: from, effectiveUntil: until, reason: '一组签约' },
      owner: { kind: 'team', id: 'A', plane: 'defence' },
    })
    await post(`owner-changes/${id}/decision`, { decision: 'approve' })
  }
  const claim = (layer: string, subject: string, id: string) =>
    post('disputes', { layer, subject, claimant: { kind: 'team', id }, statement: `${id} 组持有合同` })
  await publish(town, town.planId, '2026-01-01')
  for (const [id, name] of [
    ['A', '电子城一组'],
    ['B', '高新区客户服务二组'],
    ['C', '三组'],
  ] as const)
    await post('parties', { id, kind: 'team', name })
  await own('listed', 'L1', '2026-01-01')
  town.setNow('2026-07-31T02:00:00Z')
  await own('override', 'c7', '2026-08-01', '2027-08-01')
  // Opened on a Monday, and never ruled.
  town.setNow('2026-08-03T02:00:00Z')
  await claim('listed', 'L1', 'B')
  town.setNow('2026-09-10T02:00:00Z')
  await claim('override', 'c9', 'C')
}

const lived = livedTownForTests('2026-01-05T02:00:00Z', live)

it('takes a dispute from the answer about a customer to its ruling, which his history tells', async () => {
  await lived.onPlan(
    lived.town.planId,
    async ({ page, complaints }) => {
      await page.getByTestId('open-history').click()
      await page.getByTestId('history-kind').getByText('归属', { exact: true }).click()
      await page.getByTestId('asked-customer').fill('c7')
      await page.getByTestId('ask-owner').click()

      // Raised where the answer stands; what is missing is said at its field.
      await page.getByTestId('claim-for').click()
      const claim = page.getByTestId('make-claim-dialog')
      expect(await claim.getByTestId('owner-subject').inputValue()).toBe('c7')
      await claim.getByTestId('make-claim-go').click()
      await claim.getByText('请选择归谁。').waitFor()
      await claim.getByText('请写明理由。').waitFor()
      await claim.getByTestId('owner-id').click()
      await page.getByRole('option', { name: '高新区客户服务二组' }).click()
      await claim.getByTestId('claim-statement').fill('合同由我方签署，地址在高新区')
      await claim.getByTestId('claim-evidence').fill('HT-2026-118\n高新大道 8 号')
      await look(page, 'dispute-claim')
      await claim.getByTestId('make-claim-go').click()
      const dispute = page.getByTestId('dispute')
      await dispute.filter({ hasText: '客户 c7' }).waitFor()
      const said = await dispute.innerText()
      for (const part of [
        '电子城一组',
        '裁定之前不变',
        '2026-09-24，还有 10 个工作日',
        'HT-2026-118、高新大道 8 号',
        '审批人',
      ])
        expect(said).toContain(part)
      await look(page, 'dispute-open')

      // All of them, the most urgent first, by any column; claims that meet nobody wait below.
      await page.getByTestId('all-disputes').click()
      const table = page.getByTestId('dispute-table')
      const order = () =>
        table
          .locator('[data-group=open] [data-dispute]')
          .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-dispute')))
      expect(await order()).toEqual(['1', '2'])
      await table.locator('[data-dispute="1"]').filter({ hasText: '逾期 18 个工作日' }).waitFor()
      await table.getByTestId('sort-opened').click()
      await table.getByTestId('sort-opened').click()
      expect(await order()).toEqual(['2', '1'])
      await look(page, 'dispute-list')
      const waiting = table.locator('[data-group=waiting]')
      await waiting.filter({ hasText: '三组' }).getByTestId('withdraw-claim').click()
      expect(await page.getByTestId('withdraw-claim-go').isDisabled()).toBe(true)
      await page.getByTestId('withdraw-reason').fill('客户号填错')
      await page.getByTestId('withdraw-claim-go').click()
      await waiting.waitFor({ state: 'detached' })

      // Ruled: for whom, from when, why; an owner that was to begin later has to give way knowingly.
      await table.locator('[data-dispute="2"]').getByRole('button').click()
      await page.getByTestId('rule-dispute').click()
      const ruling = page.getByTestId('rule-dispute-dialog')
      await ruling.getByTestId('rule-dispute-go').click()
      await ruling.getByText('请选择归谁。').waitFor()
      await ruling.getByLabel(/高新区客户服务二组/).check()
      await ruling.getByTestId('date-month').click()
      await ruling.getByTestId('ruling-reason').fill('合同在先')
      await ruling.getByTestId('rule-dispute-go').click()
      await ruling.getByTestId('later-owner').waitFor()
      await look(page, 'dispute-ruling')
      await ruling.getByTestId('owner-replace').check()
      await ruling.getByTestId('rule-dispute-go').click()
      await page.locator('[data-testid=dispute][data-status=ruled]').waitFor()
      expect(await dispute.innerText()).toMatch(/裁定：高新区客户服务二组，2026-10-01 至 2027-09-30[\s\S]*获支持/)

      // The customer's own history tells of it, in English on a narrower screen too.
      await page.setViewportSize({ width: 1024, height: 768 })
      await page.getByTestId('switch-language').click()
      await look(page, 'dispute-ruled-1024-en')
      await page.getByTestId('look-up-disputed').click()
      await page.getByTestId('owner-disputes').filter({ hasText: 'ruled on 2026-09-10' }).waitFor()
      await page.getByTestId('asked-date').fill('2026-10-01')
      await page.getByTestId('owner-name').filter({ hasText: '高新区客户服务二组' }).waitFor()
      await look(page, 'dispute-past-1024-en')
      await page.getByTestId('history-kind').getByText('Disputes').click()
      await page.getByTestId('all-disputes').click()
      await table.waitFor()
      await look(page, 'dispute-list-1024-en')

      // What the server refused stands in the console.
      expect(complaints.map((text) => /status of (\d+)/.exec(text)?.[1])).toEqual(['409'])
      complaints.length = 0
    },
    { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  )
})
