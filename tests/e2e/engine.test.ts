import { join } from 'node:path'
import { build } from 'vite'
import { expect, it } from 'vitest'
import { openBrowser } from './browser.ts'
import { planEngineCity } from './engineCase.ts'

it('plans a city in a browser worker to the same bytes as in Node', async () => {
  const code = await bundle(join(import.meta.dirname, 'engineWorker.ts'))
  const page = await (await openBrowser()).newPage()
  try {
    const inWorker = await page.evaluate(async (source) => {
      const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
      return await new Promise<unknown>((resolve, reject) => {
        const worker = new Worker(url)
        worker.onmessage = ({ data }) => resolve(data)
        worker.onerror = ({ message }) => reject(new Error(message))
      })
    }, code)
    const inNode = planEngineCity()
    expect(inNode.cells).toBe(2107)
    expect(inWorker).toEqual(inNode)
  } finally {
    await page.close()
  }
})

/** One script without imports, as a worker takes it; nothing of Node is there to be found. */
async function bundle(entry: string): Promise<string> {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: 'es2023',
      lib: { entry, formats: ['iife'], name: 'engine' },
    },
  })
  const [{ output: files } = { output: [] }] = [output].flat() as { output: { type: string; code?: string }[] }[]
  const [chunk] = files.filter(({ type }) => type === 'chunk')
  if (files.length !== 1 || !chunk?.code) throw new Error(`${files.length} files instead of one script`)
  return chunk.code
}
