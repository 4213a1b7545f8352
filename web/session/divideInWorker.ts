import type { GridToDivide } from '../model/divideGrid.ts'

/** Divides a grid in a thread of its own, so that the page stays alive; null where it has no such parts. */
export function divideInWorker(grid: GridToDivide): Promise<number[][] | null> {
  const worker = new Worker(new URL('./divideWorker.ts', import.meta.url), { type: 'module' })
  return new Promise<number[][] | null>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<number[][] | null>) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage(grid)
  }).finally(() => worker.terminate())
}
