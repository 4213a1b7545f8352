import { expect, it } from 'vitest'
import { openSandbox, takeScreenshot } from '../e2e/browser.ts'
import { sandboxForTests } from '../e2e/sandboxForTests.ts'

const sandbox = sandboxForTests()

it('a draft is deleted from the page once it is confirmed, and the newest plan that is left is opened', () =>
  sandbox.inSandbox(async ({ page }) => {
    const { url, planId } = sandbox.server
    const draft = await makePlan(url)
    await openSandbox(page, `${url}/?city=town&plan=${draft}`)
    expect(await page.getByTestId('delete-plan').getAttribute('aria-label')).toBe('删除草稿方案')
    await page.getByTestId('switch-language').click()
    await page.getByTestId('delete-plan').click()
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    expect(await dialog.textContent()).toContain(`草案 · #${draft.split('-')[1]}`)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect((await fetch(`${url}/api/plans/${draft}`)).status).toBe(200)

    await page.getByTestId('delete-plan').click()
    await takeScreenshot(page, 'delete-plan')
    await page.getByTestId('delete-plan-confirm').click()
    await page.waitForURL((at) => at.searchParams.get('plan') === planId)
    await page.waitForSelector('[data-testid=grid-list] [data-grid]')
    expect((await fetch(`${url}/api/plans/${draft}`)).status).toBe(404)
  }))

async function makePlan(url: string): Promise<string> {
  const started = await fetch(`${url}/api/cities/town/partitions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ grids: 5, weights: ['customers'], tolerance: 0.3, name: '草案' }),
  })
  const events = await fetch(`${url}${started.headers.get('location')}/events`)
  const last = /data: (.*)\n\n$/.exec((await events.text()).replaceAll(': alive\n\n', ''))?.[1] ?? ''
  return (JSON.parse(last) as { planId: string }).planId
}
