import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { findChromium } from '../setup/chromium.ts'

// A limit is for hangs alone: Playwright's own of 30 s measures the machine.
const hangs = 600_000

const artifacts = join(import.meta.dirname, '..', 'artifacts')

let browser: Promise<Browser> | undefined

/** Chromium without a graphics card and without a word to the outside: one for all files of a test process, which ends with it. */
export function openBrowser(): Promise<Browser> {
  browser ??= launchBrowser()
  return browser
}

async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium()
  if (!executablePath) throw new Error('no Chromium found: install one or set SHAPAN_CHROMIUM to its path')
  return await chromium.launch({
    executablePath,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--use-gl=angle',
      '--use-angle=swiftshader',
      '--disable-gpu-compositing',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}

export interface WatchedPage {
  page: Page
  context: BrowserContext
  /** console errors, uncaught exceptions and requests to anywhere but the server */
  complaints: string[]
}

// Without a graphics card a frame costs by its pixels, half of what a page costs to open: a coarse screen has a quarter of them.
// Where text is measured, and in the walk through every screen, it is a fine one: a coarse one rounds the widths of letters.
const coarse = {
  viewport: { width: 1280, height: 800 },
  deviceScaleFactor: 0.5,
  locale: 'zh-CN',
  reducedMotion: 'reduce' as const,
}

export const fineScreen: BrowserContextOptions = { deviceScaleFactor: 1 }

/** A fresh profile; every page opened in it is watched. */
export async function openProfile(origin: string, device: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await (await openBrowser()).newContext({ ...coarse, ...device })
  context.setDefaultTimeout(hangs)
  await context.addInitScript(drawMapCoarsely)
  const complaints: string[] = []
  context.on('page', (page) => watch(page, origin, complaints))
  const page = await context.newPage()
  return { page, context, complaints }
}

/** MapLibre draws as many pixels as this says, whatever the screen has: letters of the page stay as fine as the screen. */
function drawMapCoarsely(): void {
  Object.defineProperty(window, 'devicePixelRatio', { get: () => 0.5 })
}

function watch(page: Page, origin: string, complaints: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !/^(blob|data):/.test(url)) complaints.push(`request left: ${url}`)
  })
}

export async function openSandbox(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.waitForSelector('[data-testid=map][data-ready=true]')
  await page.waitForSelector('[data-testid=grid-list] [data-grid]')
}

export async function takeScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(artifacts, { recursive: true })
  await page.screenshot({ path: join(artifacts, `${name}.png`) })
}

/** Where a place is on the screen. The map is never rotated or tilted, and tells its middle and zoom. */
export async function pixelOf(page: Page, [lng, lat]: readonly [number, number]): Promise<{ x: number; y: number }> {
  const view = await page.getByTestId('map').evaluate((box) => {
    const { left, top, width, height } = box.getBoundingClientRect()
    const { lng, lat, zoom } = (box as HTMLElement).dataset
    return { x: left + width / 2, y: top + height / 2, lng: Number(lng), lat: Number(lat), zoom: Number(zoom) }
  })
  const scale = 512 * 2 ** view.zoom
  return {
    x: view.x + (mercatorX(lng) - mercatorX(view.lng)) * scale,
    y: view.y + (mercatorY(lat) - mercatorY(view.lat)) * scale,
  }
}

const mercatorX = (lng: number) => (lng + 180) / 360
const mercatorY = (lat: number) => {
  const phi = (lat * Math.PI) / 180
  return (1 - Math.log(Math.tan(phi) + 1 / Math.cos(phi)) / Math.PI) / 2
}
