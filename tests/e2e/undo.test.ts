import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { CommandLog } from '../../server/contract/plans.ts'
import { openSandbox, takeScreenshot, type WatchedPage } from './browser.ts'
import { findLegalMove, type PlanOnServer, readPlan } from './planOnServer.ts'
import { drawAt, sandboxForTests, saved, takeBrush } from './sandboxForTests.ts'

const sandbox = sandboxForTests()
const here = () => readPlan(sandbox.server.url, sandbox.server.planId)
const address = () => `${sandbox.server.url}/?city=town&plan=${sandbox.server.planId}`

/** Two browsers on one plan. */
const inTwo = (work: (ann: WatchedPage, bob: WatchedPage) => Promise<void>) =>
  sandbox.inSandbox((ann) => sandbox.inSandbox((bob) => work(ann, bob)))

async function draw(page: Page, plan: PlanOnServer, { cell, to }: { cell: number; to: number }): Promise<void> {
  await takeBrush(page, to)
  await drawAt(page, plan.centerOf(cell))
  await page.mouse.up()
}

/** A legal move of a cell that touches neither grid of another move, so that each stands whatever becomes of the other. */
function findMoveApart(plan: PlanOnServer, { from, to }: { from: number; to: number }) {
  const grids = new Map([...plan.plan.grids].map(([number, grid]) => [number, grid]))
  for (const number of [from, to]) grids.set(number, { ...grids.get(number)!, locked: true })
  return findLegalMove({ ...plan, plan: { ...plan.plan, grids } })
}

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

/** Bob's page is loaded after it. */
async function annDraws(ann: Page, bob: Page, plan: PlanOnServer, move: { cell: number; to: number }): Promise<void> {
  const { revision } = plan.detail
  await draw(ann, plan, move)
  await saved(ann, revision + 1)
  await bob.reload()
  await saved(bob, revision + 1)
}

async function commandsAfter(revision: number): Promise<CommandLog['commands']> {
  const answer = await fetch(`${sandbox.server.url}/api/plans/${sandbox.server.planId}/commands?after=${revision}`)
  return ((await answer.json()) as CommandLog).commands
}

describe('undo by two planners on one plan', () => {
  it('is of one’s own last stroke, though another saved one since', () =>
    inTwo(async ({ page: ann }, { page: bob }) => {
      const { before, revision, mine, theirs } = await bothDraw(ann, bob)

      await ann.keyboard.press('Control+Z')
      await saved(ann, revision + 3)
      const after = await here()
      expect(after.plan.assignment[mine.cell]).toBe(mine.from)
      expect(after.plan.assignment[theirs.cell]).toBe(theirs.to)

      // Nor does Bob's of her undo; a second press finds nothing of his own.
      await bob.keyboard.press('Control+Z')
      await saved(bob, revision + 4)
      expect((await here()).plan.assignment).toEqual(before.plan.assignment)
      await ann.keyboard.press('Control+Shift+Z')
      await saved(ann, revision + 5)
      expect((await here()).plan.assignment[mine.cell]).toBe(mine.to)
      await ann.keyboard.press('Control+Z')
      await saved(ann, revision + 6)

      const commands = await commandsAfter(revision)
      const [a, b] = [commands[0]!.author, commands[1]!.author]
      expect(a).not.toBe(b)
      expect(commands.map(({ author }) => author)).toEqual([a, b, a, b, a, a])
    }))

  it('tells a fresh browser whose the last stroke is, and undoes it only when asked to', () =>
    inTwo(async ({ page: ann }, { page: bob }) => {
      const before = await here()
      const { revision } = before.detail
      const mine = findLegalMove(before)
      await annDraws(ann, bob, before, mine)
      expect(await bob.getByTestId('undo').getAttribute('aria-disabled')).toBe('true')
      await bob.keyboard.press('Control+Z')
      const notice = bob.getByTestId('notice-nothing-own')
      await notice.waitFor()
      expect(await notice.textContent()).toContain('1 个单元')
      expect(await notice.textContent()).toContain(before.detail.grids.find(({ number }) => number === mine.to)!.name)
      expect((await here()).detail.revision).toBe(revision + 1)
      await takeScreenshot(bob, 'undo-nothing-own')
      await bob.getByTestId('undo-others').click()
      await saved(bob, revision + 2)
      expect((await here()).plan.assignment).toEqual(before.plan.assignment)
    }))

  it('leaves alone what another has painted over since, and says so', () =>
    inTwo(async ({ page: ann }, { page: bob }) => {
      const before = await here()
      const { revision } = before.detail
      const mine = findLegalMove(before)
      await annDraws(ann, bob, before, mine)
      await draw(bob, before, { cell: mine.cell, to: mine.from })
      await saved(bob, revision + 2)

      await ann.keyboard.press('Control+Z')
      await ann.getByTestId('notice-undo-dropped').waitFor()
      expect(await ann.getByTestId('notice-undo-dropped').textContent()).toContain('另一位规划员')
      await takeScreenshot(ann, 'undo-dropped')
      expect((await here()).detail.revision).toBe(revision + 2)
      expect(await ann.getByTestId('undo').getAttribute('aria-disabled')).toBe('true')
    }))

  it('stays an undo of one’s own where another was faster', () =>
    inTwo(async ({ page: ann, context, complaints }, { page: bob }) => {
      const { revision, mine, theirs } = await bothDraw(ann, bob)

      // What Bob saved does not reach Ann before her undo is sent.
      await context.route('**/commands?after=*', (route) => route.abort())
      await ann.keyboard.press('Control+Z')
      await ann.waitForSelector('[data-testid=save-state][data-phase=waiting]')
      await context.unroute('**/commands?after=*')
      await ann.getByTestId('save-state').click()
      await saved(ann, revision + 3)
      const after = await here()
      expect(after.plan.assignment[mine.cell]).toBe(mine.from)
      expect(after.plan.assignment[theirs.cell]).toBe(theirs.to)
      const [first, , undo] = await commandsAfter(revision)
      expect(undo?.command).toEqual({ kind: 'revert', commandId: first?.commandId })
      await bob.keyboard.press('Control+Z')
      await saved(bob, revision + 4)
      // The browser itself reports the connection that was cut, and the conflict's status.
      complaints.length = 0
    }))

  it('holds across the tabs and reloads of one browser', () =>
    sandbox.inSandbox(async ({ page, context }) => {
      const before = await here()
      const { revision } = before.detail
      const other = await context.newPage()
      await openSandbox(other, address())
      const mine = findLegalMove(before)
      await draw(page, before, mine)
      await saved(page, revision + 1)
      await other.keyboard.press('Control+Z')
      await saved(other, revision + 2)
      expect((await here()).plan.assignment).toEqual(before.plan.assignment)
      await page.reload()
      await saved(page, revision + 2)
      await page.waitForSelector('[data-testid=grid-list] [data-grid]')
      await page.keyboard.press('Control+Shift+Z')
      await saved(page, revision + 3)
      expect((await here()).plan.assignment[mine.cell]).toBe(mine.to)
      await page.keyboard.press('Control+Z')
      await saved(page, revision + 4)
    }))
})
