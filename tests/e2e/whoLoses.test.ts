import { randomUUID } from 'node:crypto'
import { expect, it } from 'vitest'
import { copyOf, publish } from '../integration/life/city.ts'
import { type LivedTown, livedTownForTests, look } from './livedTown.ts'
import { findLegalMove, readPlan } from './planOnServer.ts'

let draft = ''

/** A version since January with a head for two grids, and a draft in which one of them goes into the other. */
async function live(town: LivedTown): Promise<void> {
  const post = async (path: string, body: object): Promise<number> => {
    const answer = await town.call('POST', `/api/cities/town/${path}`, body)
    expect([path, answer.statusCode < 300 ? '' : answer.body]).toEqual([path, ''])
    return answer.json<{ id: number }>().id
  }
  await publish(town, town.planId, '2026-01-01')
  draft = await copyOf(town, town.planId)
  const server = await readPlan(town.url, draft)
  const { from: gone, to } = findLegalMove(server)
  const [from, into] = [gone, to].map((number) => server.plan.grids.get(number)!.gridId) as [string, string]
  const commands = [{ commandId: randomUUID(), command: { kind: 'merge', gridId: into, gone: [from] } }]
  expect((await town.call('POST', `/api/plans/${draft}/commands`, { commands })).statusCode).toBe(200)
  for (const [id, name] of [
    ['li', '李雷'],
    ['han', '韩梅梅'],
  ] as const)
    await post('parties', { id, kind: 'person', name })
  await post('grid-members', { gridId: from, role: 'head', party: 'li', effectiveFrom: '2026-01-01' })
  const owner = { kind: 'grid', id: from }
  for (const [layer, subject, value] of [
    ['listed', 'L1', owner],
    ['listed', 'L2', owner],
    ['override', 'c7', { kind: 'person', id: 'li' }],
  ] as const) {
    const more = layer === 'override' ? { effectiveUntil: '2026-12-01' } : {}
    const asked = { layer, subject, owner: value, effectiveFrom: '2026-02-01', reason: '名单', ...more }
    const id = await post('owner-changes', asked)
    await post(`owner-changes/${id}/decision`, { decision: 'approve' })
  }
  town.setNow('2026-07-05T02:00:00Z')
}

const lived = livedTownForTests('2026-01-05T02:00:00Z', live)

it('tells before a plan is submitted who loses customers, and of a customer what each layer says', async () => {
  await lived.onPlan(
    draft,
    async ({ page }) => {
      await page.getByTestId('next-step').click()
      const losses = page.getByTestId('people-losses')
      await losses.waitFor()
      expect(await losses.locator('[data-party=li][data-much]').innerText()).toMatch(/李雷.*\d/s)
      await page.getByTestId('warning-people').waitFor()
      expect(await page.getByTestId('following-owners').innerText()).toMatch(/2 项/)
      await losses.scrollIntoViewIfNeeded()
      await look(page, 'people-losses')

      // Heads and managers are set beside who may own.
      await page.getByTestId('open-history').click()
      await page.getByTestId('history-kind').getByText('归属', { exact: true }).click()
      await page.getByTestId('owners-section').locator('label').nth(2).click()
      const members = page.getByTestId('grid-members')
      await members.getByText('李雷').waitFor()
      await members.getByTestId('member-grid').click()
      await page.getByRole('option').first().click()
      await members.getByTestId('member-role').getByText('网格经理').click()
      await members.getByTestId('member-party').click()
      await page.getByRole('option', { name: '韩梅梅' }).click()
      await members.getByTestId('set-member').click()
      await members.getByRole('listitem').filter({ hasText: '韩梅梅' }).waitFor()
      await members.scrollIntoViewIfNeeded()
      await look(page, 'grid-members')

      // What each layer says, the deciding one marked; in English on a narrower screen too.
      await page.getByTestId('owners-section').locator('label').nth(0).click()
      await page.getByTestId('asked-customer').fill('c7')
      await page.getByTestId('ask-owner').click()
      const layers = page.getByTestId('owner-layers')
      await layers.waitFor()
      expect(await layers.locator('[data-decides]').innerText()).toMatch(/归属特例\s+李雷/)
      expect(await layers.locator('[data-layer=cell]').innerText()).toMatch(/所在单元\s+\S+\s*上层已定/)
      await look(page, 'owner-layers')
      await page.setViewportSize({ width: 1024, height: 768 })
      await page.getByTestId('switch-language').click()
      await look(page, 'owner-layers-1024-en')
    },
    { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
  )
})
