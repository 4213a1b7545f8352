import type { Command } from 'commander'
import { expect, test } from 'vitest'
import { InputArgument, InputOption } from '../../../../server/cli/fileOptions.ts'
import { buildProgram } from '../../../../server/cli/program/program.ts'

const output = { out() {}, error() {}, redraw() {}, isTerminal: false }
const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)]

const nameOf = (command: Command): string =>
  command.parent?.parent ? `${nameOf(command.parent)} ${command.name()}` : command.name()

test('every command that reads a file can be told its encoding', () => {
  const reading = all(buildProgram({ output, endWith: () => {}, clock: () => new Date() })).filter(
    ({ options, registeredArguments }) =>
      options.some((option) => option instanceof InputOption) ||
      registeredArguments.some((argument) => argument instanceof InputArgument),
  )
  expect(reading.map(nameOf).toSorted()).toEqual([
    'assign',
    'city create',
    'import',
    'owner assignment',
    'owner import',
    'owner resolve',
    'solve',
  ])
  const without = reading.filter(({ options }) => !options.some(({ long }) => long === '--encoding'))
  expect(without.map(nameOf)).toEqual([])
})
