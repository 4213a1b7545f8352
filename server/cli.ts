import { processOutput } from './cli/output.ts'
import { runCli } from './cli/program/run.ts'

process.exitCode = await runCli(process.argv.slice(2), processOutput)
