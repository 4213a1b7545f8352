import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { ownEnvironment } from '../cli/shapan.ts'

/** The API in a process of its own, which a fault may end. */
export interface ServerProcess {
  readonly url: string
  readonly child: ChildProcess
  /** what it wrote to its error stream, and its log where it is not silent */
  readonly complaints: () => string
  readonly stop: () => Promise<void>
}

const program = resolve(import.meta.dirname, 'serverWorker.ts')

/** `wrap` puts the command into a shell's, to limit what the process may do. */
export async function startServerProcess(
  place: { databaseUrl?: string; dataDir?: string },
  wrap: (command: string[]) => string[] = (command) => command,
): Promise<ServerProcess> {
  const [command = '', ...args] = wrap([process.execPath, program])
  const { databaseUrl = '', dataDir = tmpdir() } = place
  const child = spawn(command, args, {
    env: {
      ...ownEnvironment(),
      DATABASE_URL: databaseUrl,
      SHAPAN_DATA_DIR: dataDir,
      LOG_LEVEL: 'silent',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints += text
  })
  const ended = once(child, 'exit')
  const [told] = await Promise.race([once(child.stdout.setEncoding('utf8'), 'data'), ended])
  if (typeof told !== 'string') throw new Error(`the server ended with code ${told} before it listened: ${complaints}`)
  child.stdout.resume()
  return {
    url: told.trim(),
    child,
    complaints: () => complaints,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
