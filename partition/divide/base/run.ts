import type { Control } from './control.ts'
import type { Preset } from './presets.ts'
import type { Random } from './random.ts'

/** What every phase of a run is given: how much work to put in, chance, and whoever waits. */
export interface Run {
  readonly preset: Preset
  readonly random: Random
  readonly control: Control
}

/** The run with chance of its own. */
export function forked<T extends Run>(run: T): T {
  return { ...run, random: run.random.fork() }
}

/** A part of the run: its progress of 0..1 is `from..to` of the whole. */
export function within<T extends Run>(run: T, from: number, to: number): T {
  const { control } = run
  const report: Control['report'] = (stage, fraction) => control.report(stage, from + (to - from) * fraction)
  return { ...run, control: { ...control, report } }
}

/** Without reports: the progress of what is repeated is told by its count. */
export function quiet<T extends Run>(run: T): T {
  return { ...run, control: { ...run.control, report: run.control.poll } }
}

/** Asks whether to go on; throws where the run is cancelled. */
export function goesOn({ control }: Run): boolean {
  control.poll()
  return !control.isStopped()
}
