import type { City, Snapshot } from '../contract/cities.ts'
import type { FigureDefinition } from '../contract/figures.ts'
import type { CustomerSums } from '../data/customerSums.ts'
import type { PlanState } from '../plans/states.ts'

/** All that a report is made from; plain data, so that it can be sent to a thread. */
export interface ReportSource extends CustomerSums {
  readonly state: PlanState
  readonly city: City
  readonly snapshot: Snapshot
  /** every figure of the city */
  readonly figures: readonly FigureDefinition[]
  /** GeoJSON text */
  readonly districts: string
  readonly generatedAt: Date
}
