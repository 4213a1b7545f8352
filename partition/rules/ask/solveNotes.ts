/**
 * What a run says besides its plan: notes of what the plan is not that was asked for, and refusals where rules leave none. Data alone;
 * sentences are made of it in server/contract/sentences/. Vertices, weights, parts and districts are numbered as in the graph and the
 * options given; `weight` is absent where no weight of the graph is meant. Shares, deviations and tolerances are fractions; what is
 * advised as a tolerance or a budget is rounded up to a tenth of a per cent, so that what is said suffices.
 */
export type SolveNote =
  | { code: 'weight-ignored'; weight: number; total: number }
  | { code: 'no-weight' }
  | MissNote
  /** the first of the weights that are to be held is, in all parts; `weight`, the worst of the others, is off by `deviation` */
  | { code: 'weights-not-met-together'; held: number; weight: number; deviation: number }
  | PieceNote
  | ({ code: 'district-too-small'; district: number } & PieceSize)
  | ({ code: 'vertex-too-heavy' } & Heavy)
  | ({ code: 'unit-too-heavy'; vertices: number } & Heavy)
  | ({ code: 'locked-leave-too-little' | 'locked-leave-too-much' } & LockedLeave)
  /** partly: something keeps the plan off its tolerances whatever moves */
  | { code: 'budget-too-small'; budget: number; needed: number; partly?: true }
  | { code: 'apart-not-met'; vertex: number; otherVertex: number; part: number }

export type NoteCode = SolveNote['code']

/** `deviation` is the worst part's, either way; `part` names it where it is locked as it is. */
interface MissNote {
  code: 'tolerance-missed'
  deviation: number
  part?: number
  /** how many whole searches found none, where there was more than one */
  searches?: number
  stopped?: true
}

/** A piece whose whole number of parts is off whatever their borders. */
type PieceNote = { code: 'component-off-tolerance' } & PieceSize

interface PieceSize {
  vertices: number
  /** its smallest vertex, by which to find it */
  exampleVertex: number
  /** the parts it got */
  parts: number
  partsOfAll: number
  deviation: number
  /** its weight, in average parts */
  weighs: number
  /** one that would do */
  tolerance?: number
  weight?: number
}

/** A vertex, or the unit it is the first of, that alone weighs more than a part may. */
interface Heavy {
  vertex: number
  weight?: number
  /** of a part's target */
  share: number
  /** what would do: a tolerance, a number of parts, an upper end of the band */
  tolerance?: number
  parts?: number
  largest?: number
  /** no more than this may move, which may be too little for another band */
  budget?: number
  /** what the other parts were balanced around, as a share of the target */
  others?: number
  /** the tolerance this plan is within */
  reached: number
  /** how many there are like it */
  heavy: number
}

interface LockedLeave {
  weight?: number
  locked: number
  /** the others */
  parts: number
  /** of their average */
  deviation: number
  /** a number of parts that would do */
  askFor?: number
  /** the band makes no number of parts, whatever is locked */
  stuck?: 'band'
  /** no more than this may move, which may be too little once a part is unlocked */
  budget?: number
  tolerance?: number
}

/** A connected piece of what there was to divide and what it was given. */
export interface SolvedComponent {
  vertices: number
  /** its smallest vertex, by which to find it */
  exampleVertex: number
  /** its sum of each weight */
  weights: number[]
  parts: number
}

export type SolveRefusal =
  | { code: 'cancelled' }
  /** parts: those there are for the pieces; least: how many to ask for; piece: the lightest */
  | { code: 'too-many-components'; components: number; parts: number; least: number; piece: SolvedComponent }
  | { code: 'too-few-vertices'; vertices: number; parts: number; hasUnits?: true }
  /** the band makes so many parts of the total; heavy: vertices above the band, which are not in it */
  | {
      code: 'no-part-count'
      total: number
      smallest: number
      largest: number
      parts: number
      average: number
      heavy?: number
    }
  /** the first weight sums to nothing: in all, or in the `vertices` outside the locked parts */
  | { code: 'nothing-to-band'; smallest: number; largest: number; locked?: number; vertices?: number }
  /** the band makes so many parts, and `part` is a locked one beyond them */
  | { code: 'locked-beyond-band'; part: number; parts: number }
  | { code: 'unit-not-connected' | 'unit-in-locked'; vertices: number; vertex: number; otherVertex: number }
  | {
      code: 'unit-crosses-districts'
      vertices: number
      vertex: number
      otherVertex: number
      district: number
      otherDistrict: number
    }
  | { code: 'locked-not-connected'; part: number; vertex: number; otherVertex: number; pieces: number }
  | { code: 'locked-empty'; part: number }
  /** vertices outside the locked parts are too many or too few for the other parts; least, most: how many parts may be asked for */
  | { code: 'locked-leave-no-part'; locked: number; parts: number; vertices: number; least?: number; most?: number }
  /** otherVertex: of the same unit */
  | { code: 'pins-conflict'; vertex: number; part: number; otherPart: number; otherVertex?: number }
  /** holder: the locked part the vertex lies in, where that is not the pin's */
  | { code: 'pin-in-locked'; vertex: number; part: number; holder?: number }
  /** pins: how many there are that could not be joined; absent where the two lie in separate pieces */
  | { code: 'pins-not-connected'; part: number; vertex: number; otherVertex: number; pins?: number }
  | { code: 'pins-leave-no-room'; parts: number; vertex: number }
  /** least: how many parts pins, seeds or pairs apart need */
  | { code: 'too-many-pins' | 'too-many-seeds' | 'too-many-apart'; least: number; parts: number }
  /** two seeds pinned to one part, in one unit or in one locked part */
  | { code: 'seeds-conflict'; vertex: number; otherVertex: number; where: Together; part?: number }
  | { code: 'apart-conflict'; vertex: number; otherVertex: number; where: Together }
  | { code: 'budget-too-small'; budget: number; needed: number }

/** What holds two vertices together. */
export type Together = 'pins' | 'unit' | 'locked'

export type RefusalCode = SolveRefusal['code']
