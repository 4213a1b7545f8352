import type { Command, Refusal } from '../../partition/index.ts'
import type { SnapshotList } from '../../server/contract/cities.ts'
import type { CityRules } from '../../server/contract/cityRules.ts'
import type { Division } from '../../server/contract/divisions.ts'
import {
  contractFigures,
  contractKeys,
  type FigureDefinition,
  type FigureKey,
  type Figures,
} from '../../server/contract/figures.ts'
import type { DistrictCollection } from '../../server/contract/geojson.ts'
import type { GridFigures } from '../../server/contract/grids.ts'
import type { Job } from '../../server/contract/jobs.ts'
import type { PlanLife, Rebased } from '../../server/contract/lifecycle.ts'
import type { BarrierKind, UnitKind } from '../../server/contract/placeKinds.ts'
import type { PlanDetail, PlanSummary } from '../../server/contract/plans.ts'
import type { Tolerances } from '../../server/contract/planTolerances.ts'
import type { UiConfig } from '../../server/contract/system.ts'
import type { Version } from '../../server/contract/versions.ts'
import type { Failure } from '../api/failure.ts'
import type { JudgeBy } from '../charts/judgement.ts'
import type { PlaceRef } from '../map/placeLayers.ts'
import type { LayerKey } from '../map/placeLooks.ts'
import type { BarriersModel } from '../model/barriersModel.ts'
import type { LeftCells } from '../model/changersOf.ts'
import type { CityModel, CityPlace } from '../model/cityModel.ts'
import type { Mend } from '../model/mends.ts'
import type { OthersStroke } from '../model/othersStroke.ts'
import type { PlanSums } from '../model/planCells.ts'
import type { SetAside } from '../model/planEntry.ts'
import type { SitesModel } from '../model/sitesModel.ts'
import type { SnapshotModel } from '../model/snapshotModel.ts'
import type { UnitsModel } from '../model/unitsModel.ts'
import type { ToolName } from '../tools/tools.ts'
import type { RunOutcome } from './runOutcome.ts'
import type { SavingState } from './saving.ts'

/** An administrative area. */
export type Area = DistrictCollection['features'][number]

export type ColourBy = 'grid' | 'deviation' | 'density'

/** What the whole window shows. `model` and `plan` tell what is on the map. */
export type Screen =
  | { kind: 'loading'; step: 'server' | 'city' | 'plan' }
  | { kind: 'ready' }
  | { kind: 'no-city' }
  | { kind: 'no-data' }
  | { kind: 'no-plan' }
  /** the address names what there is not */
  | { kind: 'no-such-city'; code: string }
  | { kind: 'no-such-plan'; planId: string }
  | { kind: 'failed'; failure: Failure }

/** A grid's additive figures before and after a stroke. */
export interface GridChange {
  grid: number
  before: Figures
  after: Figures
}

export interface StrokeView {
  receiving: GridChange
  /** who gives, the most customers first; 0 is the unassigned pool */
  giving: readonly GridChange[]
  cellCount: number
  refusal: Refusal | null
  isDrawing: boolean
}

/** Whether the grid in hand gets cells, or gives its own to a neighbour. */
export type Direction = 'take' | 'give'

/** Whose cells a stroke takes: anybody's, those of grids that are not locked, of none, or of the first grid that it comes to. */
export const strokeSources = ['any', 'unlocked', 'unassigned', 'one'] as const
export type StrokeSource = (typeof strokeSources)[number]

/** A stroke that would break a grid, and what can be done with it instead. It is on the map until that is decided. */
export interface PendingStroke {
  readonly refusal: Refusal
  readonly ways: readonly (Mend & {
    /** customers that change hands beside those of the stroke itself; negative where the way takes fewer */
    readonly moreCustomers: number
  })[]
}

/** What is asked about how the open plan takes effect, beside the map. */
export type LifePanel =
  | { readonly kind: 'submit'; readonly date?: string | undefined }
  | { readonly kind: 'decide' }
  /** the open plan was made by a re-base of another */
  | {
      readonly kind: 'rebased'
      readonly of: string
      readonly effectiveFrom: string | undefined
      readonly result: Rebased
    }
  /** what changes hands when the open plan's version begins */
  | { readonly kind: 'movement'; readonly of: Pick<Version, 'id' | 'number'> }
  /** the open plan against a version that is in force */
  | { readonly kind: 'compare'; readonly against: Pick<Version, 'id' | 'number' | 'planId'> }

/** Whose owner is asked for: of a customer as the data calls him, or of a place. */
export type AskedOwner = { readonly customer: string } | { readonly at: readonly [lng: number, lat: number] }

export interface Hover {
  cellIndex: number
  grid: number
  x: number
  y: number
  /** what the map shows there of the city's own places */
  places: readonly PlaceRef[]
  /** the keyboard's cell, not the pointer's */
  isByKey?: boolean
}

/** Places that were pressed, and where. */
export interface PickedPlaces {
  readonly at: readonly [lng: number, lat: number]
  readonly places: readonly PlaceRef[]
}

/** What the map shows of rules while a partition is being set up. */
export interface RulePreview {
  readonly keepWhole: readonly UnitKind[]
  readonly barriers: readonly BarrierKind[]
  /** what else is shown, whether it is hidden or not */
  readonly layers: readonly LayerKey[]
}

export interface Notice {
  id: number
  kind:
    | 'refused'
    | 'undo-refused'
    | 'undo-kept'
    | 'undo-dropped'
    | 'nothing-own'
    | 'frozen'
    | 'not-done'
    | 'pick-grid'
    | 'locked-receiver'
    | 'set-aside'
    | 'storage-full'
    | 'data-unread'
    | 'edited'
    | 'stroke-mended'
    | 'partition-done'
  refusal?: Refusal
  grid?: number
  /** commands that were set aside */
  count?: number
  /** cells an undo or redo left alone, and who had changed them */
  left?: readonly LeftCells[]
  /** who changed the grid that an undo would break */
  changedBy?: string | null
  othersLast?: OthersStroke
  /** of a partition that is done */
  plan?: PlanSummary
  outcome?: RunOutcome
  isOpened?: boolean
  /** what was done to a grid */
  command?: Command
  /** why data could not be read, or something was not done */
  failure?: Failure
}

export interface SessionState {
  screen: Screen
  config: UiConfig | null
  cities: readonly CityPlace[]
  plans: readonly PlanSummary[]
  model: CityModel | null
  /** the data that the open plan is looked at with; the newest where no plan is open */
  snapshot: SnapshotModel | null
  /** other data than what is shown is being read */
  isReadingData: boolean
  /** every figure of the city */
  figures: readonly FigureDefinition[]
  /** those a planner chose to see; null for the usual ones and what the plan balances */
  chosenFigures: readonly FigureKey[] | null
  /** the city's, as they were when last asked for */
  snapshots: SnapshotList | null
  /** whose customers the city is divided for; a city that knows no divisions has one */
  divisions: readonly Division[]
  /** the key of the one on the screen; empty while no city is */
  division: string
  /** the city's, once they are read; which of them holds a cell is told among all kinds */
  units: UnitsModel | null
  /** those of the kinds that the map shows, among which alone it is told who holds a cell */
  shownUnits: UnitsModel | null
  barriers: BarriersModel | null
  /** outlets and accounts */
  sites: SitesModel | null
  /** streets and townships, where the city has them */
  subdistricts: readonly Area[]
  /** what of the city the map does not show */
  hiddenLayers: readonly LayerKey[]
  pickedPlaces: PickedPlaces | null
  rulePreview: RulePreview | null
  /** those of the kinds that the preview keeps whole */
  previewUnits: UnitsModel | null
  /** the rules that the city's partitions go by; null where it has none */
  cityRules: CityRules['rules'] | null
  plan: PlanDetail | null
  /** grows with every change of the plan's cells */
  edition: number
  grids: readonly GridFigures[]
  tolerances: Tolerances
  /** what the open plan balances; its grids are judged by these alone */
  weights: readonly FigureKey[]
  sums: PlanSums | null
  saving: SavingState | null
  /** what the plan no longer took */
  tray: readonly SetAside[]
  canUndo: boolean
  /** the last stroke of somebody else that still stands; told where there is nothing of one's own to undo */
  othersLast: OthersStroke | null
  canRedo: boolean
  tool: ToolName
  brushRadius: number
  direction: Direction
  /** the neighbour that gets, or gives, alone; 0 for whichever the stroke comes to */
  partner: number
  source: StrokeSource
  /** strokes end at the border of the district they begin in */
  isFenced: boolean
  receiving: number
  selected: number
  hover: Hover | null
  /** a grid pointed at in the list */
  pointedGrid: number
  colourBy: ColourBy
  /** what the list and the map of deviations judge by */
  judgeBy: JudgeBy
  stroke: StrokeView | null
  pending: PendingStroke | null
  notice: Notice | null
  /** what is being asked about a grid, by its number */
  gridDialog: { readonly kind: 'name' | 'merge' | 'split' | 'parent'; readonly grid: number } | null
  /** where the open plan stands on its way to taking effect; null until that is read */
  life: PlanLife | null
  lifePanel: LifePanel | null
  /** below the map: the city's versions, who did what, whose a customer is, or what is disputed */
  history: 'timeline' | 'audit' | 'owners' | 'disputes' | null
  /** what was asked last about owners; null for nothing yet */
  askedOwner: AskedOwner | null
  /** the customer, account or unit whose changes of owner are looked at; empty for all */
  askedSubject: string
  /** the dispute that is looked at, by its number; null for all of them */
  openDispute: number | null
  /** the cell that the answer to it is about */
  askedCell: number | null
  /** the cells that the map tells apart from all others */
  shownCells: readonly number[] | null
  job: Job | null
  /** the planner is looking at the job: its plan opens when it is done, else a notice offers it */
  isJobWatched: boolean
  jobError: Failure | null
}

/** Lines all over the city, which few look at: they are shown when they are asked for. */
export const firstHidden: readonly LayerKey[] = ['subdistrict']

export const initialState: SessionState = {
  screen: { kind: 'loading', step: 'server' },
  config: null,
  cities: [],
  plans: [],
  model: null,
  snapshot: null,
  isReadingData: false,
  figures: contractFigures,
  chosenFigures: null,
  snapshots: null,
  divisions: [],
  division: '',
  units: null,
  shownUnits: null,
  barriers: null,
  sites: null,
  subdistricts: [],
  hiddenLayers: firstHidden,
  pickedPlaces: null,
  rulePreview: null,
  previewUnits: null,
  cityRules: null,
  plan: null,
  edition: 0,
  grids: [],
  tolerances: {},
  weights: contractKeys,
  sums: null,
  saving: null,
  tray: [],
  canUndo: false,
  othersLast: null,
  canRedo: false,
  tool: 'select',
  brushRadius: 0,
  direction: 'take',
  partner: 0,
  source: 'any',
  isFenced: false,
  receiving: 0,
  selected: 0,
  hover: null,
  pointedGrid: 0,
  colourBy: 'grid',
  judgeBy: 'worst',
  stroke: null,
  pending: null,
  notice: null,
  gridDialog: null,
  life: null,
  lifePanel: null,
  history: null,
  askedOwner: null,
  askedSubject: '',
  openDispute: null,
  askedCell: null,
  shownCells: null,
  job: null,
  isJobWatched: false,
  jobError: null,
}
