import type { CDPSession, Page } from 'playwright-core'
import { readPlan } from './planOnServer.ts'
import { sandboxForTests } from './sandboxForTests.ts'

interface Tablet {
  page: Page
  /** Sends what a touch screen reports: every finger that is down, where it is. */
  touch: (type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel', ...fingers: Finger[]) => Promise<void>
}
interface Finger {
  id: number
  x: number
  y: number
}

/** Gives a test file the sandbox on touch screens of a tablet's size, fed through the browser's own input pipeline. */
export function tabletForTests() {
  const sandbox = sandboxForTests()
  const here = () => readPlan(sandbox.server.url, sandbox.server.planId)
  function onTablet(work: (tablet: Tablet) => Promise<void>): Promise<void> {
    return sandbox.inSandbox(
      async ({ page, context }) => {
        const cdp: CDPSession = await context.newCDPSession(page)
        await work({
          page,
          touch: async (type, ...fingers) => {
            await cdp.send('Input.dispatchTouchEvent', { type, touchPoints: fingers })
          },
        })
      },
      { viewport: { width: 1024, height: 768 }, hasTouch: true },
    )
  }
  return { here, onTablet }
}
