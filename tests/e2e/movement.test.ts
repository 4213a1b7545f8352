import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { copyOf, impactOf, publish } from '../integration/life/city.ts'
import { fineScreen } from './browser.ts'
import { drawStrokes, type LivedTown, livedTownForTests, look } from './livedTown.ts'

/** One version in force, one scheduled, and a site of a key account in each cell. */
async function live(town: LivedTown): Promise<void> {
  await publish(town, town.planId, '2026-01-01')
  const next = await copyOf(town, town.planId)
  await drawStrokes(town, next, 2)
  await publish(town, next, '2026-03-01')
  await sql`
    insert into city_place (city_id, kind, place_code, name, shape, cells, shares, source_name, details)
    select city_id, 'account', 'site-' || cell, '门店', ST_SetSRID(ST_Point(121, 31), 4326), array[cell], array[0], 'x',
           jsonb_build_object('account', 'A' || cell, 'listing', 'key')
    from city, generate_series(0, cell_count - 1) cell where code = 'town'`.execute(town.database.kysely)
}

const lived = livedTownForTests('2026-01-05T02:00:00Z', live)

it('tells what a later version gives back, accounts beside customers, and what a version moves on its day', async () => {
  const { town } = lived
  const draft = await copyOf(town, town.planId)
  await drawStrokes(town, draft, 4)
  const { next, totals } = await impactOf(town, draft, '2026-02-01')
  expect(next!.undone.cells).toBeGreaterThan(0)
  await lived.onPlan(
    draft,
    async ({ page }) => {
      await page.getByTestId('next-step').click()
      await page.getByTestId('effective-from').fill('2026-02-01')
      await page.locator('[data-testid=impact][data-impact]').waitFor()
      await page
        .getByTestId('later')
        .filter({ hasText: `起把这次变动的 ${totals.cells} 个单元中的 ${next!.undone.cells} 个改回原网格` })
        .waitFor()
      expect(await page.getByTestId('impact-accounts').innerText()).toBe(String(totals.accounts.key))
      await page.getByTestId('sort-of-accounts').click()
      const column = (await page.locator('[data-pair] td:last-child').allInnerTexts()).map(Number)
      expect(column).toEqual(column.toSorted((a, b) => b - a))
      await look(page, 'submit-later')
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('export-pairs').click()])
      const lines = readFileSync((await download.path())!, 'utf8')
        .trimEnd()
        .split('\n')
      expect(lines[0]).toMatch(/,key_accounts,listed_accounts,units_whole,units_split$/)
      expect(lines.at(-1)).toMatch(new RegExp(`,${totals.accounts.key},0,0,0$`))

      await page.getByTestId('open-history').click()
      await page.locator('li[data-version="2"]').getByTestId('version-acts').click()
      await page.getByRole('menuitem', { name: '划转清单' }).click()
      const movement = page.getByTestId('life-movement').filter({ hasText: '2026-03-01 与前一天的 town@1 相比' })
      await movement.getByTestId('pairs').waitFor()
      await page.waitForTimeout(700)
      await look(page, 'movement')
    },
    fineScreen,
  )
})
