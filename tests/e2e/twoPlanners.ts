import type { Page } from 'playwright-core'
import type { CommandLog } from '../../server/contract/commands.ts'
import { openSandbox, type WatchedPage } from './browser.ts'
import { findLegalMove, type PlanOnServer, readPlan } from './planOnServer.ts'
import { drawAt, sandboxForTests, saved, takeBrush } from './sandboxForTests.ts'

/** Gives a test file a sandbox for two planners, Ann and Bob, on one plan. */
export function twoPlanners() {
  const sandbox = sandboxForTests()
  const here = () => readPlan(sandbox.server.url, sandbox.server.planId)
  const address = () => `${sandbox.server.url}/?city=town&plan=${sandbox.server.planId}`

  /** Two browsers on one plan. */
  const inTwo = (work: (ann: WatchedPage, bob: WatchedPage) => Promise<void>) =>
    sandbox.inSandbox((ann) => sandbox.inSandbox((bob) => work(ann, bob)))

  /** The same, but Bob has yet to open the plan. */
  const annFirst = (work: (ann: WatchedPage, bob: WatchedPage) => Promise<void>) =>
    sandbox.inSandbox((ann) => sandbox.inProfile((bob) => work(ann, bob)))

  /** The same, but Ann goes on with her page of the test before. */
  const annGoesOn = (work: (ann: WatchedPage, bob: WatchedPage) => Promise<void>) =>
    sandbox.goOn((ann) => sandbox.inProfile((bob) => work(ann, bob)))

  /** Ann draws a stroke, and Bob, who has seen it, another; Ann's page does not know of his. */
  async function bothDraw(ann: Page, bob: Page) {
    const before = await here()
    const { revision } = before.detail
    const mine = findLegalMove(before)
    const theirs = findMoveApart(before, mine)
    await annDraws(ann, bob, before, mine)
    await draw(bob, before, theirs)
    await saved(bob, revision + 2)
    return { before, revision, mine, theirs }
  }

  /** Bob opens the plan after it. */
  async function annDraws(ann: Page, bob: Page, plan: PlanOnServer, move: { cell: number; to: number }): Promise<void> {
    const { revision } = plan.detail
    await draw(ann, plan, move)
    await saved(ann, revision + 1)
    await openSandbox(bob, address())
    await saved(bob, revision + 1)
  }

  async function commandsAfter(revision: number): Promise<CommandLog['commands']> {
    const answer = await fetch(`${sandbox.server.url}/api/plans/${sandbox.server.planId}/commands?after=${revision}`)
    return ((await answer.json()) as CommandLog).commands
  }

  return { sandbox, here, address, inTwo, annFirst, annGoesOn, bothDraw, annDraws, commandsAfter }
}

export async function draw(page: Page, plan: PlanOnServer, { cell, to }: { cell: number; to: number }): Promise<void> {
  await takeBrush(page, to)
  await drawAt(page, plan.centerOf(cell))
  await page.mouse.up()
}

/** A legal move of a cell that touches neither grid of another move, so that each stands whatever becomes of the other. */
export function findMoveApart(plan: PlanOnServer, { from, to }: { from: number; to: number }) {
  const grids = new Map([...plan.plan.grids].map(([number, grid]) => [number, grid]))
  for (const number of [from, to]) grids.set(number, { ...grids.get(number)!, locked: true })
  return findLegalMove({ ...plan, plan: { ...plan.plan, grids } })
}
