import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect } from 'vitest'
import { type Database, openDatabase } from '../../server/db/database.ts'
import { buildApp } from '../../server/start/app.ts'
import type { LivedServer } from '../integration/life/city.ts'
import { findWordFaults } from '../wordFaults.ts'
import { openProfile, openSandbox, takeScreenshot, type WatchedPage } from './browser.ts'
import { findBarriers } from './findBarriers.ts'
import { readPlan } from './planOnServer.ts'
import { findTextFaults } from './textFaults.ts'
import { copyTown } from './townCopy.ts'

/** The town on a server in this process, whose day is set by hand. */
export interface LivedTown extends LivedServer {
  readonly url: string
  readonly database: Database
  readonly planId: string
}

export interface LivedTownTest {
  readonly town: LivedTown
  /** Runs a test in a fresh profile with a plan open, and holds it to a silent console. */
  readonly onPlan: (
    planId: string,
    work: (watched: WatchedPage) => Promise<void>,
    device?: BrowserContextOptions,
  ) => Promise<void>
}

/** Gives a test file a lived town of its own, which begins at a moment. */
export function livedTownForTests(moment: string, prepare?: (town: LivedTown) => Promise<void>): LivedTownTest {
  let town: LivedTown
  beforeAll(async () => {
    town = await startLivedTown(moment)
    await prepare?.(town)
  })
  afterAll(async () => town?.close())
  return {
    get town() {
      return town
    },
    async onPlan(planId, work, device) {
      const watched = await openProfile(town.url, device)
      try {
        await openSandbox(watched.page, `${town.url}/?plan=${planId}`)
        await watched.page.getByTestId('next-step').waitFor()
        await work(watched)
        expect(watched.complaints).toEqual([])
      } catch (error) {
        await takeScreenshot(watched.page, `failed-${Date.now()}`)
        throw error
      } finally {
        await watched.context.close()
      }
    },
  }
}

async function startLivedTown(moment: string): Promise<LivedTown> {
  const copy = await copyTown()
  const config = { ...copy.config, requestsAMinute: 1_000_000, lookupsAMinute: 1_000_000 }
  const database = await openDatabase(config)
  let now = new Date(moment)
  const app = await buildApp({
    config,
    database,
    siteDirectory: join(import.meta.dirname, '..', '..', 'web', 'dist'),
    clock: () => now,
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url: `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`,
    database,
    app,
    planId: copy.planId,
    call: (method, url, body) =>
      app.inject({ method: method!, url, ...(body !== undefined && { payload: body as object }) }),
    setNow: (next) => {
      now = new Date(next)
    },
    async close() {
      await app.close()
      await database.close()
      await copy.dispose()
    },
  }
}

/** Looks at a screen as it stands: kept as a picture, its text in its boxes, open to everybody, in a planner's words. */
export async function look(page: Page, name: string): Promise<void> {
  await still(page)
  await takeScreenshot(page, name)
  const found = [
    ...(await page.evaluate(findTextFaults)),
    ...(await findBarriers(page)),
    ...findWordFaults(await page.evaluate(() => document.body.innerText)),
  ]
  expect([name, found]).toEqual([name, []])
}

/** What moves on the screen has come to rest. */
async function still(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== 'running' || effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY,
      ),
  )
}

/** Makes legal strokes of a cell each on a plan, from grids to others that touch them, each grid in one of them: what a planner may change. */
export async function drawStrokes({ url, call }: LivedTown, planId: string, count: number): Promise<void> {
  const server = await readPlan(url, planId)
  const { plan, neighbors, paint: judge } = server
  const touched = new Set<number>()
  const commands: object[] = []
  for (let cell = 0; cell < plan.assignment.length && commands.length < count; cell++) {
    const from = plan.assignment[cell]!
    if (from === 0 || touched.has(from) || plan.grids.get(from)!.locked) continue
    for (let side = 0; side < 6; side++) {
      const to = plan.assignment[neighbors[6 * cell + side]!] ?? 0
      const grid = plan.grids.get(to)
      if (!grid || to === from || grid.locked || touched.has(to) || !judge(to, [cell]).ok) continue
      const command = { kind: 'paint', gridId: grid.gridId, cells: [{ start: cell, length: 1 }] }
      commands.push({ commandId: randomUUID(), command })
      for (const one of [from, to]) touched.add(one)
      break
    }
  }
  const answer = await call('POST', `/api/plans/${planId}/commands`, { commands })
  expect([answer.statusCode, commands.length]).toEqual([200, count])
}
