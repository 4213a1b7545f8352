import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { writeAtomically } from '../../../../server/files/atomicFile.ts'
import { scratchDirectory } from '../../scratch.ts'

const directory = scratchDirectory()
const module = JSON.stringify(resolve(import.meta.dirname, '../../../../server/files/atomicFile.ts'))

/** A child that writes and never ends; with a second argument it ends itself when it is told to. */
const script = `
  import { readdirSync } from 'node:fs'
  import { dirname } from 'node:path'
  import { setTimeout as sleep } from 'node:timers/promises'
  import { writeAtomically } from ${module}
  const [path, handler] = process.argv.slice(1)
  if (handler) process.on('SIGTERM', () => process.exit(130))
  async function* forever() {
    yield 'half'
    while (!readdirSync(dirname(path)).some((name) => name.endsWith('.tmp'))) await sleep(5)
    process.stdout.write('writing')
    setInterval(() => {}, 1000)
    await new Promise(() => {})
  }
  await writeAtomically(path, forever())
`

async function endWhileWriting(
  path: string,
  signal: NodeJS.Signals,
  handler = '',
): Promise<[number | null, string | null]> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script, path, handler])
  child.stdout.once('data', () => child.kill(signal))
  return (await once(child, 'close')) as [number | null, string | null]
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'a write that %s ends leaves nothing, and the signal its meaning',
  async (signal) => {
    const path = join(directory, 'out.txt')
    writeFileSync(path, 'before')
    expect(await endWhileWriting(path, signal)).toEqual([null, signal])
    expect(readdirSync(directory)).toEqual(['out.txt'])
    expect(readFileSync(path, 'utf8')).toBe('before')
  },
)

test('nor does one in a process that ends itself when it is told to', async () => {
  expect(await endWhileWriting(join(directory, 'out.txt'), 'SIGTERM', 'handles it')).toEqual([130, null])
  expect(readdirSync(directory)).toEqual(['out.txt'])
})

test('what a killed process left goes with the next write to the same target, and no other', async () => {
  const path = join(directory, 'out.txt')
  await endWhileWriting(path, 'SIGKILL')
  const left = readdirSync(directory).filter((name) => name.endsWith('.tmp'))
  expect(left).toHaveLength(1)
  // a stranger's, one of this very process, and one of an earlier version
  const others = ['.shapan-0123456789ab.tmp', left[0]!.replace(/-\d+-/, `-${process.pid}-`), '.shapan-x.tmp']
  for (const name of others) writeFileSync(join(directory, name), 'kept')

  await writeAtomically(join(directory, 'other.txt'), ['x'])
  expect(readdirSync(directory)).toContain(left[0])
  await writeAtomically(path, ['after'])
  expect(readdirSync(directory).toSorted()).toEqual([...others, 'other.txt', 'out.txt'].toSorted())
  expect(readFileSync(path, 'utf8')).toBe('after')
})
