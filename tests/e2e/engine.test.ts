import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openBrowser } from './browser.ts'
import { bundle } from './bundle.ts'
import { planEngineCity } from './engineCase.ts'

it('plans a city in a browser worker to the same bytes as in Node', async () => {
  const code = await bundle(join(import.meta.dirname, 'engineWorker.ts'), 'engine')
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
