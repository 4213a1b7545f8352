import type { PresetName } from '../../divide/base/presets.ts'
import type { WeightQuality } from '../../divide/base/quality.ts'
import type { SolveStage } from '../../divide/base/stages.ts'
import type { SolvedComponent, SolveNote, SolveRefusal } from './solveNotes.ts'

/** What a planner asks for. Vertices are numbered as in the graph given, parts from 0. */
export interface SolveOptions {
  /**
   * Exactly so many parts, or a size band for a part in units of the first weight. With a band the number of parts is
   * chosen, nearest to the band's geometric middle first, and the band takes the place of the first tolerance.
   */
  readonly parts: number | SizeBand
  /** one a weight: the allowed deviation from a part's target, both ways; 0.05 is ±5 % */
  readonly tolerances: readonly number[]
  /**
   * One a weight: a soft weight comes as near to its tolerance as the hard ones and short borders leave it. Where this
   * is absent all are hard, and the first prevails where they conflict.
   */
  readonly soft?: readonly boolean[]
  readonly seed: number
  readonly preset?: PresetName
  /** 0 puts balance before short borders, 1 the other way round; 0.5 unless given */
  readonly compactness?: number
  readonly rules?: Rules
  readonly onProgress?: (progress: { stage: SolveStage; fraction: number }) => void
  /** true ends the run without a plan */
  readonly isCancelled?: () => boolean
  /** true ends the run with the best plan so far, which keeps every rule but perhaps not the tolerances */
  readonly shouldStop?: () => boolean
}

export interface SizeBand {
  readonly smallest: number
  readonly largest: number
}

export interface Rules {
  /** one a vertex, all different: the order of vertices is that of their ids, so any input order gives the same plan */
  readonly ids?: ArrayLike<bigint> | ArrayLike<number>
  /** pairs of vertices whose edge is not to be counted on: a river, a railway */
  readonly barriers?: readonly VertexPair[]
  /** pairs of vertices that count as neighbours: a bridge, a ferry */
  readonly links?: readonly VertexPair[]
  /** lists of vertices that stay in one part; lists that share a vertex are one */
  readonly units?: readonly ArrayLike<number>[]
  readonly districts?: Districts
  /** lists of one label a vertex: borders follow theirs where that costs little, beside those of districts */
  readonly preferred?: readonly ArrayLike<number>[]
  /** vertices and the part each must be in */
  readonly pins?: readonly (readonly [vertex: number, part: number])[]
  /** pairs of vertices that must not share a part */
  readonly apart?: readonly VertexPair[]
  /** vertices that each get a part of their own */
  readonly seeds?: readonly number[]
  readonly current?: CurrentPlan
  readonly targets?: Targets
  /** one a weight: the weights give way to their sum, each over its total and times its coefficient */
  readonly composite?: readonly number[]
  /** x0, y0, x1, y1, … in any planar unit */
  readonly positions?: Float64Array
  /** 'dispersion' draws parts together around their middles by `positions`; 'border' unless given */
  readonly objective?: 'border' | 'dispersion'
  /** what compactness is measured by; see Division */
  readonly areas?: Float64Array
  readonly outlines?: Float64Array
}

export type VertexPair = readonly [a: number, b: number]

export interface Districts {
  /** one a vertex: its district, -1 for none */
  readonly of: ArrayLike<number>
  /** 'never': no part crosses from one district to another; 'avoid': borders follow theirs where that costs little */
  readonly rule: 'never' | 'avoid'
}

/**
 * The plan stays near today's: whole parts are kept, gaps closed, and no more moved than the bounds need. With locked
 * parts and no budget, only those count and the rest is divided afresh.
 */
export interface CurrentPlan {
  /** one a vertex: its part today; negative or 65535 for none */
  readonly parts: ArrayLike<number>
  /** parts that stay as they are: nothing leaves them, nothing joins them */
  readonly locked?: readonly number[]
  /** the largest share of the first weight that may change its part; all of it unless given */
  readonly budget?: number
}

export interface Targets {
  /** one a vertex: what a part there aims at, as a share of the usual target; class B at 0.6 */
  readonly factorOf?: ArrayLike<number>
  /** one a part: its target in proportion to the others'; only with an exact number of parts */
  readonly parts?: readonly number[]
}

export type SolveResult =
  | {
      ok: true
      /** 0..partCount-1 for each vertex */
      parts: Uint16Array
      partCount: number
      /** edge weight of the graph given between different parts */
      cut: number
      /** one entry a weight of the graph, in its order */
      weights: WeightQuality[]
      /** one entry a weight that was balanced: the largest deviation of a part from its target, either way */
      deviations: number[]
      withinTolerance: boolean
      components: SolvedComponent[]
      notes: SolveNote[]
      /** true where `shouldStop` ended the search early */
      stopped: boolean
      /** with a current plan: the share of the first weight whose part changed; what had none did not change it */
      movedShare?: number
      /** with a current plan, one a part: the part of it that goes on under this number, -1 for a new one */
      origins?: number[]
    }
  | { ok: false; refusal: SolveRefusal }
