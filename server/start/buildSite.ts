import { spawn } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ShapanError } from '../base/errors.ts'

/** What the sandbox is built from. */
const sources = ['web/**/*.{ts,tsx,css,html,svg}', 'server/contract/*.ts', 'partition/**/*.ts', 'package-lock.json']

/** True where there is no built sandbox, or a source is newer than it and Vite is there to build it. */
export function needsSite(root: string): boolean {
  const page = join(root, 'web', 'dist', 'index.html')
  if (!existsSync(page)) return true
  if (!existsSync(viteOf(root))) return false
  const builtAt = statSync(page).mtimeMs
  return globSync(sources, { cwd: root, exclude: ['web/dist/**', '**/node_modules/**'] }).some(
    (file) => statSync(join(root, file)).mtimeMs > builtAt,
  )
}

/** Builds the sandbox in a process of its own (about 5 s); throws with what Vite said. */
export async function buildSite(root: string): Promise<void> {
  const vite = viteOf(root)
  if (!existsSync(vite))
    throw new ShapanError('invalid-config', 'The sandbox is not built and Vite is not installed: run `npm ci` first')
  const child = spawn(process.execPath, [vite, 'build', 'web', '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const endWithUs = () => child.kill()
  process.once('exit', endWithUs)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
    })
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  process.off('exit', endWithUs)
  if (code !== 0) throw new Error(`The sandbox could not be built (vite ended with ${code}):\n${said}`)
}

function viteOf(root: string): string {
  return join(root, 'node_modules', 'vite', 'bin', 'vite.js')
}
