import { parentPort } from 'node:worker_threads'
import type { Task } from './task.ts'

/** A thread of threads.ts: does one task after the other. */
export interface TaskOrder extends Pick<Task<unknown, unknown>, 'module' | 'name'> {
  readonly input: unknown
}

export type TaskAnswer = { readonly ok: true; readonly output: unknown } | { readonly ok: false; readonly error: Error }

const port = parentPort
if (!port) throw new Error('taskWorker.ts runs as a worker thread')

port.on('message', async (order: TaskOrder) => {
  try {
    const output = await run(order)
    port.postMessage({ ok: true, output } satisfies TaskAnswer, ownBuffers(output))
  } catch (error) {
    const plain = error instanceof Error ? error : new Error(String(error))
    port.postMessage({ ok: false, error: plain } satisfies TaskAnswer)
  }
})

async function run({ module, name, input }: TaskOrder): Promise<unknown> {
  const { tasks } = (await import(module)) as { tasks: Readonly<Record<string, Task<unknown, unknown>>> }
  const task = tasks[name]
  if (!task) throw new Error(`${module} has no task ${name}`)
  return task.run(input)
}

/** What may be moved instead of copied: arrays, alone or one level down, that fill a memory of their own. */
function ownBuffers(output: unknown): ArrayBuffer[] {
  const values = ArrayBuffer.isView(output) ? [output] : Object.values(output ?? {})
  return values.flatMap((value) =>
    ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength
      ? [value.buffer]
      : [],
  )
}
