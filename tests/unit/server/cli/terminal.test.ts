import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { formatTable, type Output, plainOutput, printResult } from '../../../../server/cli/output.ts'
import { runCli } from '../../../../server/cli/program/run.ts'
import { createProgressBar } from '../../../../server/cli/progressBar.ts'
import { describeOdd } from '../../../../server/contract/plainText.ts'

const root = resolve(import.meta.dirname, '../../../..')
const directory = mkdtempSync(join(tmpdir(), 'shapan-terminal-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))
const hostile = 'a\u001b]0;title\u0007\u001b[2J\u0000\u009b31m\u202eb\r\u2066c'

function capture(isTerminal = false) {
  const written: string[] = []
  const add = (text: string) => void written.push(text)
  const output: Output = { out: add, error: add, redraw: add, isTerminal }
  return { output, written }
}

const oddIn = (written: readonly string[]) => describeOdd(written.join('').replaceAll('\n', ''))

test('only one file writes to the terminal', () => {
  const writers = globSync(['server/**/*.{ts,mjs}', 'partition/**/*.ts'], { cwd: root })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => !file.includes('node_modules'))
    .filter((file) =>
      /process\s*\.\s*(stdout|stderr)\b|\bconsole\s*\.\s*(log|info|warn|error|debug|table|dir|trace)\b|\/dev\/tty/.test(
        readFileSync(join(root, file), 'utf8'),
      ),
    )
  // shapan.mjs runs before anything else can: it prints which Node it lacks
  expect(writers.toSorted()).toEqual(['server/cli/output.ts', 'server/shapan.mjs'])
})

test.each([
  ['an unknown verb', [hostile]],
  ['an unknown option', ['plans', 'x', `--${hostile}`]],
  ['a bad value', ['plans', hostile]],
  [
    'a file that is not there',
    ['solve', `/no/${hostile.replaceAll('\u0000', '')}`, '--parts', '2', '--tolerance', '5%', '--out', 'x'],
  ],
  ['a file over another', ['report', 'x-1', '--out', hostile, '--csv', hostile]],
])('%s that holds commands to the terminal is shown, and not obeyed', async (_, args) => {
  const { output, written } = capture()
  expect(await runCli(args, output)).toBe(2)
  expect(oddIn(written)).toBeUndefined()
  expect(written.join('')).toContain('a\\x1b]0;title\\x07')
})

test('what a file holds is shown, and not obeyed', async () => {
  writeFileSync(join(directory, 'g.graph'), `2 1\n2\n${hostile}\n`)
  writeFileSync(join(directory, 'rules.json'), JSON.stringify({ [hostile]: 1 }))
  writeFileSync(join(directory, 'path.graph'), '2 1\n2\n1\n')
  const common = ['--parts', '2', '--tolerance', '5%', '--out', join(directory, 'out')]
  const unreadable = ['solve', join(directory, 'g.graph'), ...common]
  const unruly = ['solve', join(directory, 'path.graph'), ...common, '--rules', join(directory, 'rules.json')]
  for (const args of [unreadable, unruly]) {
    const { output, written } = capture()
    expect(await runCli(args, output)).toBe(2)
    expect(oddIn(written)).toBeUndefined()
  }
})

test('a result, a table and a progress bar are plain; the JSON has the value itself', () => {
  const { output: raw, written } = capture(true)
  const output = plainOutput(raw)
  printResult(output, false, {}, () => [
    `line ${hostile}`,
    'two\nlines',
    ...formatTable([
      ['name', 'n'],
      [hostile, 1],
    ]),
  ])
  expect(written.join('')).toContain('two\\nlines\n')
  const bar = createProgressBar(output, () => 0)
  bar.update(hostile, 0.5)
  bar.update(hostile, null)
  bar.end()
  expect(oddIn(written)).toBeUndefined()
  written.length = 0
  printResult(output, true, { name: hostile }, () => [])
  expect(oddIn(written)).toBeUndefined()
  expect(JSON.parse(written.join(''))).toEqual({ name: hostile })
})
