#!/usr/bin/env node
// The `shapan` command. Plain JavaScript, so that any Node ≥ 20 can start it; the program itself (cli.ts) is TypeScript that
// Node 24 runs as it is. On an older Node it hands over to the Node 24 that npm installed as a platform package.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const requiredMajor = 24
const program = join(dirname(fileURLToPath(import.meta.url)), 'cli.ts')

if (Number.parseInt(process.versions.node, 10) >= requiredMajor) {
  process.argv[1] = program
  await import('./cli.ts')
} else {
  const node = findLockedNode()
  if (node) runWith(node)
  else {
    console.error(
      `shapan: needs Node ${requiredMajor} or newer, this is ${process.versions.node}, and the one npm installs beside it is not there; ` +
        'run `npm ci` without --omit=optional, or use a newer Node [node-version]',
    )
    process.exitCode = 4
  }
}

/** The Node 24 binary among node_modules, or undefined. */
function findLockedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const require = createRequire(import.meta.url)
  for (const prefix of ['node-', 'node-bin-']) {
    try {
      const manifest = require.resolve(`${prefix}${platform}-${process.arch}/package.json`)
      const binary = join(dirname(manifest), 'bin', name)
      if (existsSync(binary)) return binary
    } catch {
      // not the package of this platform
    }
  }
  return undefined
}

function runWith(node) {
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' })
  // Ctrl-C in a terminal reaches the child by itself; a signal sent to this process alone does not.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    })
  }
  child.on('error', (error) => {
    console.error(`shapan: ${node} does not start: ${error.message} [node-version]`)
    process.exitCode = 4
  })
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    } else process.exitCode = code ?? 1
  })
}
