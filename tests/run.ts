/**
 * `npm test`: makes sure of the machine, then types, lint, the web build, and the test projects but for the long one.
 * `npm run test:long`: the same with the long project alone, which may take its time.
 * The last line is always `N passed, N failed, N skipped`; each of the checks before the tests counts as one.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startDatabaseContainer } from './setup/container.ts'
import { canInstall, install, type Need, needs } from './setup/machine.ts'
import { countTests, type Outcome } from './setup/outcome.ts'

const root = join(import.meta.dirname, '..')
const report = join(root, 'tests', 'artifacts', 'vitest.json')
const checks = ['typecheck', 'lint', 'build:web']
const projects = process.argv[2] === 'long' ? ['long'] : ['unit', 'integration', 'e2e']

const outcome: Outcome = { passed: 0, failed: 0, skipped: 0 }
const stopDatabase = prepareMachine()
if (stopDatabase) {
  try {
    // Side by side, since each leaves a core free at times; what they say comes one after the other.
    const said = checks.map(npmRun)
    for (const [place, check] of checks.entries()) {
      const { isPassed, output } = await said[place]!
      console.log(`\n> ${check}\n${output}`)
      if (isPassed) outcome.passed++
      else outcome.failed++
    }
    runTests()
  } finally {
    stopDatabase()
  }
}
if (!process.env.SHAPAN_DATA) console.log('SHAPAN_DATA is not set: the tests on real data sets are skipped')
console.log(`${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped`)
process.exitCode = outcome.failed > 0 ? 1 : 0

/** Finds, installs or starts what the tests need. Undefined, with the reasons printed, where something is still missing. */
function prepareMachine(): (() => void) | undefined {
  let missing = findMissing()
  if (missing.length > 0 && canInstall()) {
    console.log(`installing ${missing.map((need) => need.name).join(', ')}`)
    install(missing)
    missing = findMissing()
  }
  let stop = () => {}
  const database = missing.find((need) => need.name.startsWith('PostgreSQL'))
  const container = database && startDatabaseContainer()
  if (container) {
    process.env.SHAPAN_TEST_DATABASE_URL = container.url
    stop = container.stop
    missing = missing.filter((need) => need !== database)
  }
  if (missing.length === 0) return stop
  for (const need of missing) console.error(`missing: ${need.name}\n  ${need.wayOut}`)
  console.error('`npm run test:unit` runs without these.')
  stop()
  outcome.failed += missing.length
  return undefined
}

function findMissing(): Need[] {
  return needs.filter((need) => need.find() === undefined)
}

async function npmRun(script: string): Promise<{ isPassed: boolean; output: string }> {
  // npm is a script on Windows, and scripts need a shell there
  const child = spawn('npm', ['run', '--silent', script], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  const ended = once(child, 'close')
  const parts = await Promise.all([text(child.stdout), text(child.stderr)])
  const [code] = await ended
  return { isPassed: code === 0, output: parts.join('') }
}

function runTests(): void {
  console.log('\n> vitest')
  mkdirSync(join(root, 'tests', 'artifacts'), { recursive: true })
  rmSync(report, { force: true })
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')
  const { status } = spawnSync(
    process.execPath,
    [
      vitest,
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { cwd: root, stdio: 'inherit' },
  )
  const tests = countTests(() => readFileSync(report, 'utf8'), status ?? 1)
  outcome.passed += tests.passed
  outcome.failed += tests.failed
  outcome.skipped += tests.skipped
}
