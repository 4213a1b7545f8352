/** What every bar of the benchmark is given, and the rows it gives back. */
import type { Graph, PresetName } from '../../partition/index.ts'
import { type Instance, type InstanceName, loadInstance } from './instances.ts'
import { type Score, score } from './scorer.ts'

export interface Row {
  bar: number
  what: string
  must: string
  stretch: string
  ours: string
  rival: string
  /** ours ÷ the rival's, where that is the bar */
  ratio: string
  /** 'no' and 'not measured' say why in `ours` */
  holds: 'must' | 'stretch' | 'no' | 'not measured'
}

/** One setting of one solver: the medians over the seeds. */
export interface FrontierPoint {
  solver: string
  setting: string
  /** two-sided, of the worst weight */
  worst: number
  cut: number
  /** mean Polsby–Popper */
  compactness: number
  /** parts in pieces or empty, all seeds together */
  faults: number
}

export interface Frontier {
  title: string
  points: FrontierPoint[]
}

export interface BarResult {
  rows: Row[]
  frontiers?: Frontier[]
}

/** Parts in pieces, empty parts and unassigned vertices over all plans a solver made. */
interface Tally {
  plans: number
  faults: number
}

export class Bench {
  readonly seeds: readonly number[]
  readonly preset: PresetName | undefined
  /** the large instances and half of the settings are left out */
  readonly isQuick: boolean
  readonly dataDirectory: string | undefined
  /** a directory of its own, removed at the end */
  readonly scratch: string
  readonly tally = { ours: { plans: 0, faults: 0 } as Tally, rival: { plans: 0, faults: 0 } as Tally }
  /** for instances of other fields, where only the plan counts */
  get publishedPreset(): PresetName {
    return this.preset ?? 'balanced'
  }
  private readonly instanceDirectory: string | undefined
  private held: Instance | undefined

  constructor(options: {
    seeds: readonly number[]
    preset: PresetName | undefined
    isQuick: boolean
    dataDirectory: string | undefined
    instanceDirectory: string | undefined
    scratch: string
  }) {
    this.seeds = options.seeds
    this.preset = options.preset
    this.isQuick = options.isQuick
    this.dataDirectory = options.dataDirectory
    this.instanceDirectory = options.instanceDirectory
    this.scratch = options.scratch
  }

  /** One instance is held at a time: the largest takes 200 MB. */
  instance(name: InstanceName): Instance {
    if (this.held?.name !== name) this.held = loadInstance(name, this.scratch, this.instanceDirectory)
    return this.held
  }

  /** Scores a plan and counts its faults. */
  judge(
    solver: 'ours' | 'rival',
    graph: Graph,
    part: ArrayLike<number>,
    parts: number,
    previous?: ArrayLike<number>,
  ): Score {
    const judged = score(graph, part, parts, previous)
    this.tally[solver].plans++
    this.tally[solver].faults += faultsOf(judged)
    return judged
  }

  progress(text: string): void {
    console.error(`${new Date().toISOString().slice(11, 19)}  ${text}`)
  }
}

export function faultsOf({ nonContiguous, empty, unassigned }: Score): number {
  return nonContiguous + empty + unassigned
}

/** 'stretch', 'must' or 'no' for a figure that should be small; negate all three for one that should be large. */
export function verdict(figure: number, must: number, stretch: number): Row['holds'] {
  if (figure <= stretch + 1e-9) return 'stretch'
  return figure <= must + 1e-9 ? 'must' : 'no'
}

/** The same, unless something that must hold besides does not. */
export function verdictIf(condition: boolean, figure: number, must: number, stretch: number): Row['holds'] {
  return condition ? verdict(figure, must, stretch) : 'no'
}

export function notMeasured(bar: number, what: string, must: string, stretch: string, reason: string): Row {
  return { bar, what, must, stretch, ours: reason, rival: '', ratio: '', holds: 'not measured' }
}

export function percent(fraction: number, decimals = 1): string {
  return `${(100 * fraction).toFixed(decimals)} %`
}

/** 12,345 */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
