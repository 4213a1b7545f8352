import type { Page } from 'playwright-core'

/** Loads a page anew that hears nothing of what others save, as behind a network that lets no stream through, until it saves itself. */
export async function deafen(page: Page): Promise<void> {
  await page.addInitScript(() => {
    class DeafStream extends EventTarget {
      static readonly OPEN = 1
      static readonly CLOSED = 2
      readonly readyState = DeafStream.OPEN
      close(): void {}
    }
    Object.assign(globalThis, { EventSource: DeafStream })
  })
  await page.reload()
  await page.waitForSelector('[data-testid=map][data-ready=true]')
}
