import type { CellFigures, Lattice } from '../../partition/index.ts'
import type { CityLinkRow } from '../cities/links/store.ts'
import type { PartitionRequest } from '../contract/partitionRequest.ts'
import type { ListTexts } from './lists/readLists.ts'
import type { StartingPlan } from './startingPlan.ts'

/** What a partition is computed from: plain arrays, so that it can be sent to a worker thread. */
export interface PlanInput extends ListTexts {
  readonly cityCode: string
  readonly cityName: string
  /** whose customers it divides: a key */
  readonly division?: string
  readonly cellIds: Lattice['cellIds']
  readonly neighbors: Int32Array
  readonly centers: Float64Array
  readonly districtOfCell: Int32Array
  readonly districts: readonly { code: string; name: string }[]
  readonly facts: CellFigures
  readonly request: PartitionRequest
  /** what `request.from` names */
  readonly from?: StartingPlan | undefined
  /** the city's units of the kinds to keep whole: a JSON list of `UnitCells`, which is read in the thread */
  readonly unitsText?: string | undefined
  /** what the barriers of the kinds asked for part, and what crossings join: a JSON list of `PartingPlace` */
  readonly barriersText?: string | undefined
  /** the city's ferries and bridges, and what must not be linked */
  readonly cityLinks?: readonly Pick<CityLinkRow, 'a' | 'b' | 'kind'>[]
}
