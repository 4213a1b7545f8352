import { describe, expect, it } from 'vitest'
import type { Submission } from '../../server/contract/lifecycle.ts'
import type { VersionList } from '../../server/contract/versions.ts'
import { copyOf, publish } from '../integration/life/city.ts'
import { fineScreen } from './browser.ts'
import { drawStrokes, type LivedTown, livedTownForTests, look } from './livedTown.ts'

/** Two years of the town: a version most months, the last in force since October 2026, one scheduled and one withdrawn. */
async function liveTwoYears(town: LivedTown): Promise<void> {
  await publish(town, town.planId, '2025-01-01')
  let plan = town.planId
  const follow = async (from: string): Promise<string> => {
    const next = await copyOf(town, plan)
    await drawStrokes(town, next, 2)
    await publish(town, next, from)
    return next
  }
  for (let month = 2; month <= 18; month++) {
    const first = `${2025 + Math.floor((month - 1) / 12)}-${String(((month - 1) % 12) + 1).padStart(2, '0')}-01`
    town.setNow(`${first}T00:00:00Z`)
    plan = await follow(first.replace(/01$/, '10'))
  }
  town.setNow('2026-07-05T02:00:00Z')
  await follow('2026-09-01')
  const { versions } = (await town.call('GET', '/api/cities/town/versions')).json<VersionList>()
  await town.call('POST', `/api/cities/town/versions/${versions[0]!.number}/withdrawal`, { reason: '客户数据有误' })
  await follow('2026-10-01')
}

const lived = livedTownForTests('2025-01-05T02:00:00Z', liveTwoYears)
const versions = async () => (await lived.town.call('GET', '/api/cities/town/versions')).json<VersionList>().versions

describe('the city’s versions in time', () => {
  it('are a list of twenty under one scale, each opens its plan, by the keyboard too', async () => {
    const all = await versions()
    expect(all.map(({ phase }) => phase)).toEqual(['scheduled', 'void', 'in-force', ...Array(17).fill('ended')])
    const [scheduled, , inForce, lastEnded] = all
    await lived.onPlan(
      inForce!.planId,
      async ({ page }) => {
        await page.getByTestId('open-history').click()
        const rows = page.getByTestId('timeline').locator('ol > li')
        await rows.first().waitFor()
        expect(await rows.count()).toBe(20)
        expect(await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-version')))).toEqual(
          all.toSorted((a, b) => b.from.localeCompare(a.from)).map(({ number }) => String(number)),
        )
        // Each begins where the one before it ends: bars of the same list touch, and none overlap.
        const ends = await page
          .locator('li:is([data-phase=ended], [data-phase=in-force], [data-phase=scheduled]) i')
          .evaluateAll((bars) =>
            bars.map((bar) => [bar.getBoundingClientRect().left, bar.getBoundingClientRect().right]),
          )
        for (const [place, [left]] of ends.entries())
          if (place + 1 < ends.length) expect(Math.abs(ends[place + 1]![1]! - left!)).toBeLessThan(1)
        await look(page, 'timeline-20')
        expect(await page.locator('li[data-open]').getAttribute('data-version')).toBe(String(inForce!.number))

        const row = page.locator(`li[data-version="${lastEnded!.number}"] > button`).first()
        expect(await row.getAttribute('title')).toContain('查看 town@17 的方案“#17 · town-16”')
        await row.focus()
        await page.keyboard.press('Enter')
        await page.waitForURL(new RegExp(`plan=${lastEnded!.planId}\\b`))
        await page.locator(`li[data-version="${lastEnded!.number}"][data-open]`).waitFor()

        await page.locator(`li[data-version="${lastEnded!.number}"]`).getByTestId('version-acts').click()
        await page.getByTestId('version-menu').waitFor()
        await look(page, 'timeline-menu')
        await page.getByRole('menuitem', { name: '与生效版本对比' }).click()
        await page.getByTestId('life-compare').getByTestId('pairs').waitFor()
        await page.waitForTimeout(700)
        await look(page, 'compare')
        await page.getByTestId('life-compare').getByRole('button', { name: '关闭' }).click()

        // Withdrawn with a reason, it is void, and what is in force has no end any more.
        await page.locator(`li[data-version="${scheduled!.number}"]`).getByTestId('version-acts').click()
        await page.getByRole('menuitem', { name: '撤销…' }).click()
        expect(await page.getByTestId('withdraw-go').isDisabled()).toBe(true)
        await page.getByTestId('withdraw-reason').fill('推迟到明年')
        await look(page, 'withdraw')
        await page.getByTestId('withdraw-go').click()
        await page.locator(`li[data-version="${scheduled!.number}"][data-phase=void]`).waitFor()
        expect((await versions()).filter(({ phase }) => phase === 'void')).toHaveLength(2)
      },
      fineScreen,
    )
  })

  it('are rolled back to, which waits for approval; every act is in the audit log, in English too', async () => {
    for (const { number, phase } of await versions())
      if (phase === 'scheduled')
        await lived.town.call('POST', `/api/cities/town/versions/${number}/withdrawal`, { reason: '推迟到明年' })
    const ended = (await versions()).find(({ phase }) => phase === 'ended')!
    await lived.onPlan(
      ended.planId,
      async ({ page }) => {
        await page.getByTestId('switch-language').click()
        await page.getByTestId('open-history').click()
        await page.locator(`li[data-version="${ended.number}"]`).getByTestId('version-acts').click()
        await page.getByRole('menuitem', { name: 'Roll back to it…' }).click()
        await page.getByTestId('rollback-dialog').getByTestId('effective-from').fill('2026-07-10')
        await page.getByTestId('rollback-note').fill('Two grids were mixed up')
        await look(page, 'rollback')
        await page.getByTestId('rollback-go').click()
        await page.getByTestId('life-decide').filter({ hasText: 'Approval of a rollback' }).waitFor()
        await page.locator('[data-testid=impact][data-impact]').waitFor()
        expect(await page.getByTestId('plan-life').innerText()).toContain('Again for 2026-07-10')
        await look(page, 'decide-rollback')
        await page.getByTestId('approve').click()
        await page.getByTestId('notice-life').filter({ hasText: 'Approved: town@21' }).waitFor()
        await page.locator('li[data-version="21"][data-phase=scheduled]').waitFor()
        expect(await versions()).toMatchObject([
          { id: 'town@21', kind: 'rollback', from: '2026-07-10' },
          {},
          {},
          ...Array(18).fill({}),
        ])

        await page.getByTestId('history-kind').getByText('Audit log').click()
        const acts = page.getByTestId('audit').locator('tbody tr')
        await acts.first().waitFor()
        const texts = await acts.allInnerTexts()
        expect(texts[0]).toMatch(/a planner\s+Plan approved\s+town-\d+/)
        expect(texts[1]).toMatch(/Rollback asked for\s+town@\d+\s+Two grids were mixed up/)
        expect(texts[2]).toMatch(/Version withdrawn\s+town@20\s+推迟到明年/)
        await look(page, 'audit')
        await page.getByTestId('audit-more').click()
        await page.getByTestId('audit-more').waitFor({ state: 'detached' })
        expect(await acts.count()).toBeGreaterThan(50)
        expect(await acts.last().innerText()).toContain('Plan submitted')
      },
      fineScreen,
    )
    const { submissions } = (await lived.town.call('GET', `/api/plans/${ended.planId}/life`)).json<{
      submissions: Submission[]
    }>()
    expect(submissions[0]).toMatchObject({ kind: 'rollback', state: 'approved' })
  })
})
