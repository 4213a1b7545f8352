import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { SiteDetails } from '../contract/accounts.ts'
import type { ClaimantKind, ClaimState, DisputeStatus } from '../contract/disputes.ts'
import type { JobStage } from '../contract/jobs.ts'
import type { CityLinkKind } from '../contract/links.ts'
import type { OutletDetails } from '../contract/outlets.ts'
import type { OwnerKind, OwnerLayer, OwnerPackageState, OwnerPlane } from '../contract/owners.ts'
import type { PlaceKind } from '../contract/placeKinds.ts'
import type { PlanLink } from '../contract/plans.ts'
import type { LineageKind, VersionKind } from '../contract/versions.ts'

/**
 * The tables as Kysely sees them (migrations/ define them). Geometry is written and read through PostGIS functions, so a geometry
 * column cannot be selected by itself. `cell_id` is beyond the safe integers: select `cell_id::text`.
 */
type Geometry = ColumnType<never, never, never>
/** jsonb: read parsed, written as JSON text. */
type Json<T> = ColumnType<T, string, string>
type NullableJson<T> = ColumnType<T | null, string | null | undefined, string | null>
type DefaultJson<T> = ColumnType<T, string | undefined, string>
type CreatedAt = ColumnType<Date, Date | string | undefined, never>
/** Written by triggers, and read by `verify` alone. */
type Kept<T> = ColumnType<T, never, never>

export interface CityTable {
  city_id: GeneratedAlways<number>
  code: string
  name: string
  timezone: string
  currency: string
  resolution: number
  service_area: Geometry
  cell_count: number
  area_km2: number
  bbox: number[]
  created_at: CreatedAt
  seal: Kept<string>
}

/** What changes of a city, whose own row never does. */
export interface CityStateTable {
  city_id: number
  current_snapshot_id: number | null
  last_plan_number: Generated<number>
  last_snapshot_id: Generated<number>
  is_deleting: Generated<boolean>
  admin_area_count: Kept<number>
  /** how often the districts have got new borders */
  district_changes: Generated<number>
  seal: Kept<string>
}

export interface AdminAreaTable {
  city_id: number
  admin_area_id: number
  level: 'district' | 'subdistrict' | 'community'
  code: string
  name: string
  parent_id: number | null
  boundary: Geometry
  seal: Kept<string>
}

/** Of a subdistrict or a community. */
export interface AreaCellsTable {
  city_id: number
  admin_area_id: number
  cells: number[]
  source_name: string
  imported_at: CreatedAt
  seal: Kept<string>
}

/** A district as it was before a change of the districts' borders. */
export interface FormerDistrictTable {
  city_id: number
  change_number: number
  code: string
  name: string
  boundary: Geometry
  cell_count: number
  replaced_at: CreatedAt
  replaced_by: string
  seal: Kept<string>
}

export interface CellTable {
  city_id: number
  cell_index: number
  cell_id: ColumnType<never, string, never>
  area_km2: number
  admin_area_id: number | null
}

export interface CityLinkTable {
  city_id: number
  cell_a: number
  cell_b: number
  kind: CityLinkKind
  name: string | null
  seal: Kept<string>
}

/** Units, barriers and crossings, outlets and sites of accounts. */
export interface CityPlaceTable {
  city_id: number
  kind: PlaceKind
  place_code: string
  name: string
  households: number | null
  penetration: number | null
  reach_m: number | null
  /** of an outlet or a site null where its place is not known */
  shape: Geometry | null
  cells: number[]
  shares: number[] | null
  /** of outlets and sites: see server/contract/outlets.ts and accounts.ts */
  details: NullableJson<OutletDetails | SiteDetails>
  source_name: string
  imported_at: CreatedAt
  seal: Kept<string>
}

export interface SnapshotTable {
  city_id: number
  snapshot_id: number
  status: Generated<'loading' | 'ready' | 'deleting'>
  source_name: string
  source_sha256: string | null
  crs: 'wgs84' | 'gcj02' | 'bd09'
  column_map: Json<Record<string, string>>
  rows_read: Generated<number>
  rows_loaded: Generated<number>
  rows_rejected: Generated<number>
  rows_outside: Generated<number>
  /** 账期 YYYY-MM */
  period: string
  /** the figures of its rows, in their order */
  figure_keys: string[]
  /** by `figure_keys`, of the rows inside the city */
  totals: Generated<number[]>
  warnings: DefaultJson<unknown[]>
  created_at: CreatedAt
  completed_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  rows_digest: Kept<string | null>
  seal: Kept<string>
}

export interface CellFactTable {
  city_id: number
  snapshot_id: number
  cell_index: number
  /** 0: of no segment */
  segment_id: number
  /** by `figure_keys` of the snapshot */
  figures: number[]
}

export interface CustomerTable {
  city_id: number
  snapshot_id: number
  line_number: number
  customer_id: string
  /** by `figure_keys` of the snapshot */
  figures: number[]
  segment: string | null
  tariff: string | null
  mou: number | null
  dou: number | null
  location: Geometry
  cell_index: number | null
  account_id: string | null
  unit_id: string | null
  /** the first day on which he is no customer any more */
  ended_on: CivilDate | null
}

/** The segments that a city's customers have had. */
export interface SegmentTable {
  city_id: number
  segment_id: number
  name: string
  seal: Kept<string>
}

export interface DivisionTable {
  city_id: number
  division_key: string
  name: string
  is_default: Generated<boolean>
  position: Generated<number>
  seal: Kept<string>
}

/** What it does not name is of the default division. */
export interface DivisionSegmentTable {
  city_id: number
  segment: string
  division_key: string
  seal: Kept<string>
}

/** A city's own figures. */
export interface FigureTable {
  city_id: number
  figure_key: string
  definition: Json<unknown>
  position: number
  created_at: CreatedAt
  seal: Kept<string>
}

export interface PlanTable {
  city_id: number
  plan_number: number
  name: string
  status: Generated<'draft' | 'pending' | 'published' | 'archived'>
  division: Generated<string>
  snapshot_id: number
  parameters: NullableJson<unknown>
  /** what `readNotes` of server/plans/storedNotes.ts reads */
  warnings: DefaultJson<unknown[]>
  links: DefaultJson<PlanLink[]>
  revision: Generated<number>
  assignment: Uint8Array
  created_at: CreatedAt
  updated_at: ColumnType<Date, Date | string | undefined, Date | string>
  start_sha256: Kept<string | null>
  created_by: string | null
  base_version: number | null
  origin: NullableJson<PlanOrigin>
  seal: Kept<string>
}

/** What a plan was made of, where not by the engine alone. */
export type PlanOrigin =
  | { readonly kind: 'copy'; readonly planNumber: number; readonly revision: number }
  | { readonly kind: 'rebase'; readonly planNumber: number; readonly revision: number; readonly conflicts: number }
  | { readonly kind: 'assignment'; readonly sourceName: string }

/** bigint, which drivers give as text */
type Change = ColumnType<string, number, number>
type NullableChange = ColumnType<string | null, number | null | undefined, number | null>
/** a civil date, which a driver would read in its own zone: written as YYYY-MM-DD, read by `date::text` */
type CivilDate = ColumnType<never, string, never>

export interface CityLifeTable {
  city_id: number
  timeline: ColumnType<string, never, never>
  change: ColumnType<string, never, never>
  turned: ColumnType<string | null, never, string>
  dispute_days: ColumnType<number | null, never, number>
  seal: Kept<string>
}

export interface ImpactTable {
  city_id: number
  impact_id: string
  plan_number: number
  revision: number
  division: string
  effective_from: CivilDate
  from_version: number
  snapshot_id: number
  body: Json<unknown>
  stays: Json<unknown>
  made_at: CreatedAt
  seal: Kept<string>
}

export interface SubmissionTable {
  city_id: number
  submission_number: number
  kind: VersionKind
  plan_number: number
  revision: number
  base_version: number | null
  effective_from: CivilDate
  later: 'keep' | 'withdraw' | null
  impact_id: string
  note: string
  acknowledged: string[]
  submitted_by: string
  submitted_at: ColumnType<Date, never, never>
  state: Generated<'open' | 'recalled' | 'returned' | 'approved'>
  decided_by: ColumnType<string | null, never, string>
  decided_at: ColumnType<Date | null, never, Date>
  reason: ColumnType<string | null, never, string | null>
  seal: Kept<string>
}

export interface PlanVersionTable {
  city_id: number
  version_number: number
  kind: VersionKind
  plan_number: number
  division: string
  submission_number: number
  effective_from: CivilDate
  timezone: string
  sole_user: boolean
  content_sha256: string
  change: Change
  recorded_at: CreatedAt
  void_change: NullableChange
  void_reason: ColumnType<string | null, never, string>
  seal: Kept<string>
}

export interface MovementTable {
  city_id: number
  version_number: number
  from_version: number
  snapshot_id: number
  totals: Json<unknown>
  grids: Json<unknown>
  change: Change
  seal: Kept<string>
}

export interface LineageTable {
  city_id: number
  version_number: number
  row_number: number
  from_grid: string | null
  to_grid: string | null
  kind: LineageKind
  cells: number
  figures: Json<Record<string, number>>
  accounts: Json<unknown>
  units: Json<unknown>
  seal: Kept<string>
}

export interface SnapshotStartTable {
  city_id: number
  snapshot_id: number
  serves_from: CivilDate
  change: Change
  seal: Kept<string>
}

export interface AuditTable {
  city_id: number
  change: Change
  part: number
  at: CreatedAt
  actor: string
  via: 'api' | 'cli' | 'clock'
  address: string | null
  act: string
  subject: string
  reason: string | null
  detail: NullableJson<unknown>
  events: Generated<number>
  seal: Kept<string>
}

export interface OutboxTable {
  city_id: number
  change: Change
  part: number
  type: string
  data: Json<unknown>
  recorded_at: CreatedAt
  seal: Kept<string>
}

export interface GridTable {
  city_id: number
  plan_number: number
  grid_number: number
  grid_id: string
  code: string
  name: string
  colour: string
  locked: Generated<boolean>
  area_class: 'A' | 'B' | null
  parent_id: string | null
  pins: NullableJson<[start: number, length: number][]>
  locked_since: Kept<number | null>
  seal: Kept<string>
}

/** What a plan was made to keep; none of a plan that was made without such rules. */
export interface PlanRulesTable {
  city_id: number
  plan_number: number
  units: Json<unknown>
  barriers: Generated<number[]>
  /** null where grids may cross all areas */
  areas: NullableJson<unknown>
  pins: NullableJson<unknown>
  apart: NullableJson<unknown>
  class_b: NullableJson<unknown>
  centres: NullableJson<unknown>
  own_grids: NullableJson<unknown>
  left_accounts: NullableJson<unknown>
  seal: Kept<string>
}

/** What a city's partitions go by where a request does not say otherwise. */
export interface CityRulesTable {
  city_id: number
  rules: Json<unknown>
  revision: number
  changed_at: ColumnType<Date, never, Date>
  seal: Kept<string>
}

export interface CommandTable {
  city_id: number
  plan_number: number
  revision: number
  command_id: string
  command: Json<unknown>
  patch: Uint8Array
  author: string
  contested: NullableJson<[start: number, length: number][]>
  /** bigint, which drivers give as text */
  state_hash: ColumnType<string | null, number | null | undefined, never>
  lineage_ids: ColumnType<string[] | null, string[] | null | undefined, never>
  created_at: CreatedAt
  seal: Kept<string>
}

/** A team or a person that may own customers. */
export interface PartyTable {
  city_id: number
  party_id: string
  kind: 'team' | 'person'
  name: string
  change: Change
  seal: Kept<string>
}

/** A grid of accounts and units that lies in no plan. */
export interface ClusterGridTable {
  city_id: number
  grid_id: string
  code: string
  name: string
  change: Change
  seal: Kept<string>
}

/** Who heads or manages a grid from a day on. */
export interface GridMemberTable {
  city_id: number
  grid_id: string
  role: 'head' | 'manager'
  effective_from: Kept<string>
  party_id: string | null
  change: Change
  void_change: ColumnType<string | null, never, number>
  seal: Kept<string>
}

/** What was asked for together and is decided about together. */
export interface OwnerPackageTable {
  city_id: number
  package_number: number
  source: 'change' | 'ruling' | 'import'
  source_name: string
  replaces: boolean
  changes: number
  state: Generated<OwnerPackageState>
  proposed_by: string
  proposed_at: CreatedAt
  decided_by: string | null
  decided_at: ColumnType<Date | null, Date | null | undefined, Date>
  reason: string | null
  sole_user: Generated<boolean>
  change: NullableChange
  void_change: NullableChange
  cancelled_by: ColumnType<string | null, never, string>
  cancelled_at: ColumnType<Date | null, never, Date>
  cancel_reason: ColumnType<string | null, never, string | null>
  seal: Kept<string>
}

/** A period that was asked for. */
export interface OwnerChangeTable {
  city_id: number
  package_number: number
  part: number
  layer: OwnerLayer
  subject: string
  effective_from: CivilDate
  effective_until: CivilDate | null
  kind: OwnerKind
  ref: string | null
  plane: OwnerPlane | null
  reason: string
  seal: Kept<string>
}

/** Who owns a subject from a date on, until the next live row of it. */
export interface OwnerRowTable {
  city_id: number
  row_number: number
  layer: OwnerLayer
  subject: string
  effective_from: CivilDate
  kind: OwnerKind
  ref: string | null
  plane: OwnerPlane | null
  reason: string
  package_number: number
  is_end: boolean
  change: Change
  void_change: NullableChange
  seal: Kept<string>
}

/** What several want, or somebody beside the owner, until it is ruled. */
export interface DisputeTable {
  city_id: number
  dispute_number: number
  layer: OwnerLayer
  subject: string
  status: Generated<DisputeStatus>
  opened_on: CivilDate
  working_days: number
  escalations: Generated<number>
  due: ColumnType<string | null, string, string | null>
  closed_on: ColumnType<string | null, string | undefined, string>
  ruled_by: string | null
  reason: string | null
  sole_user: Generated<boolean>
  package_number: number | null
  change: Change
  closed_change: NullableChange
  seal: Kept<string>
}

/** Who wants a subject, and why; it owns nothing. */
export interface ClaimTable {
  city_id: number
  claim_number: number
  dispute_number: number | null
  layer: OwnerLayer
  subject: string
  claimant_kind: ClaimantKind
  claimant_ref: string
  plane: OwnerPlane | null
  statement: string
  evidence: Generated<string[]>
  state: Generated<ClaimState>
  made_by: string
  made_at: CreatedAt
  ended_by: string | null
  reason: string | null
  change: Change
  ended_change: NullableChange
  seal: Kept<string>
}

export interface JobTable {
  city_id: number
  job_id: string
  kind: string
  state: Generated<'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled'>
  progress: Generated<number>
  stage: Generated<JobStage>
  parameters: Json<unknown>
  plan_number: number | null
  candidates: NullableJson<unknown>
  problem: NullableJson<unknown>
  cancel_requested: Generated<boolean>
  created_at: CreatedAt
  finished_at: ColumnType<Date | null, Date | string | null | undefined, Date | string | null>
  seal: Kept<string>
}

export interface Schema {
  city: CityTable
  city_state: CityStateTable
  admin_area: AdminAreaTable
  area_cells: AreaCellsTable
  former_district: FormerDistrictTable
  cell: CellTable
  city_link: CityLinkTable
  city_place: CityPlaceTable
  city_rules: CityRulesTable
  city_life: CityLifeTable
  impact: ImpactTable
  submission: SubmissionTable
  plan_version: PlanVersionTable
  movement: MovementTable
  lineage: LineageTable
  snapshot_start: SnapshotStartTable
  audit: AuditTable
  outbox: OutboxTable
  division: DivisionTable
  division_segment: DivisionSegmentTable
  figure: FigureTable
  segment: SegmentTable
  snapshot: SnapshotTable
  cell_fact: CellFactTable
  customer: CustomerTable
  plan: PlanTable
  plan_rules: PlanRulesTable
  grid: GridTable
  command: CommandTable
  party: PartyTable
  cluster_grid: ClusterGridTable
  grid_member: GridMemberTable
  owner_package: OwnerPackageTable
  owner_change: OwnerChangeTable
  owner_row: OwnerRowTable
  dispute: DisputeTable
  claim: ClaimTable
  job: JobTable
}
