import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Database } from '../../server/db/database.ts'
import { openProfile, openSandbox, pixelOf, takeScreenshot, type WatchedPage } from './browser.ts'
import { type SandboxServer, startSandboxServer } from './sandboxServer.ts'

export interface SandboxTest {
  /** the file's own server; there once its tests run */
  readonly server: SandboxServer
  /** Runs a test in a fresh profile with the sandbox open, and holds it to a silent console and to this machine. */
  readonly inSandbox: InProfile
  /** The same with an empty page, for a test that opens its own address. */
  readonly inProfile: InProfile
  /** The same on the page that the test before has left, for what needs nothing fresh: to open one costs more than most tests. */
  readonly goOn: InProfile
}
type InProfile = (work: (watched: WatchedPage) => Promise<void>, device?: BrowserContextOptions) => Promise<void>

/** Gives a test file a server of its own, from before its first test to after its last; `makeMore` makes cities beside the town. */
export function sandboxForTests(makeMore?: (database: Database) => Promise<void>): SandboxTest {
  let server: SandboxServer
  beforeAll(async () => {
    server = await startSandboxServer({}, makeMore)
  })
  let shared: WatchedPage | undefined
  afterAll(async () => {
    await shared?.context.close()
    await server?.close()
  })
  const hold = async (watched: WatchedPage, work: (watched: WatchedPage) => Promise<void>): Promise<void> => {
    try {
      await work(watched)
      expect(watched.complaints).toEqual([])
    } catch (error) {
      await takeScreenshot(watched.page, `failed-${Date.now()}`)
      throw error
    }
  }
  const inProfile: InProfile = async (work, device) => {
    const watched = await openProfile(server.url, device)
    await hold(watched, work).finally(() => watched.context.close())
  }
  const openPlan = (page: Page) => openSandbox(page, `${server.url}/?city=town&plan=${server.planId}`)
  return {
    get server() {
      return server
    },
    inProfile,
    inSandbox: (work, device) =>
      inProfile(async (watched) => {
        await openPlan(watched.page)
        await work(watched)
      }, device),
    async goOn(work, device) {
      if (!shared) {
        shared = await openProfile(server.url, device)
        await openPlan(shared.page)
      }
      const watched = shared
      await hold(watched, work).catch(async (error) => {
        // The next test begins on a fresh page.
        shared = undefined
        await watched.context.close()
        throw error
      })
    },
  }
}

export const saved = (page: Page, revision: number) =>
  page.waitForSelector(`[data-testid=save-state][data-phase=idle][data-revision="${revision}"]`)

export async function takeBrush(page: Page, receiver: number): Promise<void> {
  await page.getByTestId('tool-brush').click()
  await page.locator(`[data-testid=grid-list] [data-grid="${receiver}"]`).click()
  // A grid that has too much would begin by giving.
  await page.getByTestId('direction-take').click()
}

/** Presses and moves over a place; the button stays down. */
export async function drawAt(page: Page, place: readonly [number, number]): Promise<void> {
  const { x, y } = await pixelOf(page, place)
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x + 1, y)
}

/** A refused command is a 409, which the browser reports as an error of its own. */
export function forget409(complaints: string[]): void {
  expect(complaints.filter((text) => !text.includes('409'))).toEqual([])
  complaints.length = 0
}
