/**
 * Which options and arguments of a command are files. Every one says so by its class, and the program refuses shared files before
 * any action runs; a command adds the files whose names it makes itself.
 */
import { Argument, type Command, Option } from 'commander'
import type { NamedFile } from '../files/sameFile.ts'

/** An argument that names a file to read. */
export class InputArgument extends Argument {}

/** An option that names a file to read. */
export class InputOption extends Option {}

/** An option that names a file to write, or a directory of which `pathsOf` tells the files to write. */
export class OutputOption extends Option {
  readonly pathsOf: (value: string) => readonly string[]

  constructor(flags: string, description: string, pathsOf: (value: string) => readonly string[] = (path) => [path]) {
    super(flags, description)
    this.pathsOf = pathsOf
  }
}

/** The files that a parsed command line names. */
export function filesOf(command: Command): { inputs: NamedFile[]; outputs: NamedFile[] } {
  const inputs: NamedFile[] = []
  const outputs: NamedFile[] = []
  command.registeredArguments.forEach((argument, index) => {
    const path: unknown = command.processedArgs[index]
    if (argument instanceof InputArgument && typeof path === 'string') inputs.push({ name: argument.name(), path })
  })
  for (const option of command.options) {
    const value: unknown = command.getOptionValue(option.attributeName())
    if (typeof value !== 'string') continue
    const name = option.long ?? option.flags
    if (option instanceof InputOption) inputs.push({ name, path: value })
    if (option instanceof OutputOption) outputs.push(...option.pathsOf(value).map((path) => ({ name, path })))
  }
  return { inputs, outputs }
}
