import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Lane, Task } from './task.ts'
import type { TaskAnswer, TaskOrder } from './taskWorker.ts'

/**
 * The one way out of the event loop for work that grows with a city, a plan or a body: tasks (task.ts) are sent to a few threads,
 * which are started when first needed, wait in between, and do not keep the process alive. Whoever waits is served in order.
 * Inputs and outputs are plain data; arrays made by `share` are not copied.
 */
const threadsOf: Readonly<Record<Lane, number>> = {
  short: Math.max(2, Math.min(4, availableParallelism() - 1)),
  long: 1,
}
/** A queue this long is minutes of work: whoever comes then is told so instead. */
const longestQueue = 200

/**
 * Cells, or as many of anything else, from which a task leaves the loop. Below, every task takes a few milliseconds, about what
 * sending it costs (docs/benchmarks.md, "The event loop").
 */
export const worthAThread = 4_000

interface Waiting {
  readonly order: TaskOrder
  readonly settle: (answer: TaskAnswer) => void
}

const queues: Readonly<Record<Lane, Waiting[]>> = { short: [], long: [] }
const idle: Readonly<Record<Lane, Worker[]>> = { short: [], long: [] }
const started: Record<Lane, number> = { short: 0, long: 0 }
const counts = new Map<string, number>()

/** How often each task has left the loop: what tells that the work of a route does, without a clock. */
export const tasksInThreads: ReadonlyMap<string, number> = counts

/**
 * The output of a task, done here where `size` is small and in a thread where it is not. Rejects with what the task throws (an
 * Error of the same message), or with 503 where too many wait.
 */
export async function runTask<I, O>({ name, module, lane, run }: Task<I, O>, input: I, size: number): Promise<O> {
  if (size < worthAThread) return run(input)
  if (queues[lane].length >= longestQueue)
    throw Object.assign(new Error('Too much work is waiting'), { statusCode: 503 })
  counts.set(name, (counts.get(name) ?? 0) + 1)
  return await new Promise<O>((resolve, reject) => {
    queues[lane].push({
      order: { module, name, input },
      settle: (answer) => {
        if (answer.ok) resolve(answer.output as O)
        else reject(answer.error)
      },
    })
    next(lane)
  })
}

function next(lane: Lane): void {
  if (queues[lane].length === 0) return
  const worker = idle[lane].pop() ?? (started[lane] < threadsOf[lane] ? start(lane) : undefined)
  const waiting = worker && queues[lane].shift()
  if (!waiting) return
  let isSettled = false
  const settle = (answer: TaskAnswer) => {
    if (isSettled) return
    isSettled = true
    waiting.settle(answer)
  }
  const onAnswer = (answer: TaskAnswer) => {
    worker.off('error', onError).off('exit', onExit)
    worker.unref()
    idle[lane].push(worker)
    settle(answer)
    next(lane)
  }
  // A thread that dies (out of memory) fails its own task; the next task gets a new one.
  const onError = (error: unknown) =>
    settle({ ok: false, error: error instanceof Error ? error : new Error(String(error)) })
  const onExit = (code: number) => {
    started[lane]--
    settle({ ok: false, error: new Error(`the thread of task ${waiting.order.name} ended early, with code ${code}`) })
    next(lane)
  }
  worker.once('message', onAnswer).once('error', onError).once('exit', onExit)
  worker.ref()
  worker.postMessage(waiting.order)
}

function start(lane: Lane): Worker {
  started[lane]++
  // Flags of the main thread, such as --input-type, are not the worker's.
  return new Worker(new URL('./taskWorker.ts', import.meta.url), { execArgv: [] })
}
