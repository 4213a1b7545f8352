import { parentPort } from 'node:worker_threads'
import { type Input, type Output, type TaskName, tasks } from './tasks.ts'

/** A thread of threads.ts: does one task after the other. */
export interface TaskOrder {
  readonly name: TaskName
  readonly input: Input<TaskName>
}

export type TaskAnswer =
  | { readonly ok: true; readonly output: Output<TaskName> }
  | { readonly ok: false; readonly error: Error }

const port = parentPort
if (!port) throw new Error('taskWorker.ts runs as a worker thread')

port.on('message', ({ name, input }: TaskOrder) => {
  try {
    const output = run(name, input)
    port.postMessage({ ok: true, output } satisfies TaskAnswer, ownBuffers(output))
  } catch (error) {
    const plain = error instanceof Error ? error : new Error(String(error))
    port.postMessage({ ok: false, error: plain } satisfies TaskAnswer)
  }
})

function run<K extends TaskName>(name: K, input: Input<TaskName>): Output<K> {
  return tasks[name](input as Input<K>)
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
