import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { fineScreen, pixelOf, takeScreenshot } from './browser.ts'
import { addPlaces, bridgeLng, keySite, middleOfEstate, ownOutlet, railwayLng, riverLat } from './places.ts'
import { sandboxForTests } from './sandboxForTests.ts'

const sandbox = sandboxForTests(addPlaces)

const inFirstEstate = middleOfEstate('E0')
/** West of the estates, where nothing else is. */
const onRiver = [119.935, riverLat] as const

async function pointAt(page: Page, place: readonly [number, number]): Promise<void> {
  const { x, y } = await pixelOf(page, place)
  await page.mouse.move(x, y)
}

const told = (page: Page) => page.getByTestId('hover-place').allInnerTexts()

describe('the layers of a city', () => {
  it('are named where the pointer is: areas, lines and crossings, of the kinds that are shown alone', () =>
    sandbox.goOn(async ({ page }) => {
      await pointAt(page, inFirstEstate)
      await expect.poll(() => told(page)).toEqual(expect.arrayContaining(['滨江花园1期 · 住户 100', '滨江园区']))
      await pointAt(page, onRiver)
      await expect.poll(() => told(page)).toEqual(['云溪'])
      await pointAt(page, [railwayLng, 30.04])
      await expect.poll(() => told(page)).toEqual(['云东线'])
      await pointAt(page, [bridgeLng, riverLat + 0.0005])
      await expect.poll(() => told(page)).toEqual(expect.arrayContaining(['云溪大桥', '云溪']))
      await takeScreenshot(page, 'layers-hover')
      await page.getByTestId('open-layers').click()
      await page.getByTestId('layer-park').uncheck()
      await page.keyboard.press('Escape')
      await pointAt(page, inFirstEstate)
      await expect.poll(() => told(page)).toEqual(['滨江花园1期 · 住户 100'])
      await page.getByTestId('open-layers').click()
      await page.getByTestId('layer-park').check()
      await page.keyboard.press('Escape')
    }, fineScreen))

  it('tell by a press what a place is, what it has, and its grid', () =>
    sandbox.goOn(async ({ page }) => {
      const { x, y } = await pixelOf(page, inFirstEstate)
      await page.mouse.move(x, y)
      await expect.poll(() => told(page)).toHaveLength(2)
      await page.mouse.click(x, y)
      const popover = page.getByTestId('place-popover')
      // The park around it holds every cell of the estate, as long as it is shown.
      const estate = popover.locator('[data-place="estate E0"]')
      await estate.waitFor()
      expect(await estate.innerText()).toMatch(/滨江花园\s*1期[\s\S]*小区[\s\S]*住户\s*100/)
      await takeScreenshot(page, 'place-popover')
      await page.keyboard.press('Escape')
      await popover.waitFor({ state: 'detached' })
      const river = await pixelOf(page, onRiver)
      await page.mouse.click(river.x, river.y)
      expect(await popover.innerText()).toMatch(/云溪[\s\S]*河流[\s\S]*隔开 \d+ 对相邻单元/)
      for (const [place, said] of [
        [ownOutlet, /滨江营业厅自有营业厅状态营业所属网格\S+区\d+网格/],
        [keySite, /云澜银行重点客户等级A.*客户数?40所属网格/],
      ] as const) {
        const { x, y } = await pixelOf(page, place)
        await page.mouse.click(x, y)
        await expect.poll(async () => (await popover.innerText()).replace(/\s+/g, '')).toMatch(said)
      }
      await takeScreenshot(page, 'account-popover')
      await page.keyboard.press('Escape')
      await popover.waitFor({ state: 'detached' })
    }, fineScreen))

  it('are all there at once, with a legend that counts them and switches each', () =>
    sandbox.goOn(async ({ page }) => {
      await page.getByTestId('open-layers').click()
      await expect
        .poll(async () => (await page.getByTestId('layers').innerText()).replace(/\s+/g, ' '))
        .toBe(
          '整体单元 小区 25 园区 2 屏障与通道 河流 1 铁路 1 通道 1 渠道与客户 自有营业厅 1 社会渠道 1 重点客户 1 名单制客户 1 行政区 区县 2',
        )
      await takeScreenshot(page, 'layers')
      for (const layer of ['estate', 'park', 'river', 'railway', 'crossing', 'district']) {
        const box = page.getByTestId(`layer-${layer}`)
        expect(await box.isChecked()).toBe(true)
        await box.uncheck()
      }
      await page.keyboard.press('Escape')
      await pointAt(page, inFirstEstate)
      await page.getByTestId('hover-tip').waitFor()
      expect(await told(page)).toEqual([])
      await takeScreenshot(page, 'layers-none')
    }, fineScreen))

  it('are named in English on an English page', () =>
    sandbox.inSandbox(
      async ({ page }) => {
        await page.getByTestId('open-layers').click()
        await expect
          .poll(async () => (await page.getByTestId('layers').innerText()).replace(/\s+/g, ' '))
          .toMatch(/^Kept whole Estates 25 Parks 2 Barriers and crossings Rivers 1 Railways 1 Crossings 1/)
        await page.keyboard.press('Escape')
        const { x, y } = await pixelOf(page, inFirstEstate)
        await page.mouse.move(x, y)
        await page.mouse.click(x, y)
        await page.locator('[data-place="estate E0"]').waitFor()
        await takeScreenshot(page, 'place-popover-en')
      },
      { ...fineScreen, locale: 'en' },
    ))
})
