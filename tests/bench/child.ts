import { spawnSync } from 'node:child_process'
import { copyFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPartFile } from './metisFile.ts'

export interface TimedRun {
  /** user and system time of the process and what it started */
  cpuSeconds: number
  stdout: string
}

/**
 * Runs a command to its end and takes its CPU time. Node tells no process times but its own and GNU time rounds to 10 ms, so
 * bash's `time` measures: it writes the kernel's count for its child, to the millisecond, as the last line of stderr.
 */
function runTimed(command: string, ...args: string[]): TimedRun {
  const script = 'TIMEFORMAT="%3U %3S"; time "$@"'
  const child = spawnSync('bash', ['-c', script, 'bash', command, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (child.error) throw new Error(`bash does not start: ${child.error.message}; the benchmark times processes with it`)
  const lines = child.stderr.trim().split('\n')
  const [user = Number.NaN, system = Number.NaN] = lines.at(-1)!.split(' ').map(Number)
  if (child.status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${child.status}: ${child.stderr}`)
  return { cpuSeconds: user + system, stdout: child.stdout }
}

export interface PartitionRun {
  cpuSeconds: number
  /** the process's largest resident set */
  peakMb: number
  part: Uint16Array
}

export function hasGpmetis(): boolean {
  return spawnSync('gpmetis', [], { stdio: 'ignore' }).error === undefined
}

/** `gpmetis -contig` at 3 %; it ignores -contig on a graph in pieces. It writes beside its input, so it is given a copy. */
export function runGpmetis(file: string, parts: number, seed: number, scratch: string): PartitionRun {
  const copy = join(scratch, 'gpmetis.graph')
  copyFileSync(file, copy)
  const { cpuSeconds, stdout } = runTimed('gpmetis', '-contig', '-ufactor=30', `-seed=${seed}`, copy, String(parts))
  const peakMb = Number(/Max memory used:\s+([\d.]+)/.exec(stdout)?.[1] ?? Number.NaN)
  return { cpuSeconds, peakMb, part: readPartFile(`${copy}.part.${parts}`) }
}

const command = join(import.meta.dirname, '..', '..', 'server', 'shapan.mjs')

/** `shapan solve` as users run it, in a process of its own. */
export function runShapan(
  file: string,
  options: { parts: number; tolerance: number; seed: number; preset: string | undefined; scratch: string },
): PartitionRun {
  const out = join(options.scratch, 'shapan.part')
  const { cpuSeconds, stdout } = runTimed(
    process.execPath,
    command,
    'solve',
    file,
    `--parts=${options.parts}`,
    `--tolerance=${options.tolerance}`,
    `--seed=${options.seed}`,
    ...(options.preset ? [`--preset=${options.preset}`] : []),
    `--out=${out}`,
    '--json',
  )
  const { peakMemoryMb } = JSON.parse(stdout) as { peakMemoryMb: number }
  return { cpuSeconds, peakMb: peakMemoryMb, part: readPartFile(out) }
}

/** The CPU of `shapan solve` on a graph of two vertices: what it takes to start, read and write. The median of five. */
export function startUpSeconds(scratch: string): number {
  const file = join(scratch, 'two.graph')
  writeFileSync(file, '2 1\n2\n1\n')
  const runs = Array.from({ length: 5 }, () => {
    return runShapan(file, { parts: 2, tolerance: 0.03, seed: 1, preset: undefined, scratch }).cpuSeconds
  })
  return runs.toSorted((a, b) => a - b)[2]!
}
