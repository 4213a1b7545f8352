import type { GridToDivide } from './divideWorker.ts'

/** The cells of each part but the one that stays. In a thread, so that the page stays alive; null where the grid has no such parts. */
export function divideInWorker(grid: GridToDivide): Promise<number[][] | null> {
  const worker = new Worker(new URL('./divideWorker.ts', import.meta.url), { type: 'module' })
  return new Promise<number[][] | null>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<number[][] | null>) => resolve(data)
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage(grid)
  }).finally(() => worker.terminate())
}
