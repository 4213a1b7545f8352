import type { SolveRefusal } from './solveNotes.ts'

/** Thrown where rules leave no plan at all; `solve` turns it into a result. */
export class Refusal extends Error {
  readonly refusal: SolveRefusal

  constructor(refusal: SolveRefusal) {
    super(refusal.code)
    this.name = 'Refusal'
    this.refusal = refusal
  }
}
