import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Language } from '../../server/contract/common.ts'
import { findWordFaults } from '../wordFaults.ts'
import { fineScreen, openProfile, takeScreenshot } from './browser.ts'
import { walkEveryScreen } from './everyScreen.ts'
import { findBarriers } from './findBarriers.ts'
import { makeHardCities, makeUnfinishedCities } from './moreCities.ts'
import { type SandboxServer, startSandboxServer, startServerWithoutCity } from './sandboxServer.ts'
import { findTextFaults } from './textFaults.ts'

export interface ScreenCase {
  readonly language: Language
  readonly width: number
  readonly height: number
}

/** Walks every screen in each of these languages and sizes, on servers of the file's own; hard cities are of refunds and of 500 grids. */
export function describeScreens(cases: readonly ScreenCase[], withHardCities: boolean): void {
  let server: SandboxServer
  let withoutCity: Pick<SandboxServer, 'url' | 'close'>

  beforeAll(async () => {
    ;[server, withoutCity] = await Promise.all([
      startSandboxServer({}, withHardCities ? makeHardCities : makeUnfinishedCities),
      startServerWithoutCity(),
    ])
  })
  afterAll(async () => {
    await server?.close()
    await withoutCity?.close()
  })

  describe('every screen', () => {
    it.each(cases)(
      'is open to everybody, keeps its text in its boxes, and speaks a planner’s words ($language, $width × $height)',
      async ({ language, width, height }) => {
        const { page, context } = await openProfile(server.url, {
          ...fineScreen,
          viewport: { width, height },
          locale: language,
        })
        try {
          const faults: Record<string, string[]> = {}
          const visited: string[] = []
          await walkEveryScreen(page, { server, withoutCity, withHardCities }, async (screen) => {
            visited.push(screen)
            const found = [
              ...(await page.evaluate(findTextFaults)),
              ...(await findBarriers(page)),
              ...findWordFaults(await page.evaluate(() => document.body.innerText)),
            ]
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
}
