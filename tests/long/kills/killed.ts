import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'

/**
 * Runs a worker of this folder, kills it (SIGKILL) `delayMs` after it has said a line that `isReady` takes, and answers with all the
 * lines that it said. It must not complain or end before.
 */
export async function runAndKill(
  worker: string,
  args: readonly string[],
  isReady: (line: string) => boolean,
  delayMs: number,
): Promise<string[]> {
  const child = spawn(process.execPath, [resolve(import.meta.dirname, worker), ...args])
  let said = ''
  let complaints = ''
  let isDying = false
  const lines = () => said.split('\n').slice(0, -1)
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
    if (isDying || !lines().some(isReady)) return
    isDying = true
    void sleep(delayMs).then(() => child.kill('SIGKILL'))
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  expect({ signal, complaints }).toEqual({ signal: 'SIGKILL', complaints: '' })
  return lines()
}
