/**
 * Files that are still being written. Their names tell for which target, on which machine and by which process, so that one left by a
 * process that was killed is known as such and removed by the next write to the same target; one whose process ends by a signal goes
 * with it.
 */
import { createHash, randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
const active = new Set<string>()

/** A name beside `target` for the file that will take its place, kept track of until `endUnfinished`. */
export function beginUnfinished(target: string): string {
  if (active.size === 0) {
    process.on('exit', removeActive)
    for (const signal of endings) process.on(signal, endBySignal)
  }
  const path = `${dirname(target)}/${prefixOf(target)}${process.pid}-${randomBytes(4).toString('hex')}.tmp`
  active.add(path)
  return path
}

/** To be called once the file is in its place or gone. */
export function endUnfinished(path: string): void {
  active.delete(path)
  if (active.size === 0) stopWatching()
}

/** Removes what processes of this machine that live no more have left beside `target` when they wrote to it. */
export async function removeLeftovers(target: string): Promise<void> {
  const prefix = prefixOf(target)
  const names = await readdir(dirname(target)).catch(() => [])
  for (const name of names) {
    if (!name.startsWith(prefix)) continue
    const pid = /^(\d+)-[0-9a-f]{8}\.tmp$/.exec(name.slice(prefix.length))?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(dirname(target), name), { force: true })
  }
}

/** The machine is in it because a number of a process says nothing about those of another, nor of another container. */
function prefixOf(target: string): string {
  const short = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8)
  return `.shapan-${short(basename(target))}-${short(hostname())}-`
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

function removeActive(): void {
  for (const path of active) rmSync(path, { force: true })
  active.clear()
}

/** Without it a signal that nobody else listens to ends the process before `exit` is told. */
function endBySignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return
  removeActive()
  stopWatching()
  process.kill(process.pid, signal)
}

function stopWatching(): void {
  process.off('exit', removeActive)
  for (const signal of endings) process.off(signal, endBySignal)
}
