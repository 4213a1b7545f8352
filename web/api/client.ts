import { decodeAssignment } from '../../partition/index.ts'
import type { AccountCollection } from '../../server/contract/accounts.ts'
import { type CellsPayload, decodeCells } from '../../server/contract/cellsBinary.ts'
import type { City, SnapshotList } from '../../server/contract/cities.ts'
import type { CityRules } from '../../server/contract/cityRules.ts'
import type { CommandAnswers, CommandBatch, CommandLog } from '../../server/contract/commands.ts'
import type { Language, Problem } from '../../server/contract/common.ts'
import type {
  Claim,
  ClaimList,
  ClaimMade,
  ClaimRequest,
  ClaimsQuery,
  Dispute,
  DisputeList,
  DisputesQuery,
  RulingRequest,
} from '../../server/contract/disputes.ts'
import type { DivisionList } from '../../server/contract/divisions.ts'
import type { FigureList } from '../../server/contract/figures.ts'
import type { DistrictCollection } from '../../server/contract/geojson.ts'
import type { CompareAnswer, Impact, Movement } from '../../server/contract/impact.ts'
import type { Job, JobList } from '../../server/contract/jobs.ts'
import type {
  Approved,
  AuditList,
  DecisionRequest,
  PlanLife,
  Rebased,
  RebaseRequest,
  RollbackRequest,
  Submission,
  SubmissionRequest,
} from '../../server/contract/lifecycle.ts'
import type { CityLink, CityLinks, LinkBatch, LinkInput } from '../../server/contract/links.ts'
import type { OutletCollection } from '../../server/contract/outlets.ts'
import type {
  ClusterGrid,
  ClusterGridList,
  GridMember,
  GridMemberList,
  GridMemberRequest,
  OwnerChange,
  OwnerChangeList,
  OwnerChangeRequest,
  OwnerChangesQuery,
  OwnerDecisionRequest,
  Party,
  PartyList,
} from '../../server/contract/owners.ts'
import type { CustomerHistory, OwnershipAnswer } from '../../server/contract/ownership.ts'
import type { PartitionInput } from '../../server/contract/partitionRequest.ts'
import type { UnitKind } from '../../server/contract/placeKinds.ts'
import type { BarrierCollection, UnitCollection } from '../../server/contract/places.ts'
import type { PlanDetail, PlanSummary } from '../../server/contract/plans.ts'
import type { UiConfig } from '../../server/contract/system.ts'
import type { VersionList } from '../../server/contract/versions.ts'

/** The server answered and said no: problem details, whose `code` callers may switch on. */
export class ProblemError extends Error {
  override name = 'ProblemError'
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail || problem.title)
    this.problem = problem
  }
}

/** No answer at all: the server is down, the cable is out, or a proxy in between gave up. Worth another try. */
export class OfflineError extends Error {
  override name = 'OfflineError'
}

/** An assignment and the plan revision it belongs to. */
export interface AssignmentAnswer {
  assignment: Uint16Array
  revision: number
}

export const getConfig = (): Promise<UiConfig> => getJson('/api/config')

export const getCities = (): Promise<{ cities: City[] }> => getJson('/api/cities')

export const getPlans = (city: string): Promise<{ plans: PlanSummary[] }> => getJson(`/api/cities/${city}/plans`)

/** What the city's data is counted by. */
export const getFigures = (city: string): Promise<FigureList> => getJson(`/api/cities/${city}/figures`)

/** Whose customers the city is divided for, each for itself. */
export const getDivisions = (city: string): Promise<DivisionList> => getJson(`/api/cities/${city}/divisions`)

export const getDistricts = (
  city: string,
  level: 'district' | 'subdistrict' = 'district',
): Promise<DistrictCollection> => getJson(`/api/cities/${city}/districts?level=${level}`)

/** Estates, parks and what else may be kept whole, with the cells that each holds among these kinds; all of them unless given. */
export const getUnits = (city: string, kinds: readonly UnitKind[] = []): Promise<UnitCollection> =>
  getJson(`/api/cities/${city}/units${kinds.length > 0 ? `?kinds=${kinds.join()}` : ''}`)

/** Rivers, railways, expressways and the crossings over them. */
export const getBarriers = (city: string): Promise<BarrierCollection> => getJson(`/api/cities/${city}/barriers`)

export const getOutlets = (city: string): Promise<OutletCollection> => getJson(`/api/cities/${city}/outlets`)

/** The sites of key and listed accounts. */
export const getAccounts = (city: string): Promise<AccountCollection> => getJson(`/api/cities/${city}/accounts`)

/** What partitions of the city go by where a request does not say otherwise. */
export const getCityRules = (city: string): Promise<CityRules> => getJson(`/api/cities/${city}/rules`)

export const getLinks = (city: string): Promise<CityLinks> => getJson(`/api/cities/${city}/links`)

/** `link`: the two cells, as in `120-4511`. */
export const putLink = (city: string, link: string, body: LinkInput): Promise<CityLink> =>
  sendJson('PUT', `/api/cities/${city}/links/${link}`, body)

/** All or none of them. */
export async function putLinks(city: string, body: LinkBatch): Promise<void> {
  await send('PUT', `/api/cities/${city}/links`, body)
}

export async function deleteLink(city: string, link: string): Promise<void> {
  await request(`/api/cities/${city}/links/${link}`, { method: 'DELETE' })
}

export const getPlan = (planId: string): Promise<PlanDetail> => getJson(`/api/plans/${planId}`)

export async function deletePlan(planId: string): Promise<void> {
  await request(`/api/plans/${planId}`, { method: 'DELETE' })
}

/** The plan's log after a revision. */
export const getCommands = (planId: string, after = 0): Promise<CommandLog> =>
  getJson(`/api/plans/${planId}/commands?after=${after}`)

export const getSnapshots = (city: string): Promise<SnapshotList> => getJson(`/api/cities/${city}/snapshots`)

/** A city's cells with the figures of a division in one snapshot; null for a city that has none. */
export async function getCells(city: string, division: string, snapshotId: number | null): Promise<CellsPayload> {
  const which = snapshotId === null ? '' : `&snapshot=${snapshotId}`
  const response = await request(`/api/cities/${city}/cells?format=binary&division=${division}${which}`)
  const answered = Number(response.headers.get('X-Snapshot') ?? 0)
  if (answered !== (snapshotId ?? 0)) throw new Error(`asked for snapshot ${snapshotId}, got ${answered}`)
  return decodeCells(new Uint8Array(await response.arrayBuffer()))
}

export async function getAssignment(planId: string, cellCount: number): Promise<AssignmentAnswer> {
  const response = await request(`/api/plans/${planId}/assignment`)
  const assignment = decodeAssignment(new Uint8Array(await response.arrayBuffer()), cellCount)
  return { assignment, revision: Number(response.headers.get('X-Plan-Revision') ?? 0) }
}

export const postCommands = (planId: string, body: CommandBatch): Promise<CommandAnswers> =>
  sendJson('POST', `/api/plans/${planId}/commands`, body)

export const postPartition = (city: string, body: PartitionInput): Promise<Job> =>
  sendJson('POST', `/api/cities/${city}/partitions`, body)

export const getJobs = (city: string, limit: number): Promise<JobList> =>
  getJson(`/api/cities/${city}/jobs?limit=${limit}`)

export const getJob = (city: string, jobId: string): Promise<Job> => getJson(`/api/cities/${city}/jobs/${jobId}`)

export async function cancelJob(city: string, jobId: string): Promise<void> {
  await request(`/api/cities/${city}/jobs/${jobId}`, { method: 'DELETE' })
}

/** Where a plan stands on its way to taking effect. */
export const getPlanLife = (planId: string): Promise<PlanLife> => getJson(`/api/plans/${planId}/life`)

/** What a plan changes on a date, and what stands in its way. */
export const postImpact = (planId: string, effectiveFrom: string): Promise<Impact> =>
  sendJson('POST', `/api/plans/${planId}/impact`, { effectiveFrom })

export const putSubmission = (planId: string, body: SubmissionRequest): Promise<Submission> =>
  sendJson('PUT', `/api/plans/${planId}/submission`, body)

/** Takes back what waits for approval; `reason` may be empty. */
export async function deleteSubmission(planId: string, reason: string): Promise<void> {
  const why = reason === '' ? '' : `?reason=${encodeURIComponent(reason)}`
  await request(`/api/plans/${planId}/submission${why}`, { method: 'DELETE' })
}

/** Of an approval, the version that it has made. */
export const postDecision = (planId: string, body: DecisionRequest): Promise<Approved | Submission> =>
  sendJson('POST', `/api/plans/${planId}/decision`, body)

export const postCopy = (planId: string): Promise<{ planId: string }> =>
  sendJson('POST', `/api/plans/${planId}/copies`, {})

export const postRebase = (planId: string, body: RebaseRequest): Promise<Rebased> =>
  sendJson('POST', `/api/plans/${planId}/rebase`, body)

export async function postArchive(planId: string): Promise<void> {
  await request(`/api/plans/${planId}/archive`, { method: 'POST' })
}

export const getVersions = (city: string): Promise<VersionList> => getJson(`/api/cities/${city}/versions`)

export async function postWithdrawal(city: string, version: number, reason: string): Promise<void> {
  await send('POST', `/api/cities/${city}/versions/${version}/withdrawal`, { reason })
}

/** Asks for an earlier version's plan to be in force again. */
export const postRollback = (city: string, body: RollbackRequest): Promise<Submission> =>
  sendJson('POST', `/api/cities/${city}/rollbacks`, body)

/** What differs between two of `plan:…`, `version:…` and `on:…`. */
export const getComparison = (city: string, left: string, right: string): Promise<CompareAnswer> =>
  getJson(`/api/cities/${city}/compare?left=${encodeURIComponent(left)}&right=${encodeURIComponent(right)}`)

/** What changes hands when a version begins. */
export const getMovement = (city: string, version: number): Promise<Movement> =>
  getJson(`/api/cities/${city}/versions/${version}/movements`)

/** Whose a customer, or a place, is on a date. A place is asked of one division, a customer of his own. */
export type OwnershipQuestion = { readonly on: string } & (
  | { readonly customer: string }
  | { readonly lon: number; readonly lat: number; readonly division: string }
)

export const getOwnership = (city: string, question: OwnershipQuestion): Promise<OwnershipAnswer> =>
  getJson(
    `/api/cities/${city}/ownership?${queryOf('customer' in question ? { ...question, explain: 'layers' } : { ...question, crs: 'wgs84' })}`,
  )

/** Every period of a customer, the first one first. */
export const getCustomerHistory = (city: string, customer: string): Promise<CustomerHistory> =>
  getJson(`/api/cities/${city}/customers/${encodeURIComponent(customer)}/history`)

/** What was proposed and decided about owners, the newest first. */
export const getOwnerChanges = (city: string, query: OwnerChangesQuery): Promise<OwnerChangeList> =>
  getJson(`/api/cities/${city}/owner-changes?${queryOf(query)}`)

export const postOwnerChange = (city: string, body: OwnerChangeRequest): Promise<OwnerChange> =>
  sendJson('POST', `/api/cities/${city}/owner-changes`, body)

export const postOwnerDecision = (city: string, id: number, body: OwnerDecisionRequest): Promise<OwnerChange> =>
  sendJson('POST', `/api/cities/${city}/owner-changes/${id}/decision`, body)

/** Takes back what waits, or cancels what was approved and has not begun; `reason` may be empty. */
export async function deleteOwnerChange(city: string, id: number, reason: string): Promise<void> {
  const why = reason === '' ? '' : `?${queryOf({ reason })}`
  await request(`/api/cities/${city}/owner-changes/${id}${why}`, { method: 'DELETE' })
}

/** What is and was disputed, the newest first. */
export const getDisputes = (city: string, query: DisputesQuery): Promise<DisputeList> =>
  getJson(`/api/cities/${city}/disputes?${queryOf(query)}`)

export const getDispute = (city: string, id: number): Promise<Dispute> => getJson(`/api/cities/${city}/disputes/${id}`)

/** What was claimed, the newest first. */
export const getClaims = (city: string, query: ClaimsQuery): Promise<ClaimList> =>
  getJson(`/api/cities/${city}/claims?${queryOf(query)}`)

export const postClaim = (city: string, body: ClaimRequest): Promise<ClaimMade> =>
  sendJson('POST', `/api/cities/${city}/disputes`, body)

export async function deleteClaim(city: string, id: number, reason: string): Promise<Claim> {
  const response = await request(`/api/cities/${city}/claims/${id}?${queryOf({ reason })}`, { method: 'DELETE' })
  return (await response.json()) as Claim
}

export const postRuling = (city: string, id: number, body: RulingRequest): Promise<Dispute> =>
  sendJson('POST', `/api/cities/${city}/disputes/${id}/ruling`, body)

/** Teams and people that may own customers. */
export const getParties = (city: string): Promise<PartyList> => getJson(`/api/cities/${city}/parties`)

export const postParty = (city: string, body: Party): Promise<Party> =>
  sendJson('POST', `/api/cities/${city}/parties`, body)

/** Grids of accounts and units that lie in no plan. */
export const getClusterGrids = (city: string): Promise<ClusterGridList> => getJson(`/api/cities/${city}/cluster-grids`)

export const postClusterGrid = (city: string, body: ClusterGrid): Promise<ClusterGrid> =>
  sendJson('POST', `/api/cities/${city}/cluster-grids`, body)

/** Who heads and manages grids, of all days. */
export const getGridMembers = (city: string): Promise<GridMemberList> => getJson(`/api/cities/${city}/grid-members`)

export const postGridMember = (city: string, body: GridMemberRequest): Promise<GridMember> =>
  sendJson('POST', `/api/cities/${city}/grid-members`, body)

/** Who did what, the newest first; `before`: older than that change. */
export const getAudit = (city: string, limit: number, before?: number): Promise<AuditList> =>
  getJson(`/api/cities/${city}/audit?limit=${limit}${before === undefined ? '' : `&before=${before}`}`)

/** `snapshotId`: the data it is judged by; null for the plan's own. */
export const reportUrl = (planId: string, language: Language, snapshotId: number | null): string =>
  `/api/plans/${planId}/report?format=html&lang=${language}${snapshotId === null ? '' : `&snapshot=${snapshotId}`}`

/** What is undefined is not asked for. */
function queryOf(values: Readonly<Record<string, unknown>>): string {
  const said = Object.entries(values).filter(([, value]) => value !== undefined)
  return new URLSearchParams(said.map(([key, value]) => [key, String(value)])).toString()
}

async function getJson<T>(path: string): Promise<T> {
  const response = await request(path)
  return (await response.json()) as T
}

async function sendJson<T>(method: string, path: string, body: unknown): Promise<T> {
  return (await (await send(method, path, body)).json()) as T
}

const send = (method: string, path: string, body: unknown): Promise<Response> =>
  request(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })

async function request(path: string, init?: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (error) {
    throw new OfflineError(`${init?.method ?? 'GET'} ${path}: no answer`, { cause: error })
  }
  if (response.ok) return response
  if (response.headers.get('content-type')?.includes('json')) {
    const problem = (await response.json()) as Problem
    // The session has ended. The page that asks for the token stands at this same address; unsent strokes outlast the reload.
    if (problem.code === 'login-required') location.reload()
    throw new ProblemError(problem)
  }
  if (response.status >= 500) throw new OfflineError(`${init?.method ?? 'GET'} ${path}: ${response.status}`)
  throw new ProblemError({
    type: 'about:blank',
    title: response.statusText,
    status: response.status,
    code: 'http',
    detail: `${response.status} ${response.statusText}`,
  })
}
