import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../server/db/database.ts'
import { lockDirectory } from '../../../server/db/directoryLock.ts'
import { copyOfTemplate } from '../databases.ts'

const module = JSON.stringify(resolve(import.meta.dirname, '../../../server/db/directoryLock.ts'))

/** Says `held`, or the code of its refusal, and holds on until it is told to end. */
const opener = `
  import { lockDirectory } from ${module}
  try {
    lockDirectory(process.argv[1])
    process.stdout.write('held\\n')
    process.stdin.resume()
    process.stdin.on('end', () => process.exit())
  } catch (error) {
    process.stdout.write(error.code + ' ' + error.message + '\\n')
  }`
const nodeArguments = (path: string) => ['--input-type=module', '--eval', opener, path]

function directory(): string {
  const path = mkdtempSync(join(tmpdir(), 'shapan-lock-'))
  onTestFinished(() => rmSync(path, { recursive: true, force: true }))
  return path
}

async function start(command: string, args: readonly string[]): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(command, args)
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  let complaints = ''
  child.stderr.on('data', (text: Buffer) => {
    complaints += text
  })
  const ended = once(child, 'close')
  await new Promise<void>((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      said += text
      if (said.includes('\n')) resolve()
    })
    ended.then(() => resolve())
  })
  if (said === '') throw new Error(`${command} ${args[0]} said nothing: ${complaints}`)
  return { child, said: said.trim() }
}

const startOpener = (path: string) => start(process.execPath, nodeArguments(path))

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'close')
  child.kill('SIGKILL')
  await ended
}

/** How this machine lets a process into a PID namespace of its own. Ubuntu's AppArmor and some containers forbid it to users. */
function namespaceCommand(): string[] {
  const asRoot = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child']
  const asUser = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--mount-proc', '--kill-child']
  const works = (command: string[]) => spawnSync(command[0]!, [...command.slice(1), 'true']).status === 0
  const command = [asRoot, asUser].find(works)
  if (!command) throw new Error('This machine lets nobody make a PID namespace (unshare): run this test as root')
  return command
}

test.runIf(process.platform === 'linux')(
  'a process in another PID namespace, as a container is, is refused',
  async () => {
    const path = directory()
    const lock = lockDirectory(path)
    const [command = '', ...rest] = namespaceCommand()
    const inside = [...rest, process.execPath, ...nodeArguments(path)]
    const { said } = await start(command, inside)
    expect(said).toMatch(new RegExp(`^database-locked .*process ${process.pid} `))

    // And the other way round: the holder, whose pid there is 1 or 2 and means another process here, has the namespace of its own.
    lock.release()
    const holder = await start(command, inside)
    expect(holder.said).toBe('held')
    expect(() => lockDirectory(path)).toThrow(/in use by process \d+ /)
    holder.child.stdin?.end()
    await once(holder.child, 'close')
    lockDirectory(path).release()
  },
)

test('a stopped holder keeps its lock however long it is silent, and goes on with it', async () => {
  const path = directory()
  const { child } = await startOpener(path)
  child.kill('SIGSTOP')
  // Its note is made to look as old as after an hour of silence.
  const hourAgo = new Date(Date.now() - 3_600_000)
  utimesSync(join(path, 'shapan.lock'), hourAgo, hourAgo)
  for (let i = 0; i < 5; i++) {
    expect(() => lockDirectory(path)).toThrow(/in use/)
    await sleep(100)
  }
  child.kill('SIGCONT')
  expect(() => lockDirectory(path)).toThrow(/in use/)
  child.stdin?.end()
  await once(child, 'close')
  lockDirectory(path).release()
})

test('a killed holder frees the directory at once, whatever its note says', async () => {
  const path = directory()
  for (let i = 0; i < 5; i++) {
    const { child, said } = await startOpener(path)
    expect(said).toBe('held')
    await kill(child)
    expect(existsSync(join(path, 'shapan.lock'))).toBe(true)
    lockDirectory(path).release()
  }
})

test('of many that open at once exactly one wins, and one again after it was killed', async () => {
  const path = directory()
  for (let round = 0; round < 2; round++) {
    const openers = await Promise.all(Array.from({ length: 8 }, () => startOpener(path)))
    const said = openers.map(({ said }) => said.split(' ')[0])
    expect(said.sort()).toEqual([...Array(7).fill('database-locked'), 'held'])
    for (const { child, said } of openers) if (said === 'held') await kill(child)
  }
})

test('a database whose directory was moved away or made anew writes no more', async () => {
  const dataDir = await copyOfTemplate()
  const moved = `${dataDir}-moved`
  onTestFinished(() => {
    for (const path of [dataDir, moved]) rmSync(path, { recursive: true, force: true })
  })
  const database = await openDatabase({ databaseUrl: undefined, dataDir })
  await database.execute('create table written (id int)')
  renameSync(dataDir, moved)
  const write = () => database.execute('insert into written values (1)')
  await expect(write()).rejects.toMatchObject({ code: 'database-lock-lost' })
  const other = lockDirectory(dataDir)
  await expect(write()).rejects.toMatchObject({ code: 'database-lock-lost', message: expect.stringContaining(dataDir) })
  await database.close()
  expect(() => lockDirectory(dataDir)).toThrow(/in use/)
  other.release()
})
