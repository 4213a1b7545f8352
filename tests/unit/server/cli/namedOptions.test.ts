import { globSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { buildProgram } from '../../../../server/cli/program/program.ts'

const root = resolve(import.meta.dirname, '../../../..')
const output = { out() {}, error() {}, redraw() {}, isTerminal: false }
const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)]
const program = buildProgram({ output, endWith: () => {}, clock: () => new Date() })
const commands = all(program)
const options = new Set(commands.flatMap((command) => command.options.map(({ long }) => long ?? '')))
const verbs = new Set(
  commands.map((command) => (command.parent?.parent ? `${command.parent.name()} ${command.name()}` : command.name())),
)
const builtIn = ['--help', '--version']
/** Options of other programs that a way out names. */
const foreign = ['--no-turbofan', '--omit', '--log']

/** Texts of the sources, comments left out. */
const texts = globSync('server/**/*.{ts,mjs}', { cwd: root, exclude: ['server/reports/**'] }).map(
  (file) => [file, readFileSync(resolve(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')] as const,
)

test('every option that a message names is one of the command line', () => {
  let named = 0
  for (const [file, text] of texts) {
    for (const [, option] of text.matchAll(/(?<=["'`\s(])(--[a-z][a-z-]+)(?![\w-]*[:)])/g)) {
      named++
      expect([file, option, options.has(option!) || builtIn.includes(option!) || foreign.includes(option!)]).toEqual([
        file,
        option,
        true,
      ])
    }
  }
  expect(named).toBeGreaterThan(100)
})

test('every command that a message or a document names is one of the command line', () => {
  const documents = ['README.md', 'README.zh-CN.md', ...globSync('docs/*.md', { cwd: root })].map(
    (file) => [file, readFileSync(resolve(root, file), 'utf8')] as const,
  )
  for (const [file, text] of [...texts, ...documents]) {
    for (const [, verb = '', next = ''] of text.matchAll(/(?<=[`\n] *)(?:npx )?shapan ([a-z]+)(?: ([a-z]+))?/g)) {
      expect([file, verb, verbs.has(verb)]).toEqual([file, verb, true])
      const group = commands.find((command) => command.name() === verb && command.parent === program)
      if (group && group.commands.length > 0 && next !== '')
        expect([file, verb, next, verbs.has(`${verb} ${next}`)]).toEqual([file, verb, next, true])
    }
  }
})
