import { sql } from 'kysely'
import { addDays } from '../base/civilDates.ts'
import type { ClaimRequest } from '../contract/disputes.ts'
import type { ClusterGrid, OwnerLayer, OwnerPeriod, Party } from '../contract/owners.ts'
import type { Database } from '../db/database.ts'
import { loadCityThings, readThings } from '../life/cityThings.ts'
import type { Acting } from '../life/submitPlan.ts'
import { makeClaim } from '../ownership/disputes/claims.ts'
import { listClaims } from '../ownership/disputes/listDisputes.ts'
import { listPackages } from '../ownership/rows/packages.ts'
import { addClusterGrid, addParty, listClusterGrids, listParties } from '../ownership/rows/parties.ts'
import { decideOwners, proposeOwner } from '../ownership/rows/proposals.ts'
import type { PlanState } from '../plans/states.ts'

/** Who owns customers of the demo city beside its grids, for whom and why. Days are counted from the day of the first start. */
export const parties: readonly Party[] = [
  { id: 'zq1', kind: 'team', name: '政企客户一部' },
  { id: 'zq2', kind: 'team', name: '政企客户二部' },
  { id: 'sk', kind: 'team', name: '商客直销队' },
  { id: 'gm0117', kind: 'person', name: '客户经理 贺一川' },
  { id: 'gm0142', kind: 'person', name: '客户经理 温若溪' },
]

export const clusterGrid: ClusterGrid = {
  gridId: '0199c0de-0000-7000-8000-000000000001',
  code: 'JL-01',
  name: '专业市场聚类网格',
}

/** A change of an owner: proposed so many days ago, decided a day later, or not yet. */
export interface YearOwner {
  readonly ago: number
  readonly layer: OwnerLayer
  readonly subject: string
  readonly from: number
  readonly until?: number
  readonly owner: OwnerPeriod['owner']
  readonly reason: string
  readonly decision?: 'approve' | 'reject'
  readonly decisionReason?: string
}

export interface YearClaim extends Omit<ClaimRequest, 'evidence'> {
  readonly ago: number
  readonly evidence: string[]
}

const team = (id: string, plane?: 'attack' | 'defence') => ({ kind: 'team', id, plane }) as const
const person = (id: string, plane?: 'attack' | 'defence') => ({ kind: 'person', id, plane }) as const

/** What is no plan's: the subjects are the demo city's accounts, two of its markets and two of its customers. */
export function yearOwners(gridOf: (account: string) => string, customers: readonly string[]): YearOwner[] {
  const approve = { decision: 'approve' } as const
  const keyAccount = (subject: string, to: string, reason: string): YearOwner => ({
    ...{ ago: 338, layer: 'keyAccount', subject, from: -330, owner: team(to, 'defence'), reason, ...approve },
  })
  const [first = '', second = ''] = customers
  return [
    keyAccount('K001', 'zq1', '集团客户由政企一部统一服务'),
    keyAccount('K002', 'zq1', '集团客户由政企一部统一服务'),
    keyAccount('K003', 'zq2', '交通行业归政企二部'),
    keyAccount('K005', 'zq2', '能源行业归政企二部'),
    {
      ...{ ago: 337, layer: 'listed', subject: 'K009', from: -330, ...approve },
      ...{ owner: { kind: 'grid', id: gridOf('K009'), plane: 'defence' }, reason: '按总部所在网格维系' },
    },
    {
      ...{ ago: 337, layer: 'listed', subject: 'K016', from: -330, owner: team('sk', 'attack'), ...approve },
      reason: '名单制客户，由商客直销队拓展',
    },
    ...['unit:P0015', 'unit:P0016'].map(
      (subject): YearOwner => ({
        ...{ ago: 200, layer: 'cluster', subject, from: -190, ...approve },
        ...{ owner: { kind: 'grid', id: clusterGrid.gridId }, reason: '专业市场由聚类网格统一经营' },
      }),
    ),
    {
      ...{ ago: 130, layer: 'listed', subject: 'K023', from: -120, owner: person('gm0117', 'attack'), ...approve },
      reason: '软件园项目由专人跟进',
    },
    {
      ...{ ago: 100, layer: 'override', subject: first, from: -92, until: -30, owner: person('gm0142') },
      ...{ reason: '投诉处理期间由专人负责', ...approve },
    },
    {
      ...{ ago: 60, layer: 'listed', subject: 'K010', from: -50, owner: team('zq1'), decision: 'reject' },
      ...{ reason: '拟转政企一部', decisionReason: '暂无集团合同，仍按所在网格归属' },
    },
    {
      ...{ ago: 34, layer: 'override', subject: second, from: -30, until: 60, owner: person('gm0142', 'defence') },
      ...{ reason: '合约到期挽留，由专人负责', ...approve },
    },
    {
      ...{ ago: 6, layer: 'listed', subject: 'K023', from: 10, owner: person('gm0142', 'attack'), ...approve },
      reason: '原客户经理轮岗，下月起交接',
    },
    {
      ...{ ago: 1, layer: 'keyAccount', subject: 'K003', from: 7, owner: team('zq1', 'defence') },
      reason: '交通行业拟并入政企一部',
    },
  ]
}

/** The first has passed its deadline and was escalated, the second is due within days. */
export function yearClaims(gridOf: (account: string) => string): YearClaim[] {
  return [
    {
      ...{ ago: 20, layer: 'listed', subject: 'K016' },
      claimant: { kind: 'grid', id: gridOf('K016'), plane: 'defence' },
      statement: '总部在本网格，宽带与专线一直由本网格维护',
      evidence: ['专线合同 2024-0317', '上门维护记录 12 次'],
    },
    {
      ...{ ago: 12, layer: 'keyAccount', subject: 'K002', claimant: { kind: 'team', id: 'zq2', plane: 'attack' } },
      statement: '新建院区信息化项目由政企二部中标',
      evidence: ['中标通知书 YL-W-086'],
    },
    {
      ...{ ago: 9, layer: 'keyAccount', subject: 'K002', claimant: { kind: 'team', id: 'zq1', plane: 'defence' } },
      statement: '集团框架协议尚在有效期内',
      evidence: ['框架协议 2025-KA-02'],
    },
  ]
}

export async function registerOwners(database: Database, cityCode: string, acting: Acting): Promise<void> {
  const known = await listParties(database, cityCode)
  for (const party of parties)
    if (!known.some(({ id }) => id === party.id)) await addParty(database, cityCode, party, acting)
  const grids = await listClusterGrids(database, cityCode)
  if (grids.length === 0) await addClusterGrid(database, cityCode, clusterGrid, acting)
}

/** Proposes and decides a change, as far as that has not been done yet. */
export async function changeOwner(
  database: Database,
  { cityId, cityCode, today }: { readonly cityId: number; readonly cityCode: string; readonly today: string },
  { layer, subject, from, until, owner, reason, decision, decisionReason }: YearOwner,
  proposing: Acting,
  deciding: Acting,
): Promise<void> {
  const effectiveFrom = addDays(today, from)
  const period = { layer, subject, effectiveFrom, owner, reason, replace: false }
  const ended = until === undefined ? {} : { effectiveUntil: addDays(today, until) }
  const known = (await listPackages(database.kysely, cityId, { subject })).find(({ changes }) =>
    changes.some((one) => one.effectiveFrom === effectiveFrom),
  )
  const { id, state } = known ?? (await proposeOwner(database, cityCode, { ...period, ...ended }, proposing))
  if (decision === undefined || state !== 'open') return
  await decideOwners(database, cityCode, id, { decision, reason: decisionReason }, deciding)
}

/** Claims a subject for somebody, unless that has been done. */
export async function claimOwner(
  database: Database,
  { cityId, cityCode }: { readonly cityId: number; readonly cityCode: string },
  { ago: _, ...claim }: YearClaim,
  acting: Acting,
): Promise<void> {
  const known = await listClaims(database.kysely, cityId, { subject: claim.subject })
  if (known.some(({ claimant }) => claimant.id === claim.claimant.id)) return
  await makeClaim(database, cityCode, claim, acting)
}

/** The grid of a plan that an account's first site lies in. */
export async function gridsOfAccounts(
  { kysely }: Database,
  { cityId, assignment, grids }: PlanState,
): Promise<(account: string) => string> {
  const { accounts } = readThings(await loadCityThings(kysely, cityId))
  return (account) => {
    const [cell] = accounts.find(({ id }) => id === account)!.cells
    return grids.find(({ number }) => number === assignment[cell!])!.gridId
  }
}

/** The first customers, by their ids, that are somebody by themselves. */
export async function pickCustomers(
  { kysely }: Database,
  { cityId, snapshotId }: Pick<PlanState, 'cityId' | 'snapshotId'>,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customer
    where city_id = ${sql.lit(cityId)} and snapshot_id = ${snapshotId} and account_id is null and cell_index is not null and segment = 'business'
    order by customer_id limit 2`.execute(kysely)
  return rows.map(({ id }) => id)
}
