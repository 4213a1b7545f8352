import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from 'playwright-core'

/** Chromium without its windows, a package of Debian's: it opens a page for a tenth less than the whole browser. */
export const headlessShell = 'chromium-headless-shell'

const commands = [
  headlessShell,
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
]
const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
]

/**
 * Path of a Chromium-family browser: `SHAPAN_CHROMIUM`, then the PATH, then the usual places, then Playwright's own download.
 * Undefined where there is none.
 */
export function findChromium(): string | undefined {
  const stated = process.env.SHAPAN_CHROMIUM
  if (stated) return existsSync(stated) ? stated : undefined
  const directories = (process.env.PATH ?? '').split(delimiter)
  const installed = commands.flatMap((command) => directories.map((directory) => join(directory, command)))
  // Ubuntu's `chromium-browser` is only a note that says to install the snap
  const isUsable = (path: string) =>
    existsSync(path) &&
    !(
      path === '/usr/bin/chromium-browser' &&
      !existsSync('/usr/lib/chromium-browser') &&
      !existsSync('/snap/bin/chromium')
    )
  return [...installed, ...applications, chromium.executablePath()].find(isUsable)
}
