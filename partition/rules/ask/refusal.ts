import type { RefusalReason, SolvedComponent } from './options.ts'

/** Thrown where rules leave no plan at all; `solve` turns it into a result. */
export class Refusal extends Error {
  readonly reason: RefusalReason
  readonly details: Readonly<Record<string, number>>
  readonly component: SolvedComponent | undefined

  constructor(
    reason: RefusalReason,
    message: string,
    details: Readonly<Record<string, number>>,
    component?: SolvedComponent,
  ) {
    super(message)
    this.name = 'Refusal'
    this.reason = reason
    this.details = details
    this.component = component
  }
}
