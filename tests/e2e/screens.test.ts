import axe, { type AxeResults } from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Language } from '../../server/contract/common.ts'
import { launchBrowser, takeScreenshot } from './browser.ts'
import { walkEveryScreen } from './everyScreen.ts'
import { makeHardCities } from './moreCities.ts'
import { type SandboxServer, startSandboxServer } from './sandboxServer.ts'
import { findTextFaults } from './textFaults.ts'

let server: SandboxServer
let browser: Browser

beforeAll(async () => {
  ;[server, browser] = await Promise.all([startSandboxServer({}, makeHardCities), launchBrowser()])
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
]
const cases = (['zh-CN', 'en'] as const).flatMap((language) => sizes.map((size) => ({ language, ...size })))

/** What axe-core finds wrong, a line an element. */
async function findBarriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<AxeResults>("axe.run(document, { resultTypes: ['violations'] })")
  return violations.flatMap(({ id, nodes }) =>
    nodes.slice(0, 5).map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
  )
}

describe('every screen', () => {
  it.each(cases)(
    'is open to everybody and keeps its text in its boxes ($language, $width × $height)',
    async ({ language, width, height }: { language: Language; width: number; height: number }) => {
      const context = await browser.newContext({ viewport: { width, height }, locale: language })
      try {
        const page = await context.newPage()
        const faults: Record<string, string[]> = {}
        const visited: string[] = []
        await walkEveryScreen(page, server, async (screen) => {
          visited.push(screen)
          const found = [...(await page.evaluate(findTextFaults)), ...(await findBarriers(page))]
          if (found.length === 0) return
          faults[screen] = found
          await takeScreenshot(page, `fault-${language}-${width}-${screen.replace(/\W+/g, '-')}`)
        })
        expect(faults).toEqual({})
        expect(visited.length).toBeGreaterThan(25)
      } finally {
        await context.close()
      }
    },
  )
})
