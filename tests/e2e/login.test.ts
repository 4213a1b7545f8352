import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBrowser, openProfile, takeScreenshot } from './browser.ts'
import { type SandboxServer, startSandboxServer } from './sandboxServer.ts'

const token = 'k3wG-uV9p_Qz71hXm2Yt'

let server: SandboxServer
beforeAll(async () => {
  server = await startSandboxServer({ SHAPAN_TOKEN: token })
})
afterAll(async () => server?.close())

const ready = '[data-testid=map][data-ready=true]'
/** What a browser says by itself of an answer of 401; the page can do nothing about it. */
const isOfStatus = (complaint: string) => /Failed to load resource.*\b401\b/.test(complaint)

describe('a browser at a server that asks for a token', () => {
  it('is asked once, is told of a wrong token, and comes to the address it wanted', async () => {
    const { page, context, complaints } = await openProfile(server.url)
    await page.goto(`${server.url}/?city=town&plan=${server.planId}#12.00/30.10000/120.01000`)
    expect(await page.getByRole('heading').textContent()).toBe('沙盘')
    await page.getByLabel('访问令牌').fill('not-the-token-at-all')
    await takeScreenshot(page, 'login')
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByText('令牌不正确').waitFor()
    await page.getByLabel('访问令牌').fill(token)
    await page.keyboard.press('Enter')
    await page.waitForSelector(ready)
    expect(page.url()).toContain(`plan=${server.planId}`)
    expect(page.url()).toContain('#12.')

    const [cookie] = await context.cookies()
    expect(cookie).toMatchObject({ name: 'shapan_session', httpOnly: true, sameSite: 'Strict' })
    expect(await page.evaluate(() => document.cookie)).toBe('')
    const second = await context.newPage()
    await second.goto(server.url)
    await second.waitForSelector(ready)
    expect(complaints.filter((complaint) => !isOfStatus(complaint))).toEqual([])
    await context.close()
  })

  it('comes in by a link on another site without being asked again, and is asked when its session has ended', async () => {
    const { page, context, complaints } = await openProfile(server.url)
    await page.goto(server.url)
    await page.getByLabel('访问令牌').fill(token)
    await page.keyboard.press('Enter')
    await page.waitForSelector(ready)

    const elsewhere = createServer((_, response) => {
      response
        .setHeader('content-type', 'text/html')
        .end(`<link rel="icon" href="data:,"><a href="${server.url}/?city=town">there</a>`)
    })
    await new Promise<void>((listening) => elsewhere.listen(0, '127.0.0.1', listening))
    try {
      // Another name of this machine is another site to a browser.
      const { port } = elsewhere.address() as AddressInfo
      const other = await context.newPage()
      await other.goto(`http://localhost:${port}/`)
      await other.getByText('there').click()
      await other.waitForSelector(ready)
      await other.close()
    } finally {
      elsewhere.close()
    }

    await context.clearCookies()
    await page.getByTestId('tool-brush').click()
    await page.reload()
    await page.getByLabel('访问令牌').waitFor()
    expect(
      complaints.filter((complaint) => !isOfStatus(complaint) && !/request left: http:\/\/localhost/.test(complaint)),
    ).toEqual([])
    await context.close()
  })

  it('speaks English to a browser that does', async () => {
    const context = await (await openBrowser()).newContext({ locale: 'en-GB' })
    const page = await context.newPage()
    await page.goto(server.url)
    await page.getByLabel('Access token').waitFor()
    expect(await page.title()).toBe('Log in · Shapan')
    await takeScreenshot(page, 'login-en')
    await context.close()
  })
})
