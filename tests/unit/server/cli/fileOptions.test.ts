import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Argument, Command, Option } from 'commander'
import { describe, expect, test } from 'vitest'
import { exitCodes } from '../../../../server/cli/exitCodes.ts'
import { InputArgument, InputOption, OutputOption } from '../../../../server/cli/fileOptions.ts'
import type { Output } from '../../../../server/cli/output.ts'
import { buildProgram } from '../../../../server/cli/program/program.ts'
import { runCli } from '../../../../server/cli/program/run.ts'
import { scratchDirectory } from '../../scratch.ts'

const directory = scratchDirectory()

function capture(): { output: Output; errors: () => string } {
  let errors = ''
  const output: Output = {
    out() {},
    error: (text) => {
      errors += text
    },
    redraw() {},
    isTerminal: false,
  }
  return { output, errors: () => errors }
}

const program = buildProgram({ output: capture().output, endWith: () => {}, clock: () => new Date() })
const commands = program.commands.flatMap((command) => (command.commands.length > 0 ? command.commands : [command]))
const verbsOf = (command: Command): string[] =>
  command.parent && command.parent !== program ? [command.parent.name(), command.name()] : [command.name()]

/** What else a command line must hold, by the names of arguments and options. */
const samples: Record<string, string> = {
  by: 'customer',
  city: 'nowhere',
  plan: 'nowhere-1',
  crs: 'wgs84',
  format: 'csv',
  from: '2027-01-01',
}

test('every option and argument that looks like a file says whether it is read or written', () => {
  const looksLikeFile = /file|dir|path|geojson|graph|csv|html/i
  const unsaid = commands.flatMap((command) => [
    ...command.options
      .filter((option) => looksLikeFile.test(/[<[](.*)[>\]]/.exec(option.flags)?.[1] ?? ''))
      .filter((option) => !(option instanceof InputOption || option instanceof OutputOption))
      .map((option) => option.flags),
    ...command.registeredArguments
      .filter((argument) => looksLikeFile.test(argument.name()) && !(argument instanceof InputArgument))
      .map((argument) => argument.name()),
  ])
  expect(unsaid).toEqual([])
})

type Parameter = Argument | Option

/** Every output of a command with each file that it could destroy: the inputs, and the other outputs. */
const pairs = commands.flatMap((command) => {
  const outputs = command.options.filter((option) => option instanceof OutputOption)
  const files: Parameter[] = [
    ...command.registeredArguments.filter((argument) => argument instanceof InputArgument),
    ...command.options.filter((option) => option instanceof InputOption),
    ...outputs,
  ]
  return outputs.flatMap((output) =>
    files
      .filter((other) => other !== output)
      .map((other) => ({
        title: `${verbsOf(command).join(' ')} ${output.long} over ${other.name()}`,
        command,
        output,
        other,
      })),
  )
})

/** Ways to lead to the directory `real`, or to the file in it, from another directory. */
const aliases: Record<string, (place: string, file: string) => string> = {
  'its own path': (place) => join(place, 'real'),
  'a detour': (place) => `${place}/real/../real`,
  'a directory that is a link': (place) => {
    symlinkSync('real', join(place, 'alias'))
    return join(place, 'alias')
  },
  'a symbolic link': (place, file) => {
    mkdirSync(join(place, 'alias'))
    symlinkSync(join('..', 'real', file), join(place, 'alias', file))
    return join(place, 'alias')
  },
  'a hard link': (place, file) => {
    mkdirSync(join(place, 'alias'))
    linkSync(join(place, 'real', file), join(place, 'alias', file))
    return join(place, 'alias')
  },
}

describe.each(pairs)('shapan $title', ({ command, output, other }) => {
  test.each(Object.keys(aliases))('is refused by %s, and the bytes stay', async (kind) => {
    const place = mkdtempSync(join(directory, 'case-'))
    mkdirSync(join(place, 'real'))
    const file = fileIn(output) ?? fileIn(other) ?? 'precious'
    writeFileSync(join(place, 'real', file), 'precious bytes')
    const alias = aliases[kind]?.(place, file) ?? ''
    const pathTo = (parameter: Parameter, folder: string) => (fileIn(parameter) ? folder : join(folder, file))
    const given = new Map<Parameter, string>([
      [output, pathTo(output, alias)],
      [other, pathTo(other, join(place, 'real'))],
    ])
    const { output: written, errors } = capture()
    expect(await runCli(lineOf(command, given), written)).toBe(exitCodes.usage)
    expect(errors()).toMatch(/^shapan: --\S+ would overwrite .* \[invalid-request\]\n$/)
    expect(readFileSync(join(place, 'real', file), 'utf8')).toBe('precious bytes')
    expect(readdirSync(join(place, 'real'))).toEqual([file])
  })
})

test('the commands with a file to write and another beside it are all tried', () => {
  expect(new Set(pairs.map(({ command }) => verbsOf(command).join(' ')))).toEqual(
    new Set(['import', 'assign', 'owner resolve', 'owner import', 'owner assignment', 'report', 'solve']),
  )
})

/** A file that is written into a directory; undefined where a parameter is a file itself. */
function fileIn(parameter: Parameter): string | undefined {
  const [first] = parameter instanceof OutputOption ? parameter.pathsOf('') : []
  return first === '' ? undefined : first
}

/** The shortest command line that gives these parameters. */
function lineOf(command: Command, given: ReadonlyMap<Parameter, string>): string[] {
  const valueFor = (parameter: Parameter) => {
    const isFile =
      parameter instanceof InputArgument || parameter instanceof InputOption || parameter instanceof OutputOption
    const value = given.get(parameter) ?? (isFile ? join(directory, 'other') : samples[parameter.name()])
    if (value === undefined) throw new Error(`a sample for "${parameter.name()}" is missing in this test`)
    return value
  }
  const needed = command.options.filter((option) => option.mandatory || given.has(option))
  return [
    ...verbsOf(command),
    ...command.registeredArguments.map(valueFor),
    ...needed.flatMap((option) => [option.long ?? '', valueFor(option)]),
  ]
}
