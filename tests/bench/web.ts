/**
 * What the map's cells cost to draw: `npm run bench:web`. The layer of cells in MapLibre with nothing else, 619,711 cells on two faces in
 * 500 grids, Chromium without a graphics card. Script is all of the main thread's in a frame, by the browser's own account;
 * the graphics process's CPU is the system's. MapLibre's own frame, of the same map with nothing changed, is the peer.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { bundle } from '../e2e/bundle.ts'
import { findChromium } from '../setup/chromium.ts'
import type * as benchPage from './web/page.ts'

declare const cells: typeof benchPage

const code = await bundle(join(import.meta.dirname, 'web/page.ts'), 'cells')
const server = await chromium.launchServer({
  executablePath: findChromium() ?? '',
  args: [
    '--no-sandbox',
    '--use-gl=angle',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
    '--disable-background-networking',
  ],
})
const browser = await chromium.connect(server.wsEndpoint())
const ticksPerSecond = 100

/** CPU seconds of the browser's graphics process so far. */
function graphicsCpu(): number {
  const root = server.process().pid!
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
        return [
          {
            pid: Number(pid),
            parent: Number(stat[1]),
            cpu: Number(stat[11]) + Number(stat[12]),
            line: readFileSync(`/proc/${pid}/cmdline`, 'utf8'),
          },
        ]
      } catch {
        return []
      }
    })
  const parentOf = new Map(stats.map(({ pid, parent }) => [pid, parent]))
  const isOurs = (pid: number): boolean => pid === root || (pid > 1 && isOurs(parentOf.get(pid) ?? 0))
  const ours = stats.filter(({ pid, line }) => line.includes('--type=gpu-process') && isOurs(pid))
  return ours.reduce((sum, { cpu }) => sum + cpu, 0) / ticksPerSecond
}

const rows: string[][] = []
for (const { zoom, pixelRatio } of [
  { zoom: 9, pixelRatio: 1 },
  { zoom: 12, pixelRatio: 1 },
  { zoom: 14, pixelRatio: 1 },
  { zoom: 12, pixelRatio: 2 },
]) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.addScriptTag({ content: code })
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Performance.enable')
  const made = await page.evaluate(([z, ratio]) => cells.open(454, 500, z!, ratio!), [zoom, pixelRatio])
  if (rows.length === 0)
    console.log(`${made.cells} cells on ${made.faces} faces; layer made in ${made.layerMs.toFixed(0)} ms`)
  const scriptSoFar = async () =>
    (await devtools.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'ScriptDuration')!.value
  const measure = async (name: string, count: number, work: () => Promise<number[]>): Promise<void> => {
    const [script, graphics] = [await scriptSoFar(), graphicsCpu()]
    const own = (await work()).sort((a, b) => a - b)
    const perFrame = (seconds: number) => ((1000 * seconds) / count).toFixed(1)
    rows.push([
      `zoom ${zoom}${pixelRatio > 1 ? ', DPR 2' : ''}`,
      name,
      `${own[Math.floor(0.5 * own.length)]!.toFixed(2)} / ${own[Math.floor(0.95 * own.length)]!.toFixed(2)}`,
      perFrame((await scriptSoFar()) - script),
      perFrame(graphicsCpu() - graphics),
    ])
    console.log(rows.at(-1)!.join(' | '))
  }
  await page.evaluate(() => cells.paint(5, 1))
  await measure('still', 40, () => page.evaluate(() => cells.still(40)))
  await measure('painted, 1 cell', 60, () => page.evaluate(() => cells.paint(60, 0)))
  await measure('painted, 397 cells', 60, () => page.evaluate(() => cells.paint(60, 11)))
  await measure('15,000 cells, disk', 10, () => page.evaluate(() => cells.change(10, false)))
  await measure('15,000 cells, strewn', 10, () => page.evaluate(() => cells.change(10, true)))
  await measure('panned', 10, () => page.evaluate(() => cells.pan(10)))
  await page.close()
}
console.log('\n| view | frame | change, script p50 / p95 ms | all script ms | graphics CPU ms |\n|---|---|---|---|---|')
for (const row of rows) console.log(`| ${row.join(' | ')} |`)
await browser.close()
await server.close()
