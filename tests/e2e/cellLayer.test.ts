import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser } from './browser.ts'
import { bundle } from './bundle.ts'
import type * as cellPage from './cellPage.ts'

declare const cells: typeof cellPage

let page: Page
beforeAll(async () => {
  const code = await bundle(join(import.meta.dirname, 'cellPage.ts'), 'cells')
  page = await (await openBrowser()).newPage()
  await page.addScriptTag({ content: code })
})
afterAll(() => page.close())

const oneFace = { lng: 114.27, lat: 30.58, resolution: 9 }
// The edge of two faces runs through a bay near Hangzhou.
const twoFaces = { lng: 120.52, lat: 29.95, resolution: 9 }

describe.each([
  { name: 'one face', place: oneFace, faces: 1 },
  { name: 'two faces', place: twoFaces, faces: 2 },
])('cells on $name', ({ place, faces }) => {
  it.each([9, 11, 14])('are where h3 has them to a tenth of a pixel at zoom %d', async (zoom) => {
    const found = await page.evaluate(([where, radius]) => cells.comparePixels(where, radius), [
      { ...place, zoom },
      60,
    ] as const)
    expect(found).toMatchObject({ wrong: 0, faces })
    expect(found.inside).toBeGreaterThan(10_000)
  })

  it.each([10, 13])('look after many small changes as if drawn anew at zoom %d', async (zoom) => {
    const found = await page.evaluate(([where, radius]) => cells.compareKept(where, radius), [
      { ...place, zoom },
      40,
    ] as const)
    expect(found.changed).toBeGreaterThan(100)
    expect(found).toMatchObject({ kept: 0, restored: 0 })
  })
})
