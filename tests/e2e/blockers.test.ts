import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { encodeAssignment } from '../../partition/index.ts'
import type { PlanLife } from '../../server/contract/lifecycle.ts'
import type { PlanDetail } from '../../server/contract/plans.ts'
import { insertPlan } from '../../server/plans/store.ts'
import { copyOf, publish } from '../integration/life/city.ts'
import { fineScreen } from './browser.ts'
import { drawStrokes, type LivedTown, livedTownForTests, look } from './livedTown.ts'
import { readPlan } from './planOnServer.ts'
import { saved } from './sandboxForTests.ts'
import { importTown } from './town.ts'

/** In force since 1 January, and one that is scheduled for 1 April. */
const lived = livedTownForTests('2026-01-05T02:00:00Z', async (town) => {
  await publish(town, town.planId, '2026-01-01')
  const next = await copyOf(town, town.planId)
  await drawStrokes(town, next, 2)
  await publish(town, next, '2026-04-01')
})

/** A plan with such cells, drawn from the first version. */
async function insertDraft({ database }: LivedTown, detail: PlanDetail, assignment: Uint16Array): Promise<string> {
  const number = await database.kysely.transaction().execute((transaction) =>
    insertPlan(transaction, 1, {
      ...detail,
      name: () => '缺口',
      baseVersion: 1,
      assignment: encodeAssignment(assignment),
    }),
  )
  return `town-${number}`
}

const edit = async (planId: string, command: object): Promise<void> => {
  const answer = await lived.town.call('POST', `/api/plans/${planId}/commands`, {
    commands: [{ commandId: randomUUID(), command }],
  })
  expect(answer.statusCode).toBe(200)
}
const impactShown = (page: Page) => page.locator('[data-testid=impact][data-impact]').waitFor()
const why = (page: Page) => page.getByTestId('submit-why').innerText()

describe('what stands in the way of a plan', () => {
  it('leads out: cells without a grid to the map, an empty grid to the list, a used code to its field', async () => {
    const { town } = lived
    const { plan, detail } = await readPlan(town.url, town.planId)
    const assignment = plan.assignment.slice()
    const edge = Array.from(assignment.keys())
      .filter((cell) => assignment[cell] === detail.grids[0]!.number)
      .slice(0, 3)
    for (const cell of edge) assignment[cell] = 0
    const draft = await insertDraft(town, detail, assignment)
    const [first, second] = detail.grids.filter(({ locked }) => !locked).slice(1)
    const recoded = await copyOf(town, town.planId)
    await edit(recoded, { kind: 'recode', gridId: first!.gridId, code: 'NEW-1' })
    await publish(town, recoded, '2026-02-01', { later: 'keep' })
    town.setNow('2026-02-02T02:00:00Z')
    const reused = await copyOf(town, recoded)
    await edit(reused, { kind: 'recode', gridId: second!.gridId, code: first!.code })

    await lived.onPlan(
      reused,
      async ({ page }) => {
        await page.getByTestId('create-grid').click()
        await saved(page, 2)
        await page.getByTestId('tool-select').click()
        await page.getByTestId('next-step').click()
        await impactShown(page)
        const blockers = page.getByTestId('blockers')
        expect(await blockers.innerText()).toContain(`${second!.name} ${first!.code}`)
        expect(await blockers.locator('[data-blocker=empty-grid]').innerText()).toContain('1 个网格没有单元')
        expect(await why(page)).toBe('先处理上面列出的问题。')
        expect(await page.getByTestId('submit-go').isDisabled()).toBe(true)
        await look(page, 'blockers')
        await page.getByTestId('way-code-reused').click()
        await page.getByTestId('grid-code').fill('NEW-2')
        await page.getByTestId('grid-name-save').click()
        await saved(page, 3)
        await page.getByTestId('way-empty-grid').click()
        await page.locator('[data-testid=grid-list] [data-selected]').click({ button: 'right' })
        await page.getByRole('menuitem', { name: '删除空网格' }).click()
        await saved(page, 4)
        expect(await why(page)).toBe('方案后来又改过，请重新计算影响。')
        await page.getByTestId('impact-again').click()
        await impactShown(page)
        expect(await blockers.count()).toBe(0)

        // A later version: kept or withdrawn, and what either means.
        expect(await why(page)).toBe('先选择后面的版本怎么办。')
        expect(await page.getByTestId('later').innerText()).toContain('town@2（2026-04-01 起）')
        await page.getByTestId('later-withdraw').click()
        await page.getByTestId('effective-from').fill('2026-04-01')
        await impactShown(page)
        expect(await page.getByTestId('later-keep').isDisabled()).toBe(true)
        await page.getByTestId('effective-from').fill('2026-03-01')
        await impactShown(page)
        await page.getByTestId('later-keep').click()
        await look(page, 'later')
        for (const warning of await page.locator('[data-testid^=warning-]').all()) await warning.click()
        await page.getByTestId('submit-go').click()
        await page.getByTestId('life-decide').waitFor()
        await page.getByTestId('approve').click()
        await page.getByTestId('plan-status').filter({ hasText: '已发布' }).waitFor()
      },
      fineScreen,
    )
    await lived.onPlan(draft, async ({ page }) => {
      // What it was drawn from was followed by another meanwhile.
      await page.getByTestId('plan-behind').waitFor()
      await page.getByTestId('next-step').filter({ hasText: '换底' }).waitFor()
      await page.getByTestId('next-step').click()
      await page.getByTestId('life-rebased').waitFor()
      await look(page, 'rebased')
      await page.getByTestId('rebase-submit').click()
      await impactShown(page)
      await page.locator('[data-blocker=gap]').filter({ hasText: '3 个单元不在任何网格中' }).waitFor()
      await page.getByTestId('way-gap').click()
      await page.waitForTimeout(700)
      await look(page, 'gap')
    })
  })

  it('is newer data, and the way is a re-base, also on what is scheduled', async () => {
    const { town } = lived
    const inForce = (await town.call('GET', '/api/cities/town/versions')).json<{
      versions: { phase: string; planId: string }[]
    }>()
    const draft = await copyOf(town, inForce.versions.find(({ phase }) => phase === 'in-force')!.planId)
    await drawStrokes(town, draft, 3)
    await importTown(town.database, 'town')
    await lived.onPlan(
      draft,
      async ({ page }) => {
        await page.getByTestId('switch-language').click()
        await page.getByTestId('next-step').click()
        await impactShown(page)
        await page.getByTestId('effective-from').fill('2026-05-01')
        await impactShown(page)
        await page
          .locator('[data-blocker=base-superseded]')
          .filter({ hasText: 'town@2 will be in force by then' })
          .waitFor()
        expect(await page.locator('[data-blocker=snapshot-superseded]').innerText()).toContain('the city has newer')
        await look(page, 'rebase-needed')
        await page.getByTestId('blocker-rebase').click()
        await page.getByTestId('life-rebased').filter({ hasText: 'drawn from town@2' }).waitFor()
        expect(await page.getByTestId('plan-life').innerText()).toContain('Drawn from town@2')
        await page.getByTestId('rebase-submit').click()
        await impactShown(page)
        expect(await page.getByTestId('effective-from').inputValue()).toBe('2026-05-01')
        expect(await page.getByTestId('blockers').count()).toBe(0)
        await look(page, 'after-rebase')
      },
      fineScreen,
    )
    const { base } = (await town.call('GET', `/api/plans/${draft}/life`)).json<PlanLife>()
    expect(base).toBe('town@3')
  })
})
