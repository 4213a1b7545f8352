import { CommanderError } from 'commander'
import { failureOf } from '../../db/failure.ts'
import { exitCodeOf, exitCodes } from '../exitCodes.ts'
import { formatFailure, type Output, plainOutput } from '../output.ts'
import { buildProgram } from './program.ts'

/** Runs one command line and returns the exit code. Every failure is one line on the error stream: `shapan: <message> [code]`. */
export async function runCli(
  args: readonly string[],
  rawOutput: Output,
  clock: () => Date = () => new Date(),
): Promise<number> {
  const output = plainOutput(rawOutput)
  let exitCode: number = exitCodes.ok
  const endWith = (code: number) => {
    exitCode = code
  }
  const program = buildProgram({ output, endWith, clock })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    // help and version end by an error too, with exit code 0; commander has printed its own
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    const failure = failureOf(error)
    if (failure) {
      const { reason } = failure.details
      const why = failure !== error && typeof reason === 'string' ? ` (${reason})` : ''
      output.error(formatFailure(failure.message + why, failure.code))
      return exitCodeOf(failure.code)
    }
    const message = error instanceof Error ? error.message : String(error)
    output.error(formatFailure(message, 'internal'))
    if (process.env.LOG_LEVEL === 'debug' && error instanceof Error) output.error(`${error.stack}\n`)
    return exitCodes.internal
  }
}
