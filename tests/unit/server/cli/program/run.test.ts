import { describe, expect, test } from 'vitest'
import { errorCodes } from '../../../../../server/base/errors.ts'
import { exitCodeOf, exitCodes } from '../../../../../server/cli/exitCodes.ts'
import type { Output } from '../../../../../server/cli/output.ts'
import { buildProgram } from '../../../../../server/cli/program/program.ts'
import { runCli } from '../../../../../server/cli/program/run.ts'

function capture() {
  const written = { out: '', error: '' }
  const output: Output = {
    out: (text) => {
      written.out += text
    },
    error: (text) => {
      written.error += text
    },
    redraw() {},
    isTerminal: false,
  }
  return { output, written }
}

type Verb = ReturnType<typeof buildProgram>

function verbsOf(command: Verb, path: readonly string[]): (readonly string[])[] {
  if (command.commands.length === 0) return [path]
  return command.commands.flatMap((child) => verbsOf(child, [...path, child.name()]))
}

const verbs = verbsOf(buildProgram({ output: capture().output, endWith: () => {}, clock: () => new Date() }), [])

describe.each(verbs.map((verb) => ({ verb })))('shapan $verb', ({ verb }) => {
  test('explains itself with an example, and takes --json', async () => {
    const { output, written } = capture()
    expect(await runCli([...verb, '--help'], output)).toBe(0)
    expect(written.out).toContain(`Usage: shapan ${verb.join(' ')}`)
    expect(written.out).toContain('--json')
    expect(written.out).toMatch(/Example:\n {2}.*shapan /)
    expect(written.error).toBe('')
  })

  test('refuses an unknown option in one line', async () => {
    const { output, written } = capture()
    expect(await runCli([...verb, '--frobnicate'], output)).toBe(exitCodes.usage)
    expect(written.error).toMatch(/^shapan: .*\[usage\]\n$/)
    expect(written.out).toBe('')
  })
})

test.each([
  ['an unknown verb', ['divide']],
  ['a missing argument', ['import', 'taipei']],
  ['a missing option', ['import', 'taipei', 'x.csv']],
  ['one argument too many', ['plans', 'taipei', 'other']],
  ['a bad value', ['partition', 'taipei', '--grids', 'many', '--tolerance', '5%']],
  ['a CRS that is none', ['import', 'taipei', 'x.csv', '--crs', 'EPSG:4326']],
  ['a plan id that is none', ['verify', 'taipei']],
  ['an unknown format', ['export', 'taipei-1', '--format', 'shp', '--out', 'x']],
])('%s is a usage error in one line', async (_, args) => {
  const { output, written } = capture()
  expect(await runCli(args, output)).toBe(exitCodes.usage)
  expect(written.error).toMatch(/^shapan: [^\n]+ \[usage\]\n$/)
})

test('help documents the exit codes, and the version is the package’s', async () => {
  const { output, written } = capture()
  expect(await runCli(['--help'], output)).toBe(0)
  expect(written.out).toContain('Exit codes: 0 done')
  expect(await runCli(['--version'], output)).toBe(0)
  expect(written.out).toMatch(/\d+\.\d+\.\d+\n$/)
})

test('errors of the server end with a code that tells whose turn it is', () => {
  expect(exitCodeOf('database-locked')).toBe(exitCodes.busy)
  expect(exitCodeOf('import-running')).toBe(exitCodes.busy)
  expect(exitCodeOf('solve-failed')).toBe(exitCodes.failed)
  expect(exitCodeOf('database-unreachable')).toBe(exitCodes.environment)
  expect(exitCodeOf('missing-column')).toBe(exitCodes.usage)
  expect(errorCodes.map(exitCodeOf)).not.toContain(exitCodes.ok)
})
